"""Batches made by processes of their own, so that a trainer never waits for a picture or a caption."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from multiprocessing.queues import Queue
from queue import Empty
from types import TracebackType
from typing import Generic, Protocol, TypeVar

Batch = TypeVar("Batch", covariant=True)


class Worker(Protocol[Batch]):
    def batch(self, first: int) -> Batch:
        """The batch of scenes from number `first` on."""


class Job(Protocol[Batch]):
    """What a process needs to know; small, for it is sent to each."""

    @property
    def batch(self) -> int: ...

    def worker(self) -> Worker[Batch]: ...


def _work(job: Job[Batch], firsts: Sequence[int], queue: Queue[Batch]) -> None:
    worker = job.worker()
    for first in firsts:
        queue.put(worker.batch(first))


class BatchStream(Generic[Batch]):
    """Batches of consecutive scenes from `first` on, in order; use as a context manager."""

    def __init__(self, job: Job[Batch], first: int, end: int, workers: int) -> None:
        os.environ["OMP_NUM_THREADS"] = "1"  # inherited by the processes
        context = multiprocessing.get_context("spawn")
        stride = job.batch * workers
        self._queues: list[Queue[Batch]] = [context.Queue(maxsize=4) for _ in range(workers)]
        self._processes = [
            context.Process(target=_work, args=(job, range(first + job.batch * index, end, stride), queue), daemon=True)
            for index, queue in enumerate(self._queues)
        ]
        for process in self._processes:
            process.start()
        del os.environ["OMP_NUM_THREADS"]
        self._batches = range(first, end, job.batch)

    def __iter__(self) -> Iterator[Batch]:
        for index in range(len(self._batches)):
            worker = index % len(self._processes)
            while True:
                try:
                    yield self._queues[worker].get(timeout=5)
                    break
                except Empty:
                    if not self._processes[worker].is_alive():
                        raise RuntimeError("a process that makes batches ended early") from None

    def __enter__(self) -> BatchStream[Batch]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()
