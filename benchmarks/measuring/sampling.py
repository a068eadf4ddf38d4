"""Notebooks below a folder, and samples of them that are the same every time."""

from __future__ import annotations

import hashlib
from pathlib import Path


def choose_notebooks(folder: Path, only: str | None = None, sample: int | None = None, salt: str = "") -> list[str]:
    """List notebooks.

    Args:
        folder: Where to look.
        only: Text that a path must contain.
        sample: How many to take, chosen by the hash of their path; all if `None`.
        salt: Another one gives another sample.

    Returns:
        Paths below the folder, sorted.
    """
    found = (
        p.relative_to(folder).as_posix()
        for p in folder.rglob("*.ipynb")
        if p.is_file() and ".ipynb_checkpoints" not in p.parts
    )
    chosen = [path for path in found if only is None or only in path]
    if sample is not None:
        chosen = sorted(chosen, key=lambda p: hashlib.sha256((salt + p).encode("utf-8", "replace")).digest())[:sample]
    return sorted(chosen)
