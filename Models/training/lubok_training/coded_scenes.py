"""Scenes as a transformer reads them: a caption's ids and the codes of the picture, each scene once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from .captions import caption
from .code_table import CodeTable, SceneCoder
from .pictures import domain_named
from .presets import TEXT_LENGTH
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class CodedBatch:
    codes: np.ndarray
    """int16 [batch, cells]."""
    texts: np.ndarray
    """Prompt rows as int16, [batch, text length]."""


@dataclass(frozen=True)
class CodeJob:
    preset: str
    seed: int
    split: str
    batch: int
    vocabulary: str
    """A vocabulary file's text."""
    table: Path

    def worker(self) -> Coder:
        return Coder(self)


class Coder:
    def __init__(self, job: CodeJob) -> None:
        self._job = job
        domain = domain_named(job.preset)
        if job.split == "held_out":  # all scenes in styles are of training
            domain = replace(domain, style_share=0.0)
        self._objects = domain.objects
        self._coder = SceneCoder(CodeTable.read(job.table), domain, job.seed)
        self._vocabulary = Vocabulary.parse(job.vocabulary)

    def batch(self, first: int) -> CodedBatch:
        codes: list[np.ndarray] = []
        texts: list[list[int]] = []
        for index in range(first, first + self._job.batch):
            scene, cells = self._coder.sample(index, self._job.split)
            text = caption(scene, self._objects, np.random.default_rng([self._job.seed, index]))
            codes.append(cells.flatten())
            texts.append(self._vocabulary.prompt(text, TEXT_LENGTH))
        return CodedBatch(np.stack(codes), np.array(texts, np.int16))
