"""Candidates as the program draws and ranks them: what users get, and on a CPU many times faster than PyTorch."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from .encodable import batched
from .transformer import Sampling

PROMPTS = 64
"""In one call: the program opens the model once for all of them, and their files take little room."""


@dataclass(frozen=True)
class Program:
    """A lubok executable, and the precision that it is asked to hold the weights in."""

    path: Path
    precision: str = "auto"

    def drawn(self, model: Path, texts: Sequence[str], sampling: Sampling, candidates: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Pictures [prompts, candidates, side, side, 3], and each prompt's indices of them from best to worst."""
        settings = {
            "--candidates": candidates,
            "--seed": seed,
            "--temperature": sampling.temperature,
            "--top-k": sampling.top_k,
            "--top-p": sampling.top_p,
            "--guidance": sampling.guidance,
            "--model": model,
            "--precision": self.precision,
        }
        pairs = [pair for part in batched(texts, PROMPTS) for pair in self._drawn(part, settings)]
        pictures, ranks = zip(*pairs)
        return np.stack(pictures), np.stack(ranks)

    def _drawn(self, texts: Sequence[str], settings: dict[str, object]) -> list[tuple[np.ndarray, np.ndarray]]:
        with TemporaryDirectory() as name:
            folder = Path(name)
            prompts = folder / "prompts.jsonl"
            # Names are numbers: two scenes may have the same caption.
            lines = [json.dumps({"prompt": text, "name": f"{place}-{{rank}}"}, ensure_ascii=False) for place, text in enumerate(texts)]
            prompts.write_text("\n".join(lines) + "\n")
            command = [self.path, "generate", "--prompt-file", prompts, "--output", folder, "--quiet"]
            for option, value in settings.items():
                command += [option, str(value)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            return [_read(folder, place) for place in range(len(texts))]


def _read(folder: Path, place: int) -> tuple[np.ndarray, np.ndarray]:
    record = json.loads((folder / f"{place}-all.json").read_text())
    pictures = sorted(record["pictures"], key=lambda picture: picture["candidate"])
    images = [np.asarray(Image.open(folder / picture["file"]).convert("RGB")) for picture in pictures]
    return np.stack(images), np.argsort([picture["rank"] for picture in pictures])
