"""VQGAN (Esser, Rombach, Ommer: "Taming Transformers for High-Resolution Image Synthesis", 2021), in taming's key layout.

Pictures are [batch, 3, height, width] in -1…1, latents [batch, channels, rows, columns], codes [batch, rows, columns].
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


RATE_WEIGHT = 0.1
"""Squared latent distance that a nat of a code's surprise is worth."""


@dataclass(frozen=True)
class CodecConfig:
    embedding_dimension: int
    codes: int
    latent_channels: int
    channels: int
    channel_multipliers: tuple[int, ...]
    residual_blocks: int
    """At each level of the encoder."""
    attention_resolutions: tuple[int, ...]
    resolution: int
    """Side of the pictures that the encoder reads."""
    wavelet_levels: int
    """So many times over the decoder paints Haar coefficients, and so pictures that many times twice as large as the encoder reads."""
    decoder_blocks: tuple[int, ...]
    """Residual blocks at each level of the decoder, from full resolution down."""

    @property
    def grid_side(self) -> int:
        return self.resolution >> (len(self.channel_multipliers) - 1)

    @property
    def enlargement(self) -> int:
        """Sides of painted pictures by those of pictures read."""
        return 1 << self.wavelet_levels


def normalization(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(32, channels, eps=1e-6)


class ResidualBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.norm1 = normalization(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.norm2 = normalization(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        if inputs != outputs:
            self.nin_shortcut = nn.Conv2d(inputs, outputs, 1)
        self.changes_width = inputs != outputs

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.conv1(F.silu(self.norm1(x)))
        hidden = self.conv2(F.silu(self.norm2(hidden)))
        return (self.nin_shortcut(x) if self.changes_width else x) + hidden


class AttentionBlock(nn.Module):
    """Single-headed attention over all places of the latent grid."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = normalization(channels)
        self.q = nn.Conv2d(channels, channels, 1)
        self.k = nn.Conv2d(channels, channels, 1)
        self.v = nn.Conv2d(channels, channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        normalized = self.norm(x)
        query, key, value = (layer(normalized).flatten(2).transpose(1, 2) for layer in (self.q, self.k, self.v))
        mixed = F.scaled_dot_product_attention(query, key, value)
        return x + self.proj_out(mixed.transpose(1, 2).reshape(x.shape))


class Downsample(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))  # right and bottom only, as taming pads


class Upsample(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Level(nn.Module):
    """One resolution: residual blocks, each followed by attention where the configuration asks for it."""

    def __init__(self, widths: list[int], attention: bool) -> None:
        super().__init__()
        self.block = nn.ModuleList(ResidualBlock(*pair) for pair in zip(widths, widths[1:]))
        self.attn = nn.ModuleList(AttentionBlock(width) for width in widths[1:]) if attention else nn.ModuleList()

    def forward(self, x: Tensor) -> Tensor:
        for index, block in enumerate(self.block):
            x = block(x)
            if self.attn:
                x = self.attn[index](x)
        return x


class Middle(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.block_1 = ResidualBlock(channels, channels)
        self.attn_1 = AttentionBlock(channels)
        self.block_2 = ResidualBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.block_2(self.attn_1(self.block_1(x)))


class Encoder(nn.Module):
    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        widths = [config.channels * multiplier for multiplier in config.channel_multipliers]
        self.conv_in = nn.Conv2d(3, config.channels, 3, padding=1)
        self.down = nn.ModuleList()
        current, resolution = config.channels, config.resolution
        for index, width in enumerate(widths):
            level = Level([current] + [width] * config.residual_blocks, resolution in config.attention_resolutions)
            current = width
            if index + 1 < len(widths):
                level.downsample = Downsample(width)
                resolution //= 2
            self.down.append(level)
        self.mid = Middle(current)
        self.norm_out = normalization(current)
        self.conv_out = nn.Conv2d(current, config.latent_channels, 3, padding=1)

    def forward(self, pictures: Tensor) -> Tensor:
        x = self.conv_in(pictures)
        for level in self.down:
            x = level(x)
            if hasattr(level, "downsample"):
                x = level.downsample(x)
        return self.conv_out(F.silu(self.norm_out(self.mid(x))))


class Decoder(nn.Module):
    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        widths = [config.channels * multiplier for multiplier in config.channel_multipliers]
        current, resolution = widths[-1], config.grid_side
        self.conv_in = nn.Conv2d(config.latent_channels, current, 3, padding=1)
        self.mid = Middle(current)
        levels: list[Level] = []
        for index, width in reversed(list(enumerate(widths))):
            level = Level([current] + [width] * config.decoder_blocks[index], resolution in config.attention_resolutions)
            current = width
            if index > 0:
                level.upsample = Upsample(width)
                resolution *= 2
            levels.insert(0, level)
        self.up = nn.ModuleList(levels)
        self.norm_out = normalization(current)
        self.conv_out = nn.Conv2d(current, 3 * 4**config.wavelet_levels, 3, padding=1)

    def forward(self, latents: Tensor) -> Tensor:
        x = self.mid(self.conv_in(latents))
        for level in reversed(self.up):
            x = level(x)
            if hasattr(level, "upsample"):
                x = level.upsample(x)
        return self.conv_out(F.silu(self.norm_out(x)))


def inverse_haar(coefficients: Tensor) -> Tensor:
    """[batch, 4 · planes, height, width] to [batch, planes, 2 · height, 2 · width].

    Channels: the mean band of each plane, then for each plane the differences of rows, of columns, and of both.
    """
    batch, channels, height, width = coefficients.shape
    planes = channels // 4
    low = coefficients[:, :planes]
    rows, columns, both = coefficients[:, planes:].unflatten(1, (planes, 3)).unbind(2)
    quarters = [low + rows + columns + both, low + rows - columns - both, low - rows + columns - both, low - rows - columns + both]
    square = torch.stack(quarters, dim=2).div(2).view(batch, planes, 2, 2, height, width)
    return square.permute(0, 1, 4, 2, 5, 3).reshape(batch, planes, 2 * height, 2 * width)


class Quantizer(nn.Module):
    """The codebook; a latent becomes its nearest vector's index."""

    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.embedding = nn.Embedding(config.codes, config.embedding_dimension)
        nn.init.normal_(self.embedding.weight)

    def distances(self, latents: Tensor) -> Tensor:
        """Squared distances [batch, cells, codes] of latents [batch, dimension, rows, columns], less each latent's own square, the same for all codes."""
        points = latents.float().flatten(2).transpose(1, 2)
        codebook = self.embedding.weight.float()
        return codebook.square().sum(1) - 2 * points @ codebook.T

    def nearest(self, latents: Tensor, penalties: Tensor | None = None) -> Tensor:
        """Indices [batch, rows, columns] for latents [batch, dimension, rows, columns]; `penalties` [codes] add to squared distances."""
        distances = self.distances(latents)
        if penalties is not None:
            distances = distances + penalties
        return distances.argmin(2).view(latents.shape[0], *latents.shape[2:])

    def vectors(self, codes: Tensor) -> Tensor:
        return self.embedding(codes).permute(0, 3, 1, 2)


class Codec(nn.Module):
    def __init__(self, config: CodecConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.quantize = Quantizer(config)
        self.quant_conv = nn.Conv2d(config.latent_channels, config.embedding_dimension, 1)
        self.post_quant_conv = nn.Conv2d(config.embedding_dimension, config.latent_channels, 1)

    def latents(self, pictures: Tensor) -> Tensor:
        """[batch, dimension, rows, columns]; `paint` makes pictures `enlargement` times as large."""
        return self.quant_conv(self.encoder(pictures))

    def paint(self, vectors: Tensor) -> Tensor:
        """Pictures, not clamped, from codebook vectors [batch, dimension, rows, columns]."""
        painted = self.decoder(self.post_quant_conv(vectors))
        for _ in range(self.config.wavelet_levels):
            painted = inverse_haar(painted)
        return painted

    @torch.inference_mode()
    def encode(self, pictures: Tensor, penalties: Tensor | None = None) -> Tensor:
        return self.quantize.nearest(self.latents(pictures), penalties)

    @torch.inference_mode()
    def decode(self, codes: Tensor) -> Tensor:
        return self.paint(self.quantize.vectors(codes))


def rate_penalties(sizes: Tensor) -> Tensor:
    """What choosing each code costs by how often all were chosen, so that of two codes that serve alike the commoner is taken.

    Entropy-constrained quantisation: the transformer has less to learn. Anybody may still encode by the nearest vector alone.
    """
    return -RATE_WEIGHT * (sizes.clamp(min=1e-3 * sizes.mean()) / sizes.sum()).log()


def reduced_to(side: int, pictures: Tensor) -> Tensor:
    """Square pictures [batch, 3, height, width] with sides a whole number of times as small."""
    return F.avg_pool2d(pictures, pictures.shape[-1] // side)


def to_model_range(pictures: Tensor) -> Tensor:
    """[batch, height, width, 3] bytes to [batch, 3, height, width] in -1…1."""
    return pictures.permute(0, 3, 1, 2).float().div(127.5).sub(1)


def to_bytes(pictures: Tensor) -> Tensor:
    """[batch, 3, height, width] in -1…1 to [batch, height, width, 3] bytes; truncates, as the peer's does."""
    return pictures.float().add(1).div(2).clamp(0, 1).mul(255).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
