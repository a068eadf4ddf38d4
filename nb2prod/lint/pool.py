"""Linting many files: in this process, or in several where that pays."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nb2prod.collector import collector_paused
from nb2prod.config import LintConfig
from nb2prod.knowledge.load import load_knowledge
from nb2prod.lint.encode import encode
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.rules.registry import Selection, rule_sources, selected_rules

_ONE_PROCESS = 30
_CHUNK = 8
_COLLECTED = 200
# Sums of hundreds of terms are nested as deeply; the parser's own limit comes first.
_DEEPEST = 10_000


@dataclass(frozen=True, slots=True)
class Job:
    """What every process is told.

    Attributes:
        selection: Which rules to ask.
        config: What is set about linting.
        knowledge: Tables about further libraries.
    """

    selection: Selection
    config: LintConfig
    knowledge: tuple[Path, ...]


def asking_for(job: Job) -> Asking:
    """Load what a job asks for."""
    rules = selected_rules(job.selection, rule_sources())
    return Asking(rules, job.config, cache(lambda: load_knowledge(job.knowledge)))


def lint_all(paths: Sequence[Path], job: Job) -> Iterator[tuple[Path, str]]:
    """Lint files.

    Args:
        paths: The files.
        job: What to look for.

    Yields:
        Each file with its result as text, in no certain order.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEPEST))
    with collector_paused():
        yield from _lint_all(paths, job)


def _lint_all(paths: Sequence[Path], job: Job) -> Iterator[tuple[Path, str]]:
    worker = _Worker(job)  # what it loads is there in every process that is forked
    processes = min(_processors(), len(paths) // _CHUNK)
    if len(paths) <= _ONE_PROCESS or processes < 2:  # noqa: PLR2004
        yield from map(worker, paths)
        return
    from multiprocessing import get_context, get_start_method

    # Large files first: the last one should not keep everybody waiting.
    ordered = sorted(paths, key=_size, reverse=True)
    with get_context(get_start_method()).Pool(processes, _begin, (worker,)) as pool:
        yield from pool.imap_unordered(_work, ordered, _CHUNK)


class _Worker:
    """Lints one file after the other; goes from one process to another by what it was made of."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = 0
        self._asking = asking_for(job)

    def __reduce__(self) -> tuple[type[_Worker], tuple[Job]]:
        return (_Worker, (self._job,))

    def __call__(self, path: Path) -> tuple[Path, str]:
        self._done += 1
        if self._done % _COLLECTED == 0:
            gc.collect()  # notebooks are let go of without it; this is for what isn't
        return path, encode(lint_file(path, self._asking))


_here: list[_Worker] = []


def _begin(worker: _Worker) -> None:
    gc.disable()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), _DEEPEST))
    _here.append(worker)


def _work(path: Path) -> tuple[Path, str]:
    return _here[0](path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
