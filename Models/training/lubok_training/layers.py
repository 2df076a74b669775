"""Scenes taken apart: objects on a ground that means "seen through", the background alone, and which code comes from which.

Half of an object's codes lie on its outline. Were they to say what is behind it, every object would have other codes on every
background, and a combination that was never shown would be new in half of its cells. So a scene's codes are put together: cells
that an object covers, be it in part, from the object on the ground, at whatever place it was encoded there; all others from the
background alone. The decoder learns to paint what shows through an outline from the cells around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .rendering import Renderer
from .scenes import PICTURE_SIDE, PlacedObject, Scene

CELL = 8
"""Of a scene's pixels along the side of what one code stands for."""
CELLS = PICTURE_SIDE // CELL
GROUND = (255, 0, 255)
"""No object has this colour."""
LEAST_COVER = 0.02
"""The share of a cell that an object must cover to have it."""
BACKGROUND = -1
_QUARTERS = ((0, 0), (64, 0), (0, 64), (64, 64))


@dataclass(frozen=True)
class Layers:
    """A scene in a style is one layer, the picture itself: styles do not stop at an outline."""

    objects: np.ndarray
    """Bytes [side, side, 3]: the objects on the ground, moved about."""
    background: np.ndarray
    """Bytes [side, side, 3]."""
    sources: np.ndarray
    """int16 [rows, columns]: the cell of `objects` that the scene has here, or BACKGROUND."""


def ground(side: int = PICTURE_SIDE) -> np.ndarray:
    return np.full((side, side, 3), GROUND, np.uint8)


def box_in_cells(placed: PlacedObject) -> tuple[int, int, int]:
    """Column and row of the upper left cell, and cells along the side."""
    return placed.left // CELL, placed.top // CELL, placed.size // CELL


def covered_cells(renderer: Renderer, placed: PlacedObject) -> np.ndarray:
    """bool [size / CELL, size / CELL]: the cells of its box that the object has."""
    cover = renderer.sprite(placed.object, placed.size, placed.turn, placed.ink).cover
    side = placed.size // CELL
    return cover.reshape(side, CELL, side, CELL).mean((1, 3)) > 255 * LEAST_COVER


def take_apart(scene: Scene, renderer: Renderer, random_numbers: np.random.Generator) -> Layers:
    if scene.style is not None:
        picture = renderer.render(scene)
        return Layers(picture, picture, np.arange(CELLS**2, dtype=np.int16).reshape(CELLS, CELLS))
    moved = _moved(scene.objects, random_numbers)
    sources = np.full((CELLS, CELLS), BACKGROUND, np.int16)
    for here, there in zip(scene.objects, moved):
        rows, columns = np.nonzero(covered_cells(renderer, here))
        source = (rows + there.top // CELL) * CELLS + columns + there.left // CELL
        sources[rows + here.top // CELL, columns + here.left // CELL] = source
    return Layers(renderer.over(ground(renderer.picture_side), moved), renderer.background(scene.background), sources)


def _moved(objects: Sequence[PlacedObject], random_numbers: np.random.Generator) -> list[PlacedObject]:
    """The objects at other places of the grid, apart from each other, so that their codes cannot depend on where they are."""
    if len(objects) == 1:
        steps = (PICTURE_SIDE - objects[0].size) // (2 * CELL) + 1
        left, top = (int(step) * 2 * CELL for step in random_numbers.integers(steps, size=2))
        return [replace(objects[0], left=left, top=top)]
    order = random_numbers.permutation(len(_QUARTERS))
    return [replace(placed, left=_QUARTERS[index][0], top=_QUARTERS[index][1]) for placed, index in zip(objects, order)]
