"""The codes of all sprites and backgrounds, and the codes of scenes put together from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from .layers import CELL
from .materials import MATERIALS
from .palette import INKS
from .scenes import Domain, PlacedObject, Scene, sample_scene

SpriteKey = tuple[int, int, int, int]
_FINISHES = INKS + MATERIALS


@dataclass(frozen=True)
class CodeTable:
    UNCOVERED = -1
    """In a sprite's block: the cell is the background's, or lies outside of the box."""

    sprites: dict[SpriteKey, np.ndarray]
    """int16 [rows, columns] each, with the sprite's box in the upper left corner."""
    backgrounds: np.ndarray
    """int16 [backgrounds of the domain, rows, columns]."""
    styled: np.ndarray
    """Numbers of scenes in a style, whose codes are those of whole pictures."""
    styled_codes: np.ndarray
    """int16 [styled scenes, rows, columns]."""

    @staticmethod
    def key(placed: PlacedObject) -> SpriteKey:
        """Object, size, turn, and the place of the ink or material among all, or −1."""
        return placed.object, placed.size, placed.turn, -1 if placed.ink is None else _FINISHES.index(placed.ink)

    def write(self, file: BinaryIO) -> None:
        np.savez(
            file,
            keys=np.array(list(self.sprites), np.int16),
            blocks=np.stack(list(self.sprites.values())),
            backgrounds=self.backgrounds,
            styled=self.styled,
            styled_codes=self.styled_codes,
        )

    @classmethod
    def read(cls, path: Path) -> CodeTable:
        if not path.exists():
            raise FileNotFoundError(f"{path} is missing: run the stage `codes` first")
        parts = np.load(path)
        sprites = {tuple(key): block for key, block in zip(parts["keys"].tolist(), parts["blocks"])}
        return cls(sprites, *(parts[name] for name in ("backgrounds", "styled", "styled_codes")))


class SceneCoder:
    """Scenes of a domain as codes."""

    def __init__(self, table: CodeTable, domain: Domain, seed: int) -> None:
        self._table, self._domain, self._seed = table, domain, seed
        self._places = {background.key: place for place, background in enumerate(domain.backgrounds)}

    def sample(self, index: int, split: str) -> tuple[Scene, np.ndarray]:
        """Scene number `index` and its codes, int16 [rows, columns]. One in a style becomes one of those that were encoded whole."""
        scene = sample_scene(self._domain, self._seed, index, split)
        return self.styled(index) if scene.style else (scene, self.codes(scene))

    def styled(self, index: int) -> tuple[Scene, np.ndarray]:
        """One of the scenes in a style, which take turns, and its codes."""
        place = index % len(self._table.styled)
        return sample_scene(self._domain, self._seed, int(self._table.styled[place])), self._table.styled_codes[place]

    def codes(self, scene: Scene) -> np.ndarray:
        """Codes of a scene without a style."""
        codes = self._table.backgrounds[self._places[scene.background.key]].copy()
        for placed in scene.objects:
            side = placed.size // CELL
            block = self._table.sprites[CodeTable.key(placed)][:side, :side]
            region = codes[placed.top // CELL :, placed.left // CELL :][:side, :side]
            region[:] = np.where(block == CodeTable.UNCOVERED, region, block)
        return codes
