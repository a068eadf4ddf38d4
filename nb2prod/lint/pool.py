"""Linting many files: in this process, or in several where that pays."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nb2prod.knowledge.load import load_knowledge
from nb2prod.lint.encode import encode
from nb2prod.lint.one_file import lint_file
from nb2prod.rules.registry import Selection, rule_sources, selected_rules

_ONE_PROCESS = 30
_CHUNK = 8


@dataclass(frozen=True, slots=True)
class Job:
    """What every process is told.

    Attributes:
        selection: Which rules to ask.
        knowledge: Tables about further libraries.
    """

    selection: Selection
    knowledge: tuple[Path, ...]


def lint_all(paths: Sequence[Path], job: Job) -> Iterator[tuple[Path, str]]:
    """Lint files.

    Args:
        paths: The files.
        job: What to look for.

    Yields:
        Each file with its result as text, in no certain order.
    """
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
        self._rules = selected_rules(job.selection, rule_sources())
        self._knowledge = cache(lambda: load_knowledge(job.knowledge))

    def __reduce__(self) -> tuple[type[_Worker], tuple[Job]]:
        return (_Worker, (self._job,))

    def __call__(self, path: Path) -> tuple[Path, str]:
        return path, encode(lint_file(path, self._rules, self._knowledge))


_here: list[_Worker] = []


def _begin(worker: _Worker) -> None:
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
