"""Scenes drawn and captioned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .captions import caption
from .layers import Layers, take_apart
from .look_alikes import look_alikes
from .rendering import Renderer
from .scenes import Domain, Scene, sample_scene
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class PictureJob:
    """What a drawing process needs to know; small, for it is sent to each."""

    preset: str
    seed: int
    split: str
    batch: int
    side: int
    """Pixels."""
    vocabulary: str | None = None
    """A vocabulary file's text; captions are made where it is given."""
    captions: int = 0
    text_length: int = 0
    with_look_alikes: bool = False
    """Each scene is followed by its look-alikes, within the batch."""
    with_layers: bool = False
    """Scenes are taken apart as well."""

    def worker(self) -> Artist:
        return Artist(self)


@dataclass(frozen=True)
class PictureBatch:
    pictures: np.ndarray
    """Bytes [batch, side, side, 3]."""
    texts: np.ndarray
    """Prompt rows as int16, [batch, captions, text length]."""
    layers: list[Layers]
    """Empty where the job did not ask for them."""


def domain_named(preset: str) -> Domain:
    return Domain.cpu() if preset == "cpu" else Domain.gpu()


class Artist:
    def __init__(self, job: PictureJob) -> None:
        self.job = job
        self.domain = domain_named(job.preset)
        self.objects = list(self.domain.objects)
        self.renderer = Renderer(self.objects, picture_side=job.side)
        self.vocabulary = Vocabulary.parse(job.vocabulary) if job.vocabulary else None

    def batch(self, first: int) -> PictureBatch:
        pictures: list[np.ndarray] = []
        texts: list[list[list[int]]] = []
        layers: list[Layers] = []
        for index in range(first, first + self.job.batch):
            random_numbers = np.random.default_rng([self.job.seed, index])
            scene = sample_scene(self.domain, self.job.seed, index, self.job.split)
            scenes = look_alikes(scene, self.domain, random_numbers) if self.job.with_look_alikes else [scene]
            pictures += map(self.renderer.render, scenes)
            texts += [[self._text(scene, random_numbers) for _ in range(self.job.captions)] for scene in scenes]
            if self.job.with_layers:
                layers += [take_apart(scene, self.renderer, random_numbers) for scene in scenes]
        return PictureBatch(np.stack(pictures), np.array(texts, np.int16), layers)

    def _text(self, scene: Scene, random_numbers: np.random.Generator) -> list[int]:
        text = caption(scene, self.objects, random_numbers)
        return self.vocabulary.prompt(text, self.job.text_length)
