"""`--from-shipped`: puts the shipped weights where a run's own checkpoints would lie, for what the run lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from .make_vocabulary import FILE_NAME
from .run import Run, write_atomically
from .shipped import shipped_weights


ADOPTED = "adopted"
"""Marks, in a stage's extra state, weights that began as shipped ones."""
ADOPTED_RATE = 0.4
"""Of a preset's learning rate, for weights that have learned before."""


def _codec_state(weights: dict[str, Tensor]) -> dict[str, Any]:
    vectors = weights["quantize.embedding.weight"]
    codebook = {
        "embedding": vectors,
        "size": torch.ones(len(vectors)),
        "total": vectors,
        "ready": torch.ones((), dtype=torch.bool),
    }
    return {"codec": weights, "codebook": codebook}


def _transformer_state(weights: dict[str, Tensor]) -> dict[str, Any]:
    average = {f"module.{name}": weight for name, weight in weights.items()}
    return {"model": weights, "average": average | {"n_averaged": torch.zeros((), dtype=torch.long)}}


def _model_state(weights: dict[str, Tensor]) -> dict[str, Any]:
    return {"model": weights}


_STATES = {"codec": _codec_state, "transformer": _transformer_state, "matcher": _model_state, "upscaler": _model_state}


def adopt(run: Run, folder: Path) -> None:
    """Optimizers are not shipped, so a stage that goes on from here warms up anew."""
    vocabulary = run.folder / FILE_NAME
    if not vocabulary.exists() and (folder / FILE_NAME).exists():
        write_atomically(vocabulary, (folder / FILE_NAME).read_bytes())
    for part, state_of in _STATES.items():
        if run.load(part) is None and (weights := shipped_weights(folder, part)) is not None:
            run.save(part, state_of(weights) | {"spent": 0.0, "step": 0, "extra": {ADOPTED: True}})
