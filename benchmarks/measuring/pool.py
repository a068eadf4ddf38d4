"""Processes that measure one notebook after the other, and are replaced when one hangs or dies."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from measuring.model import Measured, Outcome
from measuring.worker import Task, serve

_CONTEXT = multiprocessing.get_context("spawn")
_START_UP_SECONDS = 30


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    task: Task | None = None
    deadline: float = 0.0
    parses: bool | None = None


def measure_all(tasks: Iterable[Task], *, jobs: int, timeout: float) -> Iterator[tuple[Task, Measured]]:
    """Measure notebooks in several processes.

    Args:
        tasks: The notebooks.
        jobs: How many at a time.
        timeout: Seconds that one may take before its process is killed.

    Yields:
        Each with what was measured, in the order in which they are done.
    """
    waiting = deque(tasks)
    workers = [_start() for _ in range(min(jobs, len(waiting)))]
    for worker in workers:
        _assign(worker, waiting, timeout + _START_UP_SECONDS)
    while any(w.task for w in workers):
        busy = [w for w in workers if w.task]
        ready = wait([w.connection for w in busy], max(0.0, min(w.deadline for w in busy) - time.monotonic()))
        for place, worker in enumerate(workers):
            if worker.task is None or not (worker.connection in ready or time.monotonic() > worker.deadline):
                continue
            task, measured = worker.task, _receive(worker, timely=worker.connection in ready)
            if measured is None:
                continue
            yield task, measured
            fresh = measured.outcome is Outcome.TIMED_OUT or not worker.process.is_alive()
            if fresh:
                _stop(worker)
                workers[place] = _start()
            _assign(workers[place], waiting, timeout + _START_UP_SECONDS * fresh)
    for worker in workers:
        _stop(worker)


def _start() -> _Worker:
    here, there = _CONTEXT.Pipe()
    process = _CONTEXT.Process(target=serve, args=(there,), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _assign(worker: _Worker, waiting: deque[Task], timeout: float) -> None:
    worker.task = waiting.popleft() if waiting else None
    worker.deadline = time.monotonic() + timeout
    worker.parses = None
    if worker.task:
        worker.connection.send(worker.task)


def _receive(worker: _Worker, *, timely: bool) -> Measured | None:
    assert worker.task
    path = worker.task.path
    if not timely:
        return Measured(path, Outcome.TIMED_OUT, worker.parses)
    try:
        message = worker.connection.recv()
    except (EOFError, ConnectionResetError):
        worker.process.join(5)
        return Measured(path, Outcome.CRASHED, worker.parses, f"the process died ({worker.process.exitcode})")
    if isinstance(message, Measured):
        return message
    worker.parses = message
    return None


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.connection.close()
