"""Stage `codes`: encodes every sprite and background once; scenes are then put together from codes, without pictures or codec."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor

from .adopt import ADOPTED
from .codec import Codec, rate_penalties, reduced_to, to_model_range
from .code_table import CodeTable, SpriteKey
from .familiar_codes import BATCH, WITNESS_CORNERS, FamiliarCodes, known_costs
from .layers import CELLS, box_in_cells, covered_cells, ground
from .make_vocabulary import load as load_vocabulary
from .palette import INKS
from .pictures import domain_named
from .presets import CODES, SEEN_SIDE, Preset
from .rendering import Renderer
from .run import Run, write_atomically
from .scenes import RECOLOURED_SIZE, Domain, PlacedObject, Scene, middle_corner, sample_scene
from .transformer import Transformer

TURNS = (0, 90, 180)


def _codec_state(run: Run) -> dict[str, Any]:
    state = run.load("codec")
    if state is None:
        raise FileNotFoundError(f"{run.folder} holds no codec: run the stage `codec` first")
    return state


def load_codec(run: Run, preset: Preset) -> tuple[Codec, int]:
    """The trained codec with the painter's decoder where there is one, and the step at which the codec was saved."""
    state = _codec_state(run)
    codec = Codec(preset.codec).to(run.device).eval()
    codec.load_state_dict(state["codec"])
    if (painter := run.load("painter")) is not None:
        torch.nn.ModuleList([codec.post_quant_conv, codec.decoder]).load_state_dict(painter["painter"])
    return codec, state["step"]


def table_path(run: Run, codec_step: int) -> Path:
    """Codes mean something to one codec only, so the file's name holds that codec's step."""
    return run.folder / f"codes-{codec_step}.npz"


def in_the_middle(placed: PlacedObject) -> PlacedObject:
    corner = middle_corner(placed.size)
    return replace(placed, left=corner, top=corner)


def sprite_block(renderer: Renderer, placed: PlacedObject, codes: np.ndarray) -> np.ndarray:
    """A table's block, int16 [rows, columns], of an object in a scene with these codes."""
    left, top, side = box_in_cells(placed)
    block = np.full((CELLS, CELLS), CodeTable.UNCOVERED, np.int16)
    own = codes[top : top + side, left : left + side]
    block[:side, :side] = np.where(covered_cells(renderer, placed), own, CodeTable.UNCOVERED)
    return block


Item = TypeVar("Item")


def batched(items: Iterable[Item], count: int) -> Iterator[list[Item]]:
    """Lists of `count` items, the last with what is left."""
    remaining = iter(items)
    while part := list(islice(remaining, count)):
        yield part


def _seen(pictures: Iterable[np.ndarray], run: Run) -> Tensor:
    """As the encoder reads pictures, [count, 3, side, side]."""
    return reduced_to(SEEN_SIDE, to_model_range(torch.from_numpy(np.stack(list(pictures))).to(run.device)))


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
    domain = domain_named(preset.name)
    transformer = run.load("transformer")
    if transformer is not None and ADOPTED in transformer["extra"]:
        table = _familiar_table(run, preset, codec, domain, transformer)
    else:
        table = _nearest_table(run, preset, codec, domain)
    buffer = BytesIO()
    table.write(buffer)
    write_atomically(path, buffer.getvalue())
    print(f"codes: {len(table.sprites)} sprites, {len(table.backgrounds)} backgrounds, {len(table.styled)} scenes in styles", flush=True)
    return True


# Latents are made in single precision everywhere: rounding to bfloat16 changes 15 % of an object's codes.


def _nearest_table(run: Run, preset: Preset, codec: Codec, domain: Domain) -> CodeTable:
    penalties = rate_penalties(_codec_state(run)["codebook"]["size"])
    renderer = Renderer(domain.objects)

    def encoded(pictures: Iterable[np.ndarray]) -> np.ndarray:
        """Codes [count, rows, columns] of pictures as bytes."""
        parts = [codec.encode(_seen(part, run), penalties).short().cpu().numpy() for part in batched(pictures, BATCH)]
        return np.concatenate(parts)

    sprites = list(_placed_sprites(domain))
    codes = encoded(renderer.over(ground(), [placed]) for placed in sprites)
    styled = _styled_scenes(domain, run.seed, preset.styled_scenes)
    return CodeTable(
        sprites={CodeTable.key(placed): sprite_block(renderer, placed, whole) for placed, whole in zip(sprites, codes)},
        backgrounds=encoded(map(renderer.background, domain.backgrounds)),
        styled=styled,
        styled_codes=encoded(renderer.render(sample_scene(domain, run.seed, int(index))) for index in styled),
    )


def _familiar_table(run: Run, preset: Preset, codec: Codec, domain: Domain, state: dict[str, Any]) -> CodeTable:
    """As the transformer that training goes on from expects them."""
    model = Transformer(preset.transformer).to(run.device).eval()
    model.load_state_dict(state["model"])
    renderer = Renderer(domain.objects)
    familiar = FamiliarCodes(model, load_vocabulary(run), domain, renderer)

    @torch.inference_mode()
    def costs(pictures: Iterable[np.ndarray]) -> Tensor:
        """[count, cells, codes]"""
        return codec.quantize.distances(codec.latents(_seen(pictures, run)))

    def on_ground(scenes: Iterable[Scene]) -> Tensor:
        return costs(renderer.over(ground(), [in_the_middle(placed)]) for scene in scenes for placed in scene.objects)

    backgrounds: list[np.ndarray] = []
    for numbers in batched(range(len(domain.backgrounds)), BATCH // len(WITNESS_CORNERS)):
        asked = [familiar.witnesses(domain.backgrounds[number], number) for number in numbers]
        grounds = costs(renderer.background(domain.backgrounds[number]) for number in numbers)
        scenes = [scene for witnesses in asked for scene in witnesses]
        parts = zip(scenes, grounds.repeat_interleave(len(WITNESS_CORNERS), dim=0), on_ground(scenes))
        answers = familiar.whole(scenes, torch.stack([familiar.composed(*part) for part in parts]))
        answers = answers.reshape(len(asked), len(WITNESS_CORNERS), CELLS, CELLS)
        backgrounds += [familiar.most_frequent(*pair) for pair in zip(asked, answers)]

    places = {background.key: place for place, background in enumerate(domain.backgrounds)}
    sprites: dict[SpriteKey, np.ndarray] = {}
    for part in batched(enumerate(_placed_sprites(domain)), BATCH):
        scenes = [familiar.scene_of(placed, number) for number, placed in part]
        grounds = (known_costs(backgrounds[places[scene.background.key]], CODES, run.device) for scene in scenes)
        answers = familiar.whole(scenes, torch.stack([familiar.composed(*each) for each in zip(scenes, grounds, on_ground(scenes))]))
        for scene, answer in zip(scenes, answers):
            (placed,) = scene.objects
            sprites[CodeTable.key(placed)] = sprite_block(renderer, placed, answer)

    styled = _styled_scenes(domain, run.seed, preset.styled_scenes)
    styled_codes: list[np.ndarray] = []
    for numbers in batched(styled, BATCH):
        scenes = [sample_scene(domain, run.seed, int(number)) for number in numbers]
        styled_codes.append(familiar.whole(scenes, costs(map(renderer.render, scenes))))
    return CodeTable(sprites, np.stack(backgrounds), styled, np.concatenate(styled_codes))


def _styled_scenes(domain: Domain, seed: int, count: int) -> np.ndarray:
    """Numbers of the first `count` training scenes in a style."""
    found: list[int] = []
    index = 0
    while len(found) < count:
        if sample_scene(domain, seed, index).style is not None:
            found.append(index)
        index += 1
    return np.array(found, np.int64)
