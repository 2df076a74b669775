"""Codes as a transformer knows them: of codes that serve alike, the one it expects.

An encoder leaves many near ties, and another processor, or another count of what was chosen, decides them otherwise. A transformer that learned one
decision reads the other as new words: with 14 % of an object's codes changed and half of a plain background's, it was surprised by 2.4 nats a code where it
had been by 0.1. So whoever trains on from a transformer asks it: rate and distortion, with the transformer as the measure of rate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import torch
from torch import Tensor

from .captions import caption
from .code_table import CodeTable, SpriteKey
from .encodable import BATCH, batched, in_the_middle, placed_sprites, sprite_block
from .layers import CELLS, box_in_cells, covered_cells, ground
from .presets import TEXT_LENGTH
from .rendering import Renderer
from .scenes import Background, Domain, PlacedObject, Scene, is_held_out
from .transformer import KeyValueCache, Transformer
from .vocabulary import Vocabulary

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
    """Asks a transformer about backgrounds, then about sprites on the backgrounds answered."""

    def __init__(self, model: Transformer, vocabulary: Vocabulary, domain: Domain, costs: Callable[[Iterable[np.ndarray]], Tensor]) -> None:
        """`costs` are the squared distances [count, cells, codes] of pictures, bytes [side, side, 3], from each code."""
        self._model, self._vocabulary, self._domain, self._costs = model, vocabulary, domain, costs
        self._renderer = Renderer(domain.objects)

    def backgrounds(self) -> np.ndarray:
        """Codes of each background of the domain, [backgrounds, rows, columns]."""
        codes: list[np.ndarray] = []
        for part in batched(enumerate(self._domain.backgrounds), BATCH // len(WITNESS_CORNERS)):
            asked = [self._witnesses(background, number) for number, background in part]
            scenes = [scene for witnesses in asked for scene in witnesses]
            grounds = self._costs(self._renderer.background(background) for _, background in part)
            costs = self._composed(scenes, grounds.repeat_interleave(len(WITNESS_CORNERS), dim=0))
            answers = self._answers(scenes, costs).reshape(len(asked), len(WITNESS_CORNERS), CELLS, CELLS)
            codes += [self._most_frequent(*pair) for pair in zip(asked, answers)]
        return np.stack(codes)

    def sprites(self, backgrounds: np.ndarray) -> dict[SpriteKey, np.ndarray]:
        """The block of each sprite, seen on a background whose codes are known."""
        places = {background.key: place for place, background in enumerate(self._domain.backgrounds)}
        blocks: dict[SpriteKey, np.ndarray] = {}
        for part in batched(enumerate(placed_sprites(self._domain)), BATCH):
            scenes = [self._scene_of(placed, number) for number, placed in part]
            device, count = next(self._model.parameters()).device, self._model.config.image_vocabulary
            grounds = torch.stack([known_costs(backgrounds[places[scene.background.key]], count, device) for scene in scenes])
            for scene, answer in zip(scenes, self._answers(scenes, self._composed(scenes, grounds))):
                (placed,) = scene.objects
                blocks[CodeTable.key(placed)] = sprite_block(self._renderer, placed, answer)
        return blocks

    def _answers(self, scenes: Sequence[Scene], costs: Tensor) -> np.ndarray:
        """Codes [scenes, rows, columns] where every code may be any; costs [scenes, cells, codes]."""
        texts = [caption(scene, self._domain.objects, np.random.default_rng(number)) for number, scene in enumerate(scenes)]
        rows = torch.tensor([self._vocabulary.prompt(text, TEXT_LENGTH) for text in texts], device=costs.device)
        return expected(self._model, rows, costs).view(-1, CELLS, CELLS).short().cpu().numpy()

    def _witnesses(self, background: Background, number: int) -> list[Scene]:
        """Scenes of the background, with an object in each corner in turn."""
        objects = self._domain.emoji
        return [
            Scene((PlacedObject(objects[(7 * number + place) % len(objects)].index, left, top, WITNESS_SIZE),), background, "place")
            for place, (left, top) in enumerate(WITNESS_CORNERS)
        ]

    def _scene_of(self, placed: PlacedObject, number: int) -> Scene:
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

    def _composed(self, scenes: Sequence[Scene], grounds: Tensor) -> Tensor:
        """Costs [scenes, cells, codes] of scenes with one object, from those of their backgrounds and of the objects in the middle of the ground."""
        sprites = self._costs(self._renderer.over(ground(), [in_the_middle(placed)]) for scene in scenes for placed in scene.objects)
        costs = grounds.clone().view(len(scenes), CELLS, CELLS, -1)
        for scene, own, composed in zip(scenes, sprites.view(costs.shape), costs):
            (placed,) = scene.objects
            left, top, side = box_in_cells(placed)
            middle, _, _ = box_in_cells(in_the_middle(placed))
            covered = torch.from_numpy(covered_cells(self._renderer, placed)).to(costs.device)
            composed[top : top + side, left : left + side][covered] = own[middle : middle + side, middle : middle + side][covered]
        return costs.flatten(1, 2)

    def _most_frequent(self, scenes: Sequence[Scene], codes: np.ndarray) -> np.ndarray:
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
