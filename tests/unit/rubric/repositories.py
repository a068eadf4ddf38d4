"""Small repositories as one text: `=== path` begins a file."""

from __future__ import annotations

import re
from pathlib import Path

from nb2prod.repository import Repository, read_repository

CASES = Path(__file__).parents[2] / "cases" / "rubric"


def write(text: str, folder: Path) -> Path:
    """Write the files of a text into a folder."""
    parts = re.split(r"^=== (.+)\n", text, flags=re.MULTILINE)[1:]
    for name, content in zip(parts[::2], parts[1::2], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def read(text: str, folder: Path) -> Repository:
    """Read the repository that a text describes."""
    return read_repository(write(text, folder))
