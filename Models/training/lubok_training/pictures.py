"""Scenes drawn and captioned by processes of their own, so that a trainer never waits for a picture."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.queues import Queue
from queue import Empty
from types import TracebackType

import numpy as np

from .captions import caption
from .look_alikes import look_alikes
from .objects import load_objects
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
    vocabulary: str | None = None
    """A vocabulary file's text; captions are made where it is given."""
    captions: int = 0
    text_length: int = 0
    with_look_alikes: bool = False
    """Each scene is followed by its look-alikes, within the batch."""


@dataclass(frozen=True)
class PictureBatch:
    pictures: np.ndarray
    """Bytes [batch, side, side, 3]."""
    texts: np.ndarray
    """Prompt rows as int16, [batch, captions, text length]."""


def domain_named(preset: str) -> Domain:
    return Domain.cpu() if preset == "cpu" else Domain.gpu()


class _Artist:
    def __init__(self, job: PictureJob) -> None:
        self.job = job
        self.domain = domain_named(job.preset)
        self.objects = load_objects(self.domain.object_count)
        self.renderer = Renderer(self.objects)
        self.vocabulary = Vocabulary.parse(job.vocabulary) if job.vocabulary else None

    def batch(self, first: int) -> PictureBatch:
        pictures: list[np.ndarray] = []
        texts: list[list[list[int]]] = []
        for index in range(first, first + self.job.batch):
            random_numbers = np.random.default_rng([self.job.seed, index])
            scene = sample_scene(self.domain, self.job.seed, index, self.job.split)
            scenes = look_alikes(scene, self.domain, random_numbers) if self.job.with_look_alikes else [scene]
            pictures += map(self.renderer.render, scenes)
            texts += [[self._text(scene, random_numbers) for _ in range(self.job.captions)] for scene in scenes]
        return PictureBatch(np.stack(pictures), np.array(texts, np.int16))

    def _text(self, scene: Scene, random_numbers: np.random.Generator) -> list[int]:
        text = caption(scene, self.objects, random_numbers)
        return self.vocabulary.prompt(text, self.job.text_length)


def _draw(job: PictureJob, firsts: Sequence[int], queue: Queue[PictureBatch]) -> None:
    artist = _Artist(job)
    for first in firsts:
        queue.put(artist.batch(first))


class PictureStream:
    """Batches of consecutive scenes from `first` on, in order; use as a context manager."""

    def __init__(self, job: PictureJob, first: int, end: int, workers: int) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # inherited by the drawing processes
        context = multiprocessing.get_context("spawn")
        stride = job.batch * workers
        self._queues: list[Queue[PictureBatch]] = [context.Queue(maxsize=4) for _ in range(workers)]
        self._processes = [
            context.Process(target=_draw, args=(job, range(first + job.batch * index, end, stride), queue), daemon=True)
            for index, queue in enumerate(self._queues)
        ]
        for process in self._processes:
            process.start()
        del os.environ["OMP_NUM_THREADS"]
        self._batches = range(first, end, job.batch)

    def __iter__(self) -> Iterator[PictureBatch]:
        for index in range(len(self._batches)):
            worker = index % len(self._processes)
            while True:
                try:
                    yield self._queues[worker].get(timeout=5)
                    break
                except Empty:
                    if not self._processes[worker].is_alive():
                        raise RuntimeError("a drawing process ended early") from None

    def __enter__(self) -> PictureStream:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
