"""Stage `evaluate`: what the shipped model does with held-out prompts, told by judges that learned nothing from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .codec import to_model_range
from .evaluation_scenes import GROUPS
from .examination import Examination, best_possible, chosen
from .presets import Preset
from .program import Program
from .run import Run, write_atomically
from .sheet import write_sheet
from .similarity import structural_similarity
from .train_codec import decibels
from .transformer import Sampling
from .verdicts import Verdicts

CANDIDATES = 8
GUIDANCE = 2.0
"""Of the guided candidates."""
PAIRS = 1000
"""Held-out captions and pictures among which the matcher finds what belongs together."""
SHEET_PICTURES = 32


def evaluate(run: Run, preset: Preset, folder: Path, program: Program | None, prompts: int) -> None:
    torch.manual_seed(run.seed)
    examination = Examination(run, preset, folder, program, 0, prompts)
    rendered = examination.rendered(preset.painted_side)
    codes = examination.codes(rendered)
    repainted = examination.painted(codes)
    sampling = Sampling(**examination.model.description["sampling"])
    pictures, ranks = examination.drawn(sampling, CANDIDATES)
    candidates = examination.candidate_verdicts(pictures)
    guided, guided_ranks = examination.drawn(replace(sampling, guidance=GUIDANCE), CANDIDATES)
    shares = examination.shares
    best_of_1 = _mean([shares(verdicts) for verdicts in candidates])
    best_of_8 = shares(chosen(candidates, ranks[:, 0]))
    oracle = shares(best_possible(candidates))
    true, again = (to_model_range(torch.from_numpy(part)) for part in (rendered, repainted))
    figures: dict[str, Any] = {
        "version": examination.model.description["version"],
        "prompts": prompts,
        "objects_shown": len({placed.object for scene in examination.scenes for placed in scene.objects}),
        "sampling": examination.model.description["sampling"],
        "guidance_of_the_guided": GUIDANCE,
        "true_renderings": shares(examination.verdicts(rendered)),
        "through_the_codec": shares(examination.verdicts(repainted)),
        "chance": shares(examination.verdicts(np.roll(rendered, len(GROUPS), axis=0))),
        "best_of_1": best_of_1,
        "best_of_8": best_of_8,
        "best_of_8_guided": shares(examination.verdicts(_first(guided, guided_ranks))),
        "oracle_of_8": oracle,
        "ranking_lift": {
            group: (best_of_8[group] - best_of_1[group]) / (oracle[group] - best_of_1[group])
            for group in oracle
            if oracle[group] > best_of_1[group]
        },
        "codec": {
            "psnr_db": decibels(again, true),
            "ssim": structural_similarity(again, true),
            "codebook_share_used": len(codes.unique()) / examination.model.codec.config.codes,
        },
        "matcher": {"pairs": PAIRS, "retrieval_at_1": examination.retrieval(PAIRS)},
    }
    write_atomically(folder / "evaluation.json", (json.dumps(_rounded(figures), ensure_ascii=False, indent=2) + "\n").encode())
    _write_page(run.folder, examination, figures, _first(pictures, ranks), chosen(candidates, ranks[:, 0]))
    _print(figures)


def _first(pictures: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Of each prompt's candidates the one that ranks first."""
    return pictures[range(len(pictures)), ranks[:, 0]]


def _mean(shares: list[dict[str, float]]) -> dict[str, float]:
    """What a candidate drawn at random would come to on average."""
    return {group: sum(share[group] for share in shares) / len(shares) for group in shares[0]}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def _table(figures: dict[str, Any]) -> list[tuple[str, dict[str, float]]]:
    names = ("true_renderings", "through_the_codec", "chance", "best_of_1", "best_of_8", "best_of_8_guided", "oracle_of_8")
    return [(name.replace("_", " "), figures[name]) for name in names]


def _write_page(folder: Path, examination: Examination, figures: dict[str, Any], pictures: np.ndarray, verdicts: Verdicts) -> None:
    """`evaluation.md` with the figures, and for each group a sheet of what ranks first and the prompts in its order."""
    groups = list(figures["best_of_8"])
    lines = ["# Lissitzky " + figures["version"], "", "| right, % | " + " | ".join(groups) + " |", "| --- |" + " --- |" * len(groups)]
    for name, shares in _table(figures):
        lines.append(f"| {name} | " + " | ".join(f"{100 * shares[group]:.1f}" for group in groups) + " |")
    lines += ["", f"Codec: {figures['codec']}. Matcher: {figures['matcher']}. Prompts: {figures['prompts']}."]
    for group in GROUPS:
        places = [index for index, scene in enumerate(examination.scenes) if scene.group == group][:SHEET_PICTURES]
        if not places:
            continue
        write_sheet(folder / f"evaluation-{group}.png", pictures[places], columns=8)
        lines += ["", f"## {group}", f"![]({f'evaluation-{group}.png'})", ""]
        marks = {True: "right", False: "wrong", None: ""}
        lines += [f"{number + 1}. {examination.texts[place]} {marks[verdicts[place]]}" for number, place in enumerate(places)]
    (folder / "evaluation.md").write_text("\n".join(lines) + "\n")


def _print(figures: dict[str, Any]) -> None:
    groups = list(figures["best_of_8"])
    print(f"{'right, %':20}" + "".join(f"{group:>15}" for group in groups))
    for name, shares in _table(figures):
        print(f"{name:20}" + "".join(f"{100 * shares[group]:15.1f}" for group in groups))
    print("codec:", figures["codec"], "matcher:", figures["matcher"])
