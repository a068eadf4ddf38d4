"""Waiting for files to be written."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nb2prod.lint.files import find_files
from nb2prod.lint.stamps import stamp

_PAUSE = 0.5


def changes(paths: Sequence[Path], exclude: Iterable[str], pause: float = _PAUSE) -> Iterator[None]:
    """Tell when something is to be linted: at once, and then whenever a file is written, made or deleted.

    Args:
        paths: Files and folders.
        exclude: Patterns of what is passed over.
        pause: Seconds between two looks.

    Yields:
        Nothing, each time.
    """
    before: Mapping[Path, str] | None = None
    while True:
        now = _stamps(paths, tuple(exclude))
        if now != before:
            before = now
            yield
        else:
            time.sleep(pause)


def _stamps(paths: Sequence[Path], exclude: tuple[str, ...]) -> Mapping[Path, str]:
    stamp.cache_clear()
    there = [path for path in paths if path.exists()]
    return {path: stamp(str(path)) for path in find_files(there, exclude)}
