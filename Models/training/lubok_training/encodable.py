"""What a table of codes holds: every sprite and some scenes in styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TypeVar

import numpy as np

from .code_table import CodeTable
from .layers import CELLS, box_in_cells, covered_cells
from .materials import MATERIALS
from .palette import INKS
from .rendering import Renderer
from .scenes import RECOLOURED_SIZE, Domain, PlacedObject, middle_corner, sample_scene

BATCH = 128
"""Pictures encoded together."""
TURNS = (90, 180)
Item = TypeVar("Item")


def placed_sprites(domain: Domain) -> Iterator[PlacedObject]:
    """Every sprite that a scene of the domain can show, in the middle of the picture."""
    for size in domain.sizes:
        corner = middle_corner(size)
        turns = TURNS if domain.turn_share and size in domain.size_shares else ()
        for item in domain.emoji:
            for turn in (0, *turns):
                yield PlacedObject(item.index, corner, corner, size, turn)
        for item in domain.drawn_objects:
            for ink in domain.inks(item):
                yield PlacedObject(item.index, corner, corner, size, 0, ink)
    inks = INKS if "recoloured" in domain.scene_kinds else ()
    materials = MATERIALS if "material" in domain.scene_kinds else ()
    corner = middle_corner(RECOLOURED_SIZE)
    for item in domain.recolourable_emoji if inks or materials else ():
        for ink in (*inks, *materials):
            yield PlacedObject(item.index, corner, corner, RECOLOURED_SIZE, 0, ink)


def styled_scenes(domain: Domain, seed: int, count: int) -> np.ndarray:
    """Numbers of the first `count` training scenes in a style."""
    found: list[int] = []
    index = 0
    while len(found) < count:
        if sample_scene(domain, seed, index).style is not None:
            found.append(index)
        index += 1
    return np.array(found, np.int64)


def in_the_middle(placed: PlacedObject) -> PlacedObject:
    """The same object where sprites are encoded."""
    corner = middle_corner(placed.size)
    return replace(placed, left=corner, top=corner)


def sprite_block(renderer: Renderer, placed: PlacedObject, codes: np.ndarray) -> np.ndarray:
    """A table's block, int16 [rows, columns], of an object in a scene with these codes."""
    left, top, side = box_in_cells(placed)
    block = np.full((CELLS, CELLS), CodeTable.UNCOVERED, np.int16)
    own = codes[top : top + side, left : left + side]
    block[:side, :side] = np.where(covered_cells(renderer, placed), own, CodeTable.UNCOVERED)
    return block


def batched(items: Iterable[Item], count: int) -> Iterator[list[Item]]:
    """Lists of `count` items, the last with what is left."""
    remaining = iter(items)
    while part := list(islice(remaining, count)):
        yield part
