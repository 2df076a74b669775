"""Stage `evaluate`: what the shipped model does with held-out prompts, told by a judge that learned nothing from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .codec import to_model_range
from .examination import QUESTIONS, Examination, best_possible, chosen, expected_shares, shares
from .presets import Preset
from .run import Run, write_atomically
from .sheet import write_sheet
from .train_codec import decibels
from .transformer import Sampling

CANDIDATES = 8
SHEET_PICTURES = 32


def evaluate(run: Run, preset: Preset, folder: Path, program: Path | None, prompts: int) -> None:
    torch.manual_seed(run.seed)
    examination = Examination(run, preset, folder, program, 0, prompts)
    rendered = examination.rendered()
    codes = examination.codes(rendered)
    repainted = examination.painted(codes)
    sampling = Sampling(**examination.model.description["sampling"])
    pictures, ranks = examination.drawn(sampling, CANDIDATES)
    candidates = examination.candidate_verdicts(pictures)
    shown = {placed.object for scene in examination.scenes for placed in scene.objects}
    figures: dict[str, Any] = {
        "prompts": prompts,
        "objects shown": len(shown),
        "objects that the judge chooses among": len(examination.objects),
        "sampling": examination.model.description["sampling"],
        "codec, decibels": decibels(to_model_range(torch.from_numpy(repainted)), to_model_range(torch.from_numpy(rendered))),
        "codec, share of codes used": len(codes.unique()) / examination.model.codec.config.codes,
        "right": {
            "renderings": shares(examination.verdicts(rendered)),
            "through the codec": shares(examination.verdicts(repainted)),
            "chance (another prompt's rendering)": shares(examination.verdicts(np.roll(rendered, 7, axis=0))),
            f"best of {CANDIDATES} by rank": shares(chosen(candidates, ranks[:, 0])),
            f"random one of {CANDIDATES}": expected_shares(candidates),
            f"best possible of {CANDIDATES}": shares(best_possible(candidates)),
        },
    }
    write_atomically(run.folder / "evaluation.json", (json.dumps(figures, ensure_ascii=False, indent=2) + "\n").encode())
    first = pictures[range(prompts), ranks[:, 0]]
    write_sheet(run.folder / "evaluation.png", first[:SHEET_PICTURES], columns=8)
    (run.folder / "evaluation.txt").write_text("\n".join(examination.texts[:SHEET_PICTURES]) + "\n")
    _print(figures)


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        if name != "right":
            print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}")
    print(f"{'right, %':38}" + "".join(f"{question:>12}" for question in QUESTIONS))
    for name, right in figures["right"].items():
        print(f"{name:38}" + "".join(f"{100 * right[question]:12.1f}" for question in QUESTIONS if question in right))
