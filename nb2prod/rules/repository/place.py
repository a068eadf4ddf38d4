"""The repository that a notebook stands in, as far as files tell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.unit import Unit

_PASSED_OVER = frozenset({"node_modules", "__pycache__", "venv", "env", "site-packages"})


def repository_of(unit: Unit) -> Path | None:
    """The nearest folder above with `.git` in it."""
    folder = unit.path.absolute().parent
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)


def told_here(unit: Unit) -> Path | None:
    """The repository of a notebook that is the first in it: what holds for all of it is said there, once."""
    root = repository_of(unit)
    if root is None:
        return None
    first = next((path for path in walk(root, unit) if path.suffix == ".ipynb"), None)
    return root if first == unit.path.absolute() else None


def walk(folder: Path, unit: Unit) -> Iterator[Path]:
    """All files of a folder, its own before those of its folders, each by name; the result then depends on these."""
    unit.seen.add(folder)
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    yield from (folder / entry.name for entry in entries if entry.is_file())
    for entry in entries:
        hidden = entry.name.startswith(".") or entry.name in _PASSED_OVER
        if not hidden and entry.is_dir(follow_symlinks=False):
            yield from walk(folder / entry.name, unit)
