"""Stage `codes`: encodes the training scenes once; the transformer then needs neither pictures nor codec."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch

from .codec import Codec, rate_penalties, to_model_range
from .make_vocabulary import FILE_NAME
from .pictures import PictureJob, PictureStream
from .presets import CAPTIONS_PER_SCENE, TEXT_LENGTH, Preset
from .run import Run, autocast, write_atomically

BATCH = 50
BATCHES_PER_PIECE = 80
SCENES_PER_PIECE = BATCH * BATCHES_PER_PIECE


def _codec_state(run: Run) -> dict[str, Any]:
    state = run.load("codec")
    if state is None:
        raise FileNotFoundError(f"{run.folder} holds no codec: run the stage `codec` first")
    return state


def load_codec(run: Run, preset: Preset) -> tuple[Codec, int]:
    """The trained codec, and the step at which it was saved."""
    state = _codec_state(run)
    codec = Codec(preset.codec).to(run.device).eval()
    codec.load_state_dict(state["codec"])
    return codec, state["step"]


def pieces_folder(run: Run, codec_step: int) -> Path:
    """Codes mean something to one codec only, so the folder's name holds that codec's step."""
    return run.folder / f"codes-{codec_step}"


def make(run: Run, preset: Preset) -> bool:
    """False when the call ended before all pieces were made."""
    codec, step = load_codec(run, preset)
    penalties = rate_penalties(_codec_state(run)["codebook"]["size"])
    folder = pieces_folder(run, step)
    pieces = -(-preset.scenes // SCENES_PER_PIECE)
    done = next((piece for piece in range(pieces) if not piece_path(folder, piece).exists()), pieces)
    if done == pieces:
        return True
    vocabulary = (run.folder / FILE_NAME).read_text()
    job = PictureJob(preset.name, run.seed, "train", BATCH, vocabulary, CAPTIONS_PER_SCENE, TEXT_LENGTH)
    codes: list[np.ndarray] = []
    texts: list[np.ndarray] = []
    with PictureStream(job, done * SCENES_PER_PIECE, pieces * SCENES_PER_PIECE, preset.workers) as stream:
        for batch in stream:
            pictures = to_model_range(torch.from_numpy(batch.pictures).to(run.device))
            with autocast(run.device):
                codes.append(codec.encode(pictures, penalties).flatten(1).short().cpu().numpy())
            texts.append(batch.texts)
            if len(codes) == BATCHES_PER_PIECE:
                write_piece(piece_path(folder, done), np.concatenate(codes), np.concatenate(texts))
                done += 1
                codes, texts = [], []
                print(f"codes: {done * SCENES_PER_PIECE} scenes", flush=True)
                if run.must_stop:
                    break
    return done == pieces


def piece_path(folder: Path, piece: int) -> Path:
    return folder / f"{piece:04}.npz"


def write_piece(path: Path, codes: np.ndarray, texts: np.ndarray) -> None:
    buffer = BytesIO()
    np.savez(buffer, codes=codes, texts=texts)
    write_atomically(path, buffer.getvalue())


@dataclass(frozen=True)
class CodedScenes:
    codes: torch.Tensor
    """[scenes, cells], int16."""
    texts: torch.Tensor
    """[scenes, captions, text length], int16."""

    @classmethod
    def load(cls, run: Run, codec_step: int) -> CodedScenes:
        paths = sorted(pieces_folder(run, codec_step).glob("*.npz"))
        if not paths:
            raise FileNotFoundError(f"{run.folder} holds no codes of this codec: run the stage `codes` first")
        pieces = [np.load(path) for path in paths]
        return cls(*(torch.from_numpy(np.concatenate([piece[name] for piece in pieces])) for name in ("codes", "texts")))

    def __len__(self) -> int:
        return len(self.codes)
