"""Stage `sampling`: tries settings on held-out prompts and writes the best into the model folder as its defaults."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import product
from pathlib import Path

import torch

from .examination import Examination
from .presets import Preset
from .program import Program
from .run import Run, write_atomically
from .transformer import Sampling

FIRST = 1_000_000
"""Index of the first prompt: far from those that evaluate asks."""
PROMPTS = 100
CANDIDATES = 8
TEMPERATURES = (1.0,)
TOP_PS = (0.8, 0.9, 0.97)
GUIDANCES = (1.0, 2.0, 3.0)


def choose(run: Run, preset: Preset, folder: Path, program: Program | None) -> None:
    examination = Examination(run, preset, folder, program, FIRST, PROMPTS)
    best, best_score = Sampling(), -1.0
    for temperature, top_p, guidance in product(TEMPERATURES, TOP_PS, GUIDANCES):
        sampling = Sampling(temperature=temperature, top_p=top_p, guidance=guidance)
        torch.manual_seed(run.seed)
        pictures, ranks = examination.drawn(sampling, CANDIDATES)
        right = examination.shares(examination.verdicts(pictures[range(PROMPTS), ranks[:, 0]]))
        score = sum(right.values())
        run.note("sampling", temperature=temperature, top_p=top_p, guidance=guidance, **right)
        if score > best_score:
            best, best_score = sampling, score
    path = folder / "model.json"
    description = json.loads(path.read_text()) | {"sampling": asdict(best)}
    write_atomically(path, (json.dumps(description, ensure_ascii=False, indent=2) + "\n").encode())
