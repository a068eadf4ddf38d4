"""Which files of a folder are its own, and which of them are read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_OTHERS = frozenset(
    ".git .hg .svn node_modules __pycache__ .tox .nox .eggs site-packages .ipynb_checkpoints .mypy_cache .ruff_cache "
    ".pytest_cache .nb2prod .idea .vscode".split()
)
"""Folders that hold what others wrote, or what can be made again."""
_TEXT_SUFFIXES = frozenset(
    ".py .toml .yaml .yml .cfg .ini .txt .md .rst .json .sh .bash .sql .lock .mk .rules .groovy .dvc .tf .env .in "
    ".jsonnet .proto .gradle .csv .bat .ps1".split()
)
_TEXT_NAMES = frozenset(
    "makefile dockerfile jenkinsfile codeowners procfile mlproject pipfile license justfile containerfile".split()
)
_LARGEST_TEXT = 1_000_000
"""Bytes; what is longer is data, or was generated."""
_LARGEST_TABLE = 64_000
"""Bytes of a CSV or JSON file; small ones are results, others data."""


def own_files(root: Path) -> tuple[str, ...]:
    """List the files below a folder that are its own.

    Version control, caches, environments, what `.gitignore` names, and links that lead out are passed over.

    Args:
        root: The folder.

    Returns:
        Paths relative to it, with forward slashes, sorted.
    """
    return tuple(sorted(_walk(root, "", ())))


def read_text(root: Path, path: str) -> str | None:
    """Read a file as text.

    Args:
        root: The repository's folder.
        path: File, relative to it.

    Returns:
        Its text; `None` where it is no text, is too long, or can't be read.
    """
    name = path.rpartition("/")[2].lower()
    suffix = PurePosixPath(name).suffix
    if suffix not in _TEXT_SUFFIXES and name.partition(".")[0] not in _TEXT_NAMES:
        return None
    file = root / path
    try:
        largest = _LARGEST_TABLE if suffix in {".csv", ".json"} else _LARGEST_TEXT
        if file.stat().st_size > largest:
            return None
        return file.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None


def _walk(root: Path, folder: str, ignores: tuple[tuple[str, GitIgnoreSpec], ...]) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name == "pyvenv.cfg" for entry in entries):
        return  # an environment, whatever it is called
    if any(entry.name == ".gitignore" for entry in entries) and (spec := _ignored(root / folder / ".gitignore")):
        ignores = (*ignores, (folder, spec))
    for entry in entries:
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in _OTHERS and not _is_ignored(f"{path}/", ignores):
                yield from _walk(root, path, ignores)
        elif entry.is_file(follow_symlinks=False) and not _is_ignored(path, ignores):
            yield path


def _ignored(file: Path) -> GitIgnoreSpec | None:
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(file.read_text("utf-8", "replace").splitlines())
    except (OSError, ValueError):
        return None


def _is_ignored(path: str, ignores: tuple[tuple[str, GitIgnoreSpec], ...]) -> bool:
    return any(spec.match_file(path[len(folder) + 1 :] if folder else path) for folder, spec in ignores)
