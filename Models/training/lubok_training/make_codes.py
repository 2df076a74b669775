"""Stage `codes`: encodes every sprite and background once; scenes are then put together from codes, without pictures or codec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .codec import Codec, rate_penalties, to_model_range
from .code_table import CodeTable
from .layers import CELL, CELLS, covered_cells, ground
from .palette import INKS
from .pictures import domain_named
from .presets import Preset
from .rendering import Renderer
from .run import Run, write_atomically
from .scenes import RECOLOURED_SIZE, Domain, PlacedObject, middle_corner, sample_scene

BATCH = 64
TURNS = (0, 90, 180)


def _codec_state(run: Run) -> dict[str, Any]:
    state = run.load("codec")
    if state is None:
        raise FileNotFoundError(f"{run.folder} holds no codec: run the stage `codec` first")
    return state


def load_codec(run: Run, preset: Preset) -> tuple[Codec, int]:
    """The trained codec, and the step at which it was saved."""
    state = _codec_state(run)
    codec = Codec(preset.codec).to(run.device).eval()
    codec.load_state_dict(state["codec"])
    return codec, state["step"]


def table_path(run: Run, codec_step: int) -> Path:
    """Codes mean something to one codec only, so the file's name holds that codec's step."""
    return run.folder / f"codes-{codec_step}.npz"


def _placed_sprites(domain: Domain) -> Iterator[PlacedObject]:
    """Every sprite that a scene of the domain can show, in the middle of the picture."""
    for size in domain.sizes:
        corner = middle_corner(size)
        for item in domain.emoji:
            for turn in TURNS:
                yield PlacedObject(item.index, corner, corner, size, turn)
        for item in domain.drawn_objects:
            for ink in INKS:
                yield PlacedObject(item.index, corner, corner, size, 0, ink)
    if "recoloured" in domain.scene_kinds:
        corner = middle_corner(RECOLOURED_SIZE)
        for item in domain.recolourable_emoji:
            for ink in INKS:
                yield PlacedObject(item.index, corner, corner, RECOLOURED_SIZE, 0, ink)


def make(run: Run, preset: Preset) -> bool:
    codec, step = load_codec(run, preset)
    path = table_path(run, step)
    if path.exists():
        return True
    penalties = rate_penalties(_codec_state(run)["codebook"]["size"])
    domain = domain_named(preset.name)
    renderer = Renderer(domain.objects)

    def encoded(pictures: Iterable[np.ndarray]) -> np.ndarray:
        """Codes [count, rows, columns] of pictures as bytes."""
        parts: list[np.ndarray] = []
        remaining = iter(pictures)
        while part := list(islice(remaining, BATCH)):
            # In single precision everywhere: rounding to bfloat16 changes 15 % of an object's codes, and a transformer that goes on knows the others.
            codes = codec.encode(to_model_range(torch.from_numpy(np.stack(part)).to(run.device)), penalties)
            parts.append(codes.short().cpu().numpy())
        return np.concatenate(parts)

    sprites = list(_placed_sprites(domain))
    codes = encoded(renderer.over(ground(), [placed]) for placed in sprites)
    blocks = np.full((len(sprites), CELLS, CELLS), CodeTable.UNCOVERED, np.int16)
    for block, whole, placed in zip(blocks, codes, sprites):
        start, side = placed.top // CELL, placed.size // CELL
        own = whole[start : start + side, start : start + side]
        block[:side, :side] = np.where(covered_cells(renderer, placed), own, CodeTable.UNCOVERED)
    styled = _styled_scenes(domain, run.seed, preset.styled_scenes)
    table = CodeTable(
        sprites={CodeTable.key(placed): block for placed, block in zip(sprites, blocks)},
        backgrounds=encoded(map(renderer.background, domain.backgrounds)),
        styled=styled,
        styled_codes=encoded(renderer.render(sample_scene(domain, run.seed, int(index))) for index in styled),
    )
    buffer = BytesIO()
    table.write(buffer)
    write_atomically(path, buffer.getvalue())
    print(f"codes: {len(sprites)} sprites, {len(domain.backgrounds)} backgrounds, {len(styled)} scenes in styles", flush=True)
    return True


def _styled_scenes(domain: Domain, seed: int, count: int) -> np.ndarray:
    """Numbers of the first `count` training scenes in a style."""
    found: list[int] = []
    index = 0
    while len(found) < count:
        if sample_scene(domain, seed, index).style is not None:
            found.append(index)
        index += 1
    return np.array(found, np.int64)
