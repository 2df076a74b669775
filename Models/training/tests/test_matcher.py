"""The matcher against ruCLIP's own results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from goldens import cases
from safetensors.torch import load_file

from lubok_training.matcher import Matcher, MatcherConfig


@pytest.mark.parametrize("folder", cases("ruclip"), ids=lambda folder: folder.name)
def test_vectors_equal_the_original(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    values = json.loads((folder / "config.json").read_text())
    config = MatcherConfig(
        embedding_dimension=values["embed_dim"],
        picture_side=values["image_resolution"],
        vision_layers=values["vision_layers"],
        vision_width=values["vision_width"],
        vision_patch=values["vision_patch_size"],
        context_length=values["context_length"],
        vocabulary=values["vocab_size"],
        text_width=values["transformer_width"],
        text_heads=values["transformer_heads"],
        text_layers=values["transformer_layers"],
    )
    model = Matcher(config).eval()
    model.load_state_dict(torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True))
    expected = load_file(folder / "expected.safetensors")
    with torch.no_grad():
        pictures = model.embed_pictures(expected["pixel_values"])
        texts = model.embed_texts(expected["input_ids"].long())
    torch.testing.assert_close(pictures, expected["image_latents"], rtol=case["rtol"], atol=case["atol"])
    torch.testing.assert_close(texts, expected["text_latents_plain"], rtol=case["rtol"], atol=case["atol"])
