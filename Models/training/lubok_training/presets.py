"""Sizes and time budgets: `cpu` for two cores and a night, `gpu` for one accelerator and an hour."""

from __future__ import annotations

from dataclasses import dataclass

from .codec import CodecConfig
from .matcher import MatcherConfig
from .transformer import TransformerConfig
from .upscaler import UpscalerConfig

TEXT_LENGTH = 32
VOCABULARY_SIZE = 1500
CODES = 2048
SEEN_SIDE = 64
"""Pixels of what the encoder reads."""
JUDGED_SIDE = 128
"""Pixels of what the matcher reads."""


@dataclass(frozen=True)
class Preset:
    name: str
    codec: CodecConfig
    transformer: TransformerConfig
    matcher: MatcherConfig
    upscaler: UpscalerConfig
    workers: int
    """Processes that render pictures beside the trainer."""
    threads: int
    styled_scenes: int
    """Training scenes in a style, whose codes are made once and kept."""
    codec_pictures: int
    """Pictures in a step; as random quarters at first four times as many crops."""
    codec_rate: float
    painter_rate: float
    critic_channels: int
    """Of the first convolution of the painter's critic."""
    transformer_batch: int
    transformer_rate: float
    matcher_groups: int
    """Groups of look-alike scenes in a matcher's batch."""
    matcher_rate: float
    upscaler_scenes: int
    """Scenes that are drawn and decoded once and cut from again and again."""
    upscaler_batch: int
    upscaler_rate: float
    compiled: bool
    minutes: dict[str, float]
    """Time that each stage takes when none is named."""

    @property
    def painted_side(self) -> int:
        """Pixels of the pictures that the codec paints."""
        return self.codec.resolution * self.codec.enlargement


def _codec(encoder_blocks: int, decoder_blocks: tuple[int, ...]) -> CodecConfig:
    return CodecConfig(
        embedding_dimension=32,
        codes=CODES,
        latent_channels=64,
        channels=32,
        # The decoder's last normalisation has 32 groups. Were each a single channel, it would take every picture's mean colour away.
        channel_multipliers=(2, 2, 4),
        residual_blocks=encoder_blocks,
        attention_resolutions=(),
        resolution=SEEN_SIDE,
        wavelet_levels=2,
        decoder_blocks=decoder_blocks,
    )


def _transformer(layers: int, width: int, heads: int) -> TransformerConfig:
    return TransformerConfig(
        layers=layers,
        width=width,
        heads=heads,
        text_length=TEXT_LENGTH,
        grid_side=16,
        text_vocabulary=VOCABULARY_SIZE + TEXT_LENGTH,
        image_vocabulary=CODES,
    )


_MATCHER = MatcherConfig(
    embedding_dimension=128,
    picture_side=JUDGED_SIDE,
    vision_layers=4,
    vision_width=192,
    vision_patch=16,
    context_length=TEXT_LENGTH,
    vocabulary=VOCABULARY_SIZE,
    text_width=192,
    text_heads=3,
    text_layers=4,
)

PRESETS = {
    "cpu": Preset(
        name="cpu",
        codec=_codec(1, (2, 4, 6)),
        transformer=_transformer(layers=7, width=256, heads=4),
        matcher=_MATCHER,
        upscaler=UpscalerConfig(features=32, blocks=3, growth=16),
        workers=1,
        threads=2,
        styled_scenes=1_500,
        codec_pictures=6,
        codec_rate=1e-3,
        painter_rate=1e-3,
        critic_channels=16,
        transformer_batch=16,
        transformer_rate=1e-3,
        matcher_groups=12,
        matcher_rate=6e-4,
        upscaler_scenes=1024,
        upscaler_batch=16,
        upscaler_rate=5e-4,
        compiled=True,
        minutes={"codec": 40, "painter": 120, "transformer": 480, "matcher": 60, "upscaler": 30},
    ),
    "gpu": Preset(
        name="gpu",
        codec=_codec(2, (2, 4, 6)),
        transformer=_transformer(layers=7, width=256, heads=4),
        matcher=_MATCHER,
        upscaler=UpscalerConfig(features=32, blocks=3, growth=16),
        workers=14,
        threads=4,
        styled_scenes=40_000,
        codec_pictures=64,
        codec_rate=1e-3,
        painter_rate=1e-3,
        critic_channels=64,
        transformer_batch=1024,
        transformer_rate=2e-3,
        matcher_groups=256,
        matcher_rate=1e-3,
        upscaler_scenes=8192,
        upscaler_batch=128,
        upscaler_rate=1e-3,
        compiled=True,
        minutes={"codec": 20, "painter": 20, "transformer": 40, "matcher": 15, "upscaler": 5},
    ),
}
