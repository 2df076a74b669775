"""The shipped model's folder, which export writes and evaluate reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor

from .codec import Codec, CodecConfig
from .matcher import Matcher, MatcherConfig
from .resources import TRAINING_FOLDER
from .transformer import Transformer, TransformerConfig
from .vocabulary import Vocabulary

SHIPPED_FOLDER = TRAINING_FOLDER.parent / "lissitzky"
VOCABULARY_FOLDER = TRAINING_FOLDER.parent.parent / "Vocab"


def shipped_weights(folder: Path, part: str) -> dict[str, Tensor] | None:
    """Weights in float32 of one part, or None where the stage has none."""
    path = folder / f"{part}.safetensors"
    if not path.exists():
        return None
    return {name: tensor.float() for name, tensor in load_file(path).items()}


class ShippedModel:
    """All parts of an exported folder, ready to run."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        self.description: dict[str, Any] = json.loads((folder / "model.json").read_text())
        self.vocabulary = Vocabulary.parse((folder / self.description["text"]["vocabulary"]).read_text())
        self.text_length: int = self.description["text"]["length"]
        self.transformer = Transformer(transformer_config(self.description["transformer"]["config"]))
        self.codec = Codec(codec_config(self.description["codec"]["config"]))
        self.matcher = Matcher(MatcherConfig(**self.description["matching"]["config"]))
        for part, model in (("transformer", self.transformer), ("codec", self.codec), ("matcher", self.matcher)):
            model.load_state_dict(shipped_weights(folder, part))
            model.to(device).eval()


def transformer_config(values: dict[str, Any]) -> TransformerConfig:
    names = ("layers", "width", "heads", "text_length", "grid_side", "text_vocabulary", "image_vocabulary")
    return TransformerConfig(**{name: values[name] for name in names})


def codec_config(values: dict[str, Any]) -> CodecConfig:
    sizes = ("embedding_dimension", "codes", "latent_channels", "channels", "residual_blocks", "resolution", "wavelet_levels")
    lists = ("channel_multipliers", "attention_resolutions", "decoder_blocks")
    return CodecConfig(**{name: values[name] for name in sizes}, **{name: tuple(values[name]) for name in lists})
