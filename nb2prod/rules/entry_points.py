"""Entry points of installed distributions, read off their files: `importlib.metadata` costs more than linting does."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

_FILE = "entry_points.txt"


def entry_points(group: str) -> Iterator[tuple[str, str, str]]:
    """Find the entry points of a group.

    Args:
        group: Name of the group.

    Yields:
        Name, value and distribution of each; of a distribution that is found twice the first counts.
    """
    seen: set[str] = set()
    for folder in sys.path:
        for info in _metadata_folders(Path(folder or ".")):
            name = info.name.partition("-")[0].lower()
            if name not in seen:
                seen.add(name)
                yield from ((key, value, name) for key, value in _read(info / _FILE, group))


def _metadata_folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.name.endswith((".dist-info", ".egg-info")))
    except OSError:
        return []


def _read(path: Path, group: str) -> Iterator[tuple[str, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    if f"[{group}]" not in text:
        return
    inside = False
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            inside = line == f"[{group}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            name, _, value = line.partition("=")
            yield name.strip(), value.partition("[")[0].strip()
