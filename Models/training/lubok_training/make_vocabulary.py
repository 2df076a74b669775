"""Stage `vocabulary`: learns the BPE vocabulary from a sample of captions."""

from __future__ import annotations

import numpy as np

from .captions import caption
from .pictures import domain_named
from .presets import VOCABULARY_SIZE, Preset
from .run import Run, write_atomically
from .scenes import sample_scene
from .vocabulary import Vocabulary, normalize

SCENES = 40_000
CAPTIONS = 3
FILE_NAME = "vocabulary.bpe"


def make(run: Run, preset: Preset) -> None:
    path = run.folder / FILE_NAME
    if path.exists():
        return
    domain = domain_named(preset.name)
    texts: list[str] = []
    for index in range(SCENES):
        scene = sample_scene(domain, run.seed, index)
        random_numbers = np.random.default_rng([run.seed, index])
        texts += [normalize(caption(scene, domain.objects, random_numbers)) for _ in range(CAPTIONS)]
    vocabulary = Vocabulary.trained(texts, VOCABULARY_SIZE)
    if vocabulary.size != VOCABULARY_SIZE:
        raise ValueError(f"the captions gave {vocabulary.size} ids, not {VOCABULARY_SIZE}")
    write_atomically(path, vocabulary.serialized().encode())
    lengths = np.array([len(vocabulary.encode(text)) for text in texts[:10_000]])
    print(f"vocabulary: {vocabulary.size} ids; a caption takes {lengths.mean():.1f} on average, {lengths.max()} at most", flush=True)


def load(run: Run) -> Vocabulary:
    return Vocabulary.parse((run.folder / FILE_NAME).read_text())
