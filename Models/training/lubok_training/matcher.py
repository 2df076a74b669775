"""CLIP (Radford et al.: "Learning Transferable Visual Models From Natural Language Supervision", 2021), as ruCLIP keeps it.

Pictures are [batch, 3, side, side], normalised with CLIP's mean and deviation; text rows are [batch, context length].
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .vocabulary import END

CHANNEL_MEANS = (0.48145466, 0.4578275, 0.40821073)
CHANNEL_DEVIATIONS = (0.26862954, 0.26130258, 0.27577711)
VISION_HEAD_WIDTH = 64


@dataclass(frozen=True)
class MatcherConfig:
    embedding_dimension: int
    picture_side: int
    vision_layers: int
    vision_width: int
    vision_patch: int
    context_length: int
    vocabulary: int
    text_width: int
    text_heads: int
    text_layers: int


class SelfAttention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.in_proj_weight = nn.Parameter(torch.empty(3 * width, width))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))
        self.out_proj = nn.Linear(width, width)
        nn.init.normal_(self.in_proj_weight, std=width**-0.5)

    def forward(self, x: Tensor, causal: bool) -> Tensor:
        batch, length, width = x.shape
        projected = F.linear(x, self.in_proj_weight, self.in_proj_bias)
        query, key, value = projected.view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=causal)
        return self.out_proj(mixed.transpose(1, 2).reshape(batch, length, width))


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.c_fc(x)
        return self.c_proj(hidden * torch.sigmoid(1.702 * hidden))  # QuickGELU


class ResidualAttentionBlock(nn.Module):
    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.causal = causal
        self.attn = SelfAttention(width, heads)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = FeedForward(width)
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x), self.causal)
        return x + self.mlp(self.ln_2(x))


class Tower(nn.Module):
    def __init__(self, width: int, layers: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.resblocks = nn.ModuleList(ResidualAttentionBlock(width, heads, causal) for _ in range(layers))

    def forward(self, x: Tensor) -> Tensor:
        for block in self.resblocks:
            x = block(x)
        return x


class PictureTower(nn.Module):
    def __init__(self, config: MatcherConfig) -> None:
        super().__init__()
        width = config.vision_width
        scale = width**-0.5
        places = (config.picture_side // config.vision_patch) ** 2 + 1
        self.conv1 = nn.Conv2d(3, width, config.vision_patch, stride=config.vision_patch, bias=False)
        self.class_embedding = nn.Parameter(scale * torch.randn(width))
        self.positional_embedding = nn.Parameter(scale * torch.randn(places, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Tower(width, config.vision_layers, width // VISION_HEAD_WIDTH, causal=False)
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Parameter(scale * torch.randn(width, config.embedding_dimension))

    def forward(self, pictures: Tensor) -> Tensor:
        patches = self.conv1(pictures).flatten(2).transpose(1, 2)
        summary = self.class_embedding.expand(len(pictures), 1, -1)
        x = self.ln_pre(torch.cat([summary, patches], dim=1) + self.positional_embedding)
        return self.ln_post(self.transformer(x)[:, 0]) @ self.proj


class Matcher(nn.Module):
    def __init__(self, config: MatcherConfig) -> None:
        super().__init__()
        self.config = config
        width = config.text_width
        self.visual = PictureTower(config)
        self.token_embedding = nn.Embedding(config.vocabulary, width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(config.context_length, width))
        self.transformer = Tower(width, config.text_layers, config.text_heads, causal=True)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, config.embedding_dimension))
        self.logit_scale = nn.Parameter(torch.tensor(2.6593))  # ln(1 / 0.07)
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    def embed_pictures(self, pictures: Tensor) -> Tensor:
        """Unit vectors [batch, embedding dimension]."""
        return F.normalize(self.visual(pictures).float(), dim=1)

    def text_features(self, texts: Tensor) -> Tensor:
        """The vector at each text's end, not normalised."""
        x = self.transformer(self.token_embedding(texts) + self.positional_embedding)
        ends = (texts == END).int().argmax(1)
        return self.ln_final(x[torch.arange(len(texts), device=texts.device), ends]) @ self.text_projection

    def embed_texts(self, texts: Tensor) -> Tensor:
        """Unit vectors [batch, embedding dimension]."""
        return F.normalize(self.text_features(texts).float(), dim=1)


def to_matching_range(pictures: Tensor) -> Tensor:
    """[batch, 3, side, side] in -1…1 to CLIP's normalised range."""
    means = torch.tensor(CHANNEL_MEANS, device=pictures.device).view(3, 1, 1)
    deviations = torch.tensor(CHANNEL_DEVIATIONS, device=pictures.device).view(3, 1, 1)
    return (pictures.add(1).div(2) - means) / deviations
