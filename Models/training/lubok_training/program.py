"""Candidates as the program draws and ranks them: what users get, and on a CPU many times faster than PyTorch."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from .transformer import Sampling


def drawn(program: Path, model: Path, text: str, sampling: Sampling, candidates: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures [candidates, side, side, 3], and their indices from best to worst."""
    with TemporaryDirectory() as folder:
        settings = {
            "--candidates": candidates,
            "--seed": seed,
            "--temperature": sampling.temperature,
            "--top-k": sampling.top_k,
            "--top-p": sampling.top_p,
            "--guidance": sampling.guidance,
            "--model": model,
            "--output": folder,
        }
        command = [program, "generate", text, "--json", "--quiet"]
        for name, value in settings.items():
            command += [name, str(value)]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        pictures = sorted(json.loads(answer)["pictures"], key=lambda picture: picture["candidate"])
        images = [np.asarray(Image.open(Path(folder) / picture["file"]).convert("RGB")) for picture in pictures]
    return np.stack(images), np.argsort([picture["rank"] for picture in pictures])
