"""Reading files that a notebook names: scripts, modules, requirements. The only place that does."""

from __future__ import annotations

import ast
import stat
import warnings
from pathlib import Path

LARGEST = 4_000_000
"""Bytes; more than this is data, whatever its name says."""


def read_beside(folder: Path, name: str) -> bytes | None:
    """Read a file in the folder of a notebook.

    A name out of a notebook is any text at all. Nothing outside of the folder is read, and nothing that is no plain
    file: reading a device or a pipe might never end.

    Args:
        folder: The notebook's folder.
        name: Path as the notebook gives it.

    Returns:
        Its content; `None` if there is no such file, it may not be read, or is too large.
    """
    try:
        place = (folder / name).resolve()
        # Links are followed first: what they lead to has to be inside, too.
        if not place.is_relative_to(folder.resolve()):
            return None
        about = place.stat()
        return place.read_bytes() if stat.S_ISREG(about.st_mode) and about.st_size <= LARGEST else None
    # A loop of links is a RuntimeError, a NUL or half of a surrogate pair in the name a ValueError.
    except (OSError, RuntimeError, ValueError):
        return None


def read_module(folder: Path, name: str) -> str | None:
    """Read a Python file in the folder of a notebook.

    Args:
        folder: The notebook's folder.
        name: Path as the notebook gives it.

    Returns:
        Its text; `None` if it can't be read, or is no Python in UTF-8.
    """
    content = read_beside(folder, name)
    if content is None:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if is_python(text) else None


def is_python(text: str) -> bool:
    """Whether a text can be parsed as a module."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True
