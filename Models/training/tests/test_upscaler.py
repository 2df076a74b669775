"""The upscaler against Real-ESRGAN's own results."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from goldens import cases
from PIL import Image

from lubok_training.upscaler import Upscaler, UpscalerConfig

BORDER, TILE, SURROUNDINGS = 15, 192, 24
"""Pixels: how the original pads a picture that is one tile."""


def padded(picture: np.ndarray) -> np.ndarray:
    picture = np.pad(picture, [(BORDER, BORDER)] * 2 + [(0, 0)], "symmetric")
    fill = [(0, -side % TILE) for side in picture.shape[:2]]
    return np.pad(np.pad(picture, fill + [(0, 0)], "edge"), [(SURROUNDINGS, SURROUNDINGS)] * 2 + [(0, 0)], "edge")


@pytest.mark.parametrize(
    "folder", [folder for folder in cases("realesrgan") if json.loads((folder / "case.json").read_text())["scale"] == 2], ids=lambda folder: folder.name
)
def test_pictures_equal_the_original(folder: Path) -> None:
    case = json.loads((folder / "case.json").read_text())
    model = Upscaler(UpscalerConfig(case["num_feat"], case["num_block"], case["num_grow_ch"])).eval()
    weights = torch.load(folder / case["checkpoint"], map_location="cpu", weights_only=True)
    model.load_state_dict(weights.get("params_ema", weights.get("params", weights)))
    picture = np.asarray(Image.open(folder / "input.png").convert("RGB"))
    assert max(picture.shape) + 2 * BORDER <= TILE
    with torch.no_grad():
        made = model(torch.from_numpy(padded(picture)).permute(2, 0, 1)[None] / 255)[0].permute(1, 2, 0).clamp(0, 1).numpy()
    first = 2 * (BORDER + SURROUNDINGS)
    own = (made[first:, first:][: 2 * picture.shape[0], : 2 * picture.shape[1]] * 255).astype(np.uint8)
    expected = np.asarray(Image.open(folder / "expected.png").convert("RGB"))
    assert np.abs(own.astype(int) - expected).max() <= case["pixel_atol"]
