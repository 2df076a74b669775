"""ruDALL-E (Sber AI, 2021): a GPT over text tokens and picture codes, by the rules of its v3 checkpoints and in their key layout.

Text rows are [batch, text length] with zeros for padding, codes are [batch, side²] in raster order.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

NEIGHBOURHOOD_RADIUS = 5
GREATEST_HALF = 65504.0
UNASKED = -100
HIDDEN_SCORE = -10000.0
"""Added to the score of a place that may not be seen; nothing is left of it after softmax."""


@dataclass(frozen=True)
class TransformerConfig:
    layers: int
    width: int
    heads: int
    text_length: int
    grid_side: int
    text_vocabulary: int
    """Includes one id for each text place, the last `text_length`, which stand for padding there."""
    image_vocabulary: int

    @property
    def cells(self) -> int:
        return self.grid_side**2


def attention_pattern(config: TransformerConfig, layer: int) -> Tensor:
    """[length, length], true where the row's place may look at the column's."""
    side, text = config.grid_side, config.text_length
    place = torch.arange(config.cells)
    query, key = place[:, None], place[None, :]
    if (layer - 1) % 4 == 0:
        visible = (query - key) % side == 0
    elif layer == config.layers - 1:
        rows, columns = (query // side - key // side).abs(), (query % side - key % side).abs()
        visible = (rows <= NEIGHBOURHOOD_RADIUS) & (columns <= NEIGHBOURHOOD_RADIUS)
    else:
        visible = query - key <= side
    length = text + config.cells
    pattern = torch.ones(length, length, dtype=torch.bool)
    pattern[text:, text:] = visible
    return pattern.tril()


class Attention(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.heads = config.heads
        self.query_key_value = nn.Linear(config.width, 3 * config.width)
        self.dense = nn.Linear(config.width, config.width)

    def forward(self, x: Tensor, bias: Tensor, cache: KeyValueCache | None) -> Tensor:
        batch, length, width = x.shape
        query, key, value = self.query_key_value(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        if cache is not None:
            key, value = cache.extended(key, value)
        # Plain products: on a CPU, for sequences this short, PyTorch's fused attention takes more than twice the time backward.
        scores = query * query.shape[-1] ** -0.5 @ key.transpose(-1, -2) + bias
        mixed = scores.softmax(-1).to(value.dtype) @ value
        return self.dense(mixed.transpose(1, 2).reshape(batch, length, width)).clamp(-GREATEST_HALF, GREATEST_HALF)


class KeyValueCache:
    """One layer's keys and values of a batch, [batch, heads, places, head width], filled from the left."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.filled = 0
        self.key = self.value = torch.empty(0)

    def extended(self, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        if not self.filled:
            batch, heads, _, width = key.shape
            self.key, self.value = key.new_zeros(2, batch, heads, self.places, width)
        end = self.filled + key.shape[2]
        self.key[:, :, self.filled : end], self.value[:, :, self.filled : end] = key, value
        self.filled = end
        return self.key[:, :, :end], self.value[:, :, :end]

    def repeated(self, times: Tensor) -> KeyValueCache:
        """A cache in which row i of this one stands `times[i]` times."""
        copy = KeyValueCache(self.places)
        copy.filled = self.filled
        copy.key, copy.value = (part.repeat_interleave(times, dim=0) for part in (self.key, self.value))
        return copy


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.dense_h_to_4h = nn.Linear(width, 4 * width)
        self.dense_4h_to_h = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense_4h_to_h(F.gelu(self.dense_h_to_4h(x), approximate="tanh"))


class Layer(nn.Module):
    """Pre-norm block with a second norm before each addition ("sandwich")."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.input_layernorm = nn.LayerNorm(config.width)
        self.before_first_addition_layernorm = nn.LayerNorm(config.width)
        self.post_attention_layernorm = nn.LayerNorm(config.width)
        self.before_second_addition_layernorm = nn.LayerNorm(config.width)
        self.attention = Attention(config)
        self.mlp = FeedForward(config.width)

    def forward(self, x: Tensor, bias: Tensor, cache: KeyValueCache | None) -> Tensor:
        x = x + self.before_first_addition_layernorm(self.attention(self.input_layernorm(x), bias, cache))
        return x + self.before_second_addition_layernorm(self.mlp(self.post_attention_layernorm(x)))


class Layers(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.layers))
        self.final_layernorm = nn.LayerNorm(config.width)
        for index in range(config.layers):
            hidden = ~attention_pattern(config, index)
            bias = torch.zeros(hidden.shape).masked_fill(hidden, HIDDEN_SCORE)
            self.register_buffer(f"bias_{index}", bias, persistent=False)

    def forward(self, x: Tensor, start: int = 0, caches: list[KeyValueCache] | None = None) -> Tensor:
        """`start` is the sequence place of the first row of `x`; what stands before it is in the caches."""
        end = start + x.shape[1]
        for index, layer in enumerate(self.layers):
            bias = getattr(self, f"bias_{index}")[start:end, :end].to(x.dtype)
            x = layer(x, bias, caches[index] if caches is not None else None)
        return self.final_layernorm(x)


class Transformer(nn.Module):
    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.text_embeddings = nn.Embedding(config.text_vocabulary, width)
        self.image_embeddings = nn.Embedding(config.image_vocabulary, width)
        self.text_pos_embeddings = nn.Embedding(config.text_length + 1, width)
        self.image_row_embeddings = nn.Embedding(config.grid_side, width)
        self.image_col_embeddings = nn.Embedding(config.grid_side, width)
        self.transformer = Layers(config)
        self.to_logits = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, config.text_vocabulary + config.image_vocabulary))
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def embed_text(self, texts: Tensor) -> Tensor:
        """Each padding zero becomes the id that stands for padding at its place."""
        places = torch.arange(texts.shape[1], device=texts.device)
        padding = self.config.text_vocabulary - self.config.text_length + places
        return self.text_embeddings(torch.where(texts == 0, padding, texts)) + self.text_pos_embeddings(places)

    def embed_codes(self, codes: Tensor, start: int = 0) -> Tensor:
        """Codes of consecutive cells from `start` on."""
        cells = torch.arange(start, start + codes.shape[1], device=codes.device)
        side = self.config.grid_side
        rows, columns = self.image_row_embeddings(cells // side), self.image_col_embeddings(cells % side)
        return self.image_embeddings(codes) + rows + columns

    def forward(self, texts: Tensor, codes: Tensor) -> Tensor:
        """Logits [batch, places, text vocabulary then image vocabulary] after each of the texts' and codes' places."""
        return self.to_logits(self.transformer(torch.cat([self.embed_text(texts), self.embed_codes(codes)], dim=1)))

    def losses(self, texts: Tensor, codes: Tensor) -> tuple[Tensor, Tensor]:
        """Cross-entropy of the next text token, padding excepted, and of all picture codes; each within its own vocabulary."""
        config = self.config
        x = torch.cat([self.embed_text(texts), self.embed_codes(codes[:, :-1])], dim=1)
        hidden = self.to_logits[0](self.transformer(x))
        head = self.to_logits[1]
        split = config.text_vocabulary
        # Padding is left out by its label: were it cut out, every batch would have another shape, and be compiled anew.
        labels = torch.where(texts[:, 1:] == 0, UNASKED, texts[:, 1:]).flatten()
        said = hidden[:, : config.text_length - 1].flatten(0, 1)
        text = F.cross_entropy(F.linear(said, head.weight[:split], head.bias[:split]).float(), labels, ignore_index=UNASKED)
        drawn = hidden[:, config.text_length - 1 :].flatten(0, 1)
        image = F.cross_entropy(F.linear(drawn, head.weight[split:], head.bias[split:]).float(), codes.flatten())
        return text, image

    def image_logits(self, hidden: Tensor) -> Tensor:
        head, split = self.to_logits[1], self.config.text_vocabulary
        return F.linear(self.to_logits[0](hidden), head.weight[split:], head.bias[split:]).float()


@dataclass(frozen=True)
class Sampling:
    temperature: float = 1.0
    top_k: int = 2048
    top_p: float = 0.995
    guidance: float = 1.0


def filtered_probabilities(logits: Tensor, sampling: Sampling) -> Tensor:
    """[rows, codes]: temperature, then the k likeliest (ties kept), then the likeliest whose sum first exceeds p."""
    logits = logits / sampling.temperature
    if 0 < sampling.top_k < logits.shape[1]:
        least = logits.topk(sampling.top_k, dim=1).values[:, -1:]
        logits = logits.masked_fill(logits < least, -torch.inf)
    probabilities = logits.softmax(1)
    if sampling.top_p < 1:
        ordered, order = probabilities.sort(dim=1, descending=True)
        dropped = ordered.cumsum(1) - ordered > sampling.top_p
        kept = torch.zeros_like(probabilities).scatter(1, order, ordered.masked_fill(dropped, 0))
        probabilities = kept / kept.sum(1, keepdim=True)
    return probabilities


@torch.inference_mode()
def sample(model: Transformer, texts: Tensor, candidates: int, sampling: Sampling, empty: Tensor) -> Tensor:
    """Codes [texts · candidates, cells]; `empty` is the row of the empty caption, for guidance."""
    guided = sampling.guidance != 1
    prompts = torch.cat([texts, empty[None]]) if guided else texts
    places = model.config.text_length + model.config.cells
    caches = [KeyValueCache(places) for _ in range(model.config.layers)]
    hidden = model.transformer(model.embed_text(prompts), 0, caches)[:, -1:]
    repeats = torch.full((len(prompts),), candidates, device=texts.device)
    if guided:
        repeats[-1] = candidates * len(texts)
    caches = [cache.repeated(repeats) for cache in caches]
    hidden = hidden.repeat_interleave(repeats, dim=0)
    codes = torch.zeros(len(texts) * candidates, 0, dtype=torch.long, device=texts.device)
    for cell in range(model.config.cells):
        logits = model.image_logits(hidden[:, 0])
        if guided:
            conditional, unconditional = logits.chunk(2)
            logits = unconditional + sampling.guidance * (conditional - unconditional)
        drawn = torch.multinomial(filtered_probabilities(logits, sampling), 1)
        codes = torch.cat([codes, drawn], dim=1)
        rows = drawn.repeat(2, 1) if guided else drawn
        hidden = model.transformer(model.embed_codes(rows, cell), model.config.text_length + cell, caches)
    return codes
