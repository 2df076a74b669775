"""Stage `upscaler`: candidates as the codec paints them, and pictures as they are drawn, to the same scenes drawn twice as large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from .code_table import CodeTable, SceneCoder
from .codec import to_bytes
from .make_codes import load_codec, table_path
from .pictures import domain_named
from .presets import Preset
from .rendering import Renderer
from .run import Run, Stage, autocast, rate_factor, set_rate
from .sheet import write_sheet
from .train_codec import decibels
from .upscaler import Upscaler

PAINTED_SHARE = 0.6
"""Of small pictures that come from codes; the others are as drawn."""
CROP = 64
"""Pixels of the small picture."""
EDGE_WEIGHT = 1.0
"""Of the differences between neighbouring pixels, beside that of the pixels: without it outlines come out soft."""
HELD_OUT = 48
SHEET = 8


@dataclass(frozen=True)
class Pairs:
    """Scenes small and large. Bytes, because float32 would take four times the memory."""

    painted: Tensor
    """[scenes, 3, side, side], decoded from codes."""
    drawn: Tensor
    large: Tensor
    """[scenes, 3, 2 · side, 2 · side]."""

    def crops(self, count: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Random squares of small pictures and the same of large ones, in 0…1, mirrored at random."""
        scenes = torch.randint(len(self.large), (count,)).tolist()
        corners = torch.randint(self.drawn.shape[-1] - CROP + 1, (count, 2)).tolist()
        are_painted = (torch.rand(count) < PAINTED_SHARE).tolist()
        are_mirrored = (torch.rand(count) < 0.5).tolist()
        small, large = [], []
        for scene, (top, left), is_painted, is_mirrored in zip(scenes, corners, are_painted, are_mirrored):
            source = (self.painted if is_painted else self.drawn)[scene]
            pair = (
                source[:, top : top + CROP, left : left + CROP],
                self.large[scene, :, 2 * top : 2 * (top + CROP), 2 * left : 2 * (left + CROP)],
            )
            small.append(pair[0].flip(2) if is_mirrored else pair[0])
            large.append(pair[1].flip(2) if is_mirrored else pair[1])
        return torch.stack(small).to(device) / 255, torch.stack(large).to(device) / 255


@torch.inference_mode()
def make_pairs(run: Run, preset: Preset, count: int, split: str) -> Pairs:
    codec, codec_step = load_codec(run, preset)
    domain = domain_named(preset.name)
    coder = SceneCoder(CodeTable.read(table_path(run, codec_step)), domain, run.seed)
    scenes, codes = zip(*(coder.sample(index, split) for index in range(count)))
    painted = []
    for part in torch.from_numpy(np.stack(codes)).long().split(32):
        with autocast(run.device):
            painted.append(to_bytes(codec.decode(part.to(run.device))).cpu())
    small, large = (Renderer(domain.objects, picture_side=factor * preset.painted_side) for factor in (1, 2))

    def planes(pictures: Tensor) -> Tensor:
        return pictures.permute(0, 3, 1, 2).contiguous()

    return Pairs(
        planes(torch.cat(painted)),
        planes(torch.from_numpy(np.stack([small.render(scene) for scene in scenes]))),
        planes(torch.from_numpy(np.stack([large.render(scene) for scene in scenes]))),
    )


def loss_of(made: Tensor, wanted: Tensor) -> Tensor:
    """Mean absolute error of pixels and of what neighbours differ by."""
    edges = sum((made.diff(dim=axis) - wanted.diff(dim=axis)).abs().mean() for axis in (2, 3))
    return (made - wanted).abs().mean() + EDGE_WEIGHT * edges


def bicubic(small: Tensor) -> Tensor:
    return F.interpolate(small, scale_factor=2, mode="bicubic", align_corners=False)


@torch.inference_mode()
def examine(run: Run, model: Upscaler, pairs: Pairs) -> dict[str, float]:
    """Decibels over held-out scenes, of pictures from codes and of drawn ones, beside those of bicubic enlargement."""
    large = 2 * (pairs.large / 255) - 1
    values: dict[str, float] = {}
    for name, small in (("painted", pairs.painted / 255), ("drawn", pairs.drawn / 255)):
        made = torch.cat([model(part.to(run.device)).float().cpu() for part in small.split(8)])
        values[f"{name}_db"] = decibels(2 * made - 1, large)
        values[f"{name}_bicubic_db"] = decibels(2 * bicubic(small) - 1, large)
    return values


@torch.inference_mode()
def write_samples(run: Run, model: Upscaler, pairs: Pairs, step: int) -> None:
    """Of each of a few scenes: bicubic enlargement, the net's, and the large rendering."""
    small, large = pairs.painted[:SHEET] / 255, pairs.large[:SHEET] / 255
    rows = torch.stack([bicubic(small), model(small.to(run.device)).float().cpu(), large], 1).flatten(0, 1)
    pictures = (rows.clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1)
    write_sheet(run.folder / f"upscaler-{step:06}.png", pictures.numpy(), columns=6)


def train(run: Run, preset: Preset, minutes: float) -> bool:
    """True when the time budget is spent, false when the call ended before."""
    torch.manual_seed(run.seed)
    model = Upscaler(preset.upscaler).to(run.device)
    optimizer = torch.optim.Adam(model.parameters(), betas=(0.9, 0.99))
    stage = Stage(run, "upscaler", minutes, {"model": model, "optimizer": optimizer})
    if stage.finished:
        return True
    torch.manual_seed(run.seed + stage.step)
    pairs = make_pairs(run, preset, preset.upscaler_scenes, "train")
    held_out = make_pairs(run, preset, HELD_OUT, "held_out")
    stage.begin()
    while True:
        small, large = pairs.crops(preset.upscaler_batch, run.device)
        set_rate(optimizer, preset.upscaler_rate * rate_factor(stage.progress, stage.step))
        with autocast(run.device):
            made = model(small)
        loss = loss_of(made.float(), large)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        going = stage.advance()
        if stage.is_time_to_note(120) or not going:
            stage.note(preset.upscaler_batch, loss=loss.item(), **examine(run, model, held_out))
        if not going:
            break
    write_samples(run, model, held_out, stage.step)
    stage.save()
    return stage.finished
