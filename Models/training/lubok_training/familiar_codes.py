"""Codes as a transformer knows them: of codes that serve alike, the one it expects.

An encoder leaves many near ties, and another processor, or another count of what was chosen, decides them otherwise. A transformer that learned one
decision reads the other as new words: with 14 % of an object's codes changed and half of a plain background's, it was surprised by 2.4 nats a code where it
had been by 0.1. So whoever trains on from a transformer asks it: rate and distortion, with the transformer as the measure of rate.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from .captions import caption
from .layers import CELL, CELLS, box_in_cells, covered_cells
from .presets import TEXT_LENGTH
from .rendering import Renderer
from .scenes import Background, Domain, PlacedObject, Scene, is_held_out, middle_corner
from .transformer import KeyValueCache, Transformer
from .vocabulary import Vocabulary

BATCH = 128
WITNESS_SIZE = 64
WITNESS_CORNERS = ((0, 0), (64, 0), (0, 64), (64, 64))
"""Where objects stand while a background's codes are asked for; between them they leave every cell free."""


@torch.inference_mode()
def expected(model: Transformer, texts: Tensor, costs: Tensor) -> Tensor:
    """Codes [batch, cells], chosen in raster order: each the least in the sum of its cost and the nats by which it surprises the transformer.

    `texts` are prompt rows, `costs` [batch, cells, codes] squared distances; where only one code may stand all others cost infinity.
    """
    config = model.config
    caches = [KeyValueCache(config.text_length + config.cells) for _ in range(config.layers)]
    hidden = model.transformer(model.embed_text(texts), 0, caches)[:, -1:]
    chosen: list[Tensor] = []
    for cell in range(config.cells):
        surprise = -model.image_logits(hidden[:, 0]).log_softmax(-1)
        chosen.append((costs[:, cell] + surprise).argmin(1, keepdim=True))
        if cell + 1 < config.cells:
            hidden = model.transformer(model.embed_codes(chosen[-1], cell), config.text_length + cell, caches)
    return torch.cat(chosen, dim=1)


class FamiliarCodes:
    """Asks a transformer about backgrounds, then about sprites on the backgrounds answered, and about whole scenes."""

    def __init__(self, model: Transformer, vocabulary: Vocabulary, domain: Domain, renderer: Renderer) -> None:
        self._model, self._vocabulary, self._domain, self._renderer = model, vocabulary, domain, renderer

    def whole(self, scenes: Sequence[Scene], costs: Tensor) -> np.ndarray:
        """Codes [scenes, rows, columns] where every code may be any; costs [scenes, cells, codes]."""
        texts = [caption(scene, self._domain.objects, np.random.default_rng(number)) for number, scene in enumerate(scenes)]
        rows = torch.tensor([self._vocabulary.prompt(text, TEXT_LENGTH) for text in texts], device=costs.device)
        return expected(self._model, rows, costs).view(-1, CELLS, CELLS).short().cpu().numpy()

    def witnesses(self, background: Background, number: int) -> list[Scene]:
        """Scenes of the background, with an object in each corner in turn."""
        objects = self._domain.emoji
        return [
            Scene((PlacedObject(objects[(7 * number + place) % len(objects)].index, left, top, WITNESS_SIZE),), background, "place")
            for place, (left, top) in enumerate(WITNESS_CORNERS)
        ]

    def scene_of(self, placed: PlacedObject, number: int) -> Scene:
        """A scene of training that shows the sprite on a plain background."""
        plain = self._domain.backgrounds_by_kind["plain"]
        relation = "one"
        if placed.size == WITNESS_SIZE:
            left, top = WITNESS_CORNERS[number % len(WITNESS_CORNERS)]
            placed, relation = PlacedObject(placed.object, left, top, placed.size, placed.turn, placed.ink), "place"
        for step in range(len(plain)):
            scene = Scene((placed,), plain[(number + step) % len(plain)], relation)
            if placed.ink not in scene.background.colours and not is_held_out(scene, self._domain.objects):
                return scene
        return scene

    def composed(self, scene: Scene, ground: Tensor, sprite: Tensor) -> Tensor:
        """Costs [cells, codes] of a scene with one object, from those of its background and of its object in the middle of the ground."""
        (placed,) = scene.objects
        middle = middle_corner(placed.size) // CELL
        left, top, side = box_in_cells(placed)
        covered = torch.from_numpy(covered_cells(self._renderer, placed)).to(ground.device)
        costs = ground.view(CELLS, CELLS, -1).clone()
        own = sprite.view(CELLS, CELLS, -1)[middle : middle + side, middle : middle + side]
        costs[top : top + side, left : left + side][covered] = own[covered]
        return costs.flatten(0, 1)

    def most_frequent(self, scenes: Sequence[Scene], codes: np.ndarray) -> np.ndarray:
        """Codes [rows, columns] of the scenes' background: in each cell what most scenes have whose object is not there; codes [scenes, rows, columns]."""
        votes = np.zeros((CELLS, CELLS, self._model.config.image_vocabulary), np.int16)
        for scene, answer in zip(scenes, codes):
            free = self._free(scene)
            np.add.at(votes, (*np.nonzero(free), answer[free]), 1)
        return votes.argmax(2).astype(np.int16)

    def _free(self, scene: Scene) -> np.ndarray:
        """bool [rows, columns]: where a scene's objects are not."""
        free = np.ones((CELLS, CELLS), bool)
        for placed in scene.objects:
            left, top, side = box_in_cells(placed)
            free[top : top + side, left : left + side] &= ~covered_cells(self._renderer, placed)
        return free


def known_costs(codes: np.ndarray, count: int, device: torch.device) -> Tensor:
    """Costs [cells, codes] that leave each cell the one code it has."""
    flat = torch.from_numpy(codes.reshape(-1)).long().to(device)
    return torch.full((len(flat), count), torch.inf, device=device).scatter(1, flat[:, None], 0.0)
