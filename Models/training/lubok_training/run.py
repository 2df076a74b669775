"""A run: its folder, its clock, and what lets it stop at any moment and go on later."""

from __future__ import annotations

import io
import os
import signal
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import nn

PIECE_BYTES = 15 * 1024 * 1024
SAVE_SECONDS = 180.0


def default_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "lubok-training" / "run-1"


def write_atomically(path: Path, contents: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(contents)
    beside.replace(path)


@dataclass
class Run:
    folder: Path
    device: torch.device
    seed: int = 1
    in_pieces: bool = False
    """Checkpoints in files of less than 16 MiB, for places that take no larger ones."""
    stop_after: float = float("inf")
    """Seconds after which this call ends, finished or not."""
    started: float = field(default_factory=time.monotonic)
    interrupted: bool = False

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._interrupt)

    def _interrupt(self, *_: object) -> None:
        self.interrupted = True

    @property
    def must_stop(self) -> bool:
        return self.interrupted or time.monotonic() - self.started > self.stop_after

    def save(self, name: str, state: dict[str, Any]) -> None:
        buffer = io.BytesIO()
        torch.save(state, buffer)
        contents = buffer.getvalue()
        if not self.in_pieces:
            write_atomically(self.folder / f"{name}.pt", contents)
            return
        # The generation in each piece's name keeps an old and a new checkpoint from being mixed when writing is cut short.
        old = sorted(self.folder.glob(f"{name}.pt.*"))
        generation = 1 + max((int(piece.name.split(".")[-2]) for piece in old), default=0)
        starts = range(0, len(contents), PIECE_BYTES)
        for index, start in enumerate(starts):
            label = f"{name}.pt.{len(starts):03}.{generation}.{index:03}"
            write_atomically(self.folder / label, contents[start : start + PIECE_BYTES])
        for piece in old:
            piece.unlink()

    def load(self, name: str) -> dict[str, Any] | None:
        """The newest complete checkpoint, or None."""
        contents = self._newest(name)
        return None if contents is None else torch.load(io.BytesIO(contents), map_location=self.device, weights_only=True)

    def _newest(self, name: str) -> bytes | None:
        whole = self.folder / f"{name}.pt"
        if whole.exists():
            return whole.read_bytes()
        generations: dict[int, list[Path]] = {}
        for piece in sorted(self.folder.glob(f"{name}.pt.*.*.[0-9][0-9][0-9]")):
            generations.setdefault(int(piece.name.split(".")[-2]), []).append(piece)
        for _, pieces in sorted(generations.items(), reverse=True):
            if len(pieces) == int(pieces[0].name.split(".")[-3]):
                return b"".join(piece.read_bytes() for piece in pieces)
        return None

    def note(self, name: str, **values: float) -> None:
        """Appends a line to the stage's table and prints it."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            path.write_text(",".join(values) + "\n")
        with path.open("a") as table:
            table.write(",".join(f"{value:.6g}" for value in values.values()) + "\n")
        print(name, " ".join(f"{key} {value:.5g}" for key, value in values.items()), flush=True)


class SharedCores:
    """Keeps PyTorch from waiting for a thread that other programs keep from running.

    Threads meet after every operation. On a busy machine all wait for the one that has no core, and two threads together are
    slower than one alone. So after a period in which the process got clearly less time than its threads could use, it goes on
    with one thread, and tries all of them again now and then.
    """

    PERIOD_SECONDS = 2.0
    PERIODS_ALONE = 30

    def __init__(self) -> None:
        self._threads = torch.get_num_threads()
        self._alone = 0
        self._restart()

    def _restart(self) -> None:
        self._wall, self._used = time.monotonic(), time.process_time()

    def adapt(self) -> None:
        wall = time.monotonic() - self._wall
        if self._threads == 1 or wall < self.PERIOD_SECONDS:
            return
        crowded = time.process_time() - self._used < 0.8 * self._threads * wall
        if torch.get_num_threads() > 1 and crowded:
            torch.set_num_threads(1)
            self._alone = 0
        elif torch.get_num_threads() == 1:
            self._alone += 1
            if self._alone >= self.PERIODS_ALONE:
                torch.set_num_threads(self._threads)
        self._restart()


class Stage:
    """One stage's training: steps, time spent against its budget, and the state that survives an interruption."""

    def __init__(self, run: Run, name: str, minutes: float, parts: dict[str, nn.Module | torch.optim.Optimizer]) -> None:
        self.run, self.name, self.parts = run, name, parts
        self.budget = minutes * 60
        self.spent = 0.0
        self.step = 0
        self.extra: dict[str, Any] = {}
        if (state := run.load(name)) is not None:
            for key, part in parts.items():
                if key in state:  # adopted weights come without an optimizer
                    part.load_state_dict(state[key])
            self.spent, self.step, self.extra = state["spent"], state["step"], state["extra"]
        self._noted_step = self.step
        self._cores = SharedCores()
        self.begin()

    def begin(self) -> None:
        """Starts the clock, after all preparation."""
        self._clock = self._saved = self._noted = time.monotonic()

    @property
    def progress(self) -> float:
        return min(1.0, self.spent / self.budget)

    @property
    def finished(self) -> bool:
        return self.spent >= self.budget

    def advance(self) -> bool:
        """Counts a step that was done; false when the stage must end now."""
        now = time.monotonic()
        self.spent += now - self._clock
        self._clock = now
        self.step += 1
        self._cores.adapt()
        if now - self._saved > SAVE_SECONDS:
            self.save()
        return not (self.finished or self.run.must_stop)

    def save(self) -> None:
        state: dict[str, Any] = {key: part.state_dict() for key, part in self.parts.items()}
        self.run.save(self.name, state | {"spent": self.spent, "step": self.step, "extra": self.extra})
        self._saved = time.monotonic()

    def is_time_to_note(self, seconds: float = 60.0) -> bool:
        return time.monotonic() - self._noted > seconds

    def note(self, samples_per_step: float, **values: float) -> None:
        """A line of the table: step, minutes spent, samples a second since the last line, and the values given."""
        now = time.monotonic()
        rate = (self.step - self._noted_step) * samples_per_step / (now - self._noted)
        self.run.note(self.name, step=self.step, minutes=self.spent / 60, samples_per_second=rate, **values)
        self._noted, self._noted_step = now, self.step


def rate_factor(progress: float, step: int, warm_up: int = 200, decay_from: float = 0.5) -> float:
    """Learning rate: linear warm-up by steps, constant, and a linear fall to 2 % over the rest of the time budget."""
    rise = min(1.0, (step + 1) / warm_up)
    fall = 1.0 if progress < decay_from else 1.0 - 0.98 * (progress - decay_from) / (1 - decay_from)
    return rise * fall


def set_rate(optimizer: torch.optim.Optimizer, rate: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = rate


def autocast(device: torch.device) -> torch.autocast:
    """Products in bfloat16 where they are the faster ones."""
    return torch.autocast(device.type, torch.bfloat16, enabled=multiplies_bfloat16_fast(device))


@cache
def multiplies_bfloat16_fast(device: torch.device) -> bool:
    """Whether a device multiplies bfloat16 faster than single precision: any but some CPUs. One without such products takes a hundred times
    as long, and one may have them at half the speed: measured, since no flag tells."""
    if device.type != "cpu":
        return True

    def seconds(kind: torch.dtype) -> float:
        left, right = torch.ones(256, 512, dtype=kind), torch.ones(512, 512, dtype=kind)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            torch.nn.functional.linear(left, right)
            times.append(time.perf_counter() - start)
        return min(times)

    return seconds(torch.bfloat16) < seconds(torch.float32)
