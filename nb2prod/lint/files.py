"""Which files are linted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path

from nb2prod.finding import UsageError
from nb2prod.lint.gitignore import GitIgnore

SUFFIXES = (".ipynb", ".py")
_NEVER = frozenset(
    ".bzr .direnv .eggs .git .hg .ipynb_checkpoints .mypy_cache .nb2prod .nb2prod_cache .nox .pyenv .pytest_cache "
    ".pytype .ruff_cache .svn .tox .venv .vscode __pycache__ __pypackages__ _build buck-out build dist node_modules "
    "site-packages venv".split()
)


def find_files(paths: Iterable[Path], exclude: Iterable[str] = ()) -> Iterator[Path]:
    """Find the files to lint: those that are named, and all notebooks and modules in folders that git would track.

    Args:
        paths: Files and folders.
        exclude: Patterns of what is passed over, in folders as well as by name.

    Yields:
        Each file once, in order.

    Raises:
        UsageError: A path is not there.
    """
    patterns = tuple(exclude)
    seen: set[str] = set()
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder", way_out="Check the path.")
        for found in _below(path, patterns, GitIgnore(path)) if path.is_dir() else _named(path, patterns):
            if (key := os.path.abspath(found)) not in seen:  # noqa: PTH100 - links stay what they are
                seen.add(key)
                yield found


def _named(path: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    if not is_excluded(path, patterns):
        yield path


def _below(folder: Path, patterns: tuple[str, ...], ignore: GitIgnore) -> Iterator[Path]:
    def is_wanted(path: Path, *, folder: bool) -> bool:
        return not is_excluded(path, patterns) and not ignore.ignores(path, folder=folder)

    for place, folders, names in os.walk(folder):
        here = Path(place)
        folders[:] = sorted(n for n in folders if n not in _NEVER and is_wanted(here / n, folder=True))
        for name in sorted(names):
            if name.endswith(SUFFIXES) and is_wanted(here / name, folder=False):
                yield here / name


def is_excluded(path: Path, patterns: Iterable[str]) -> bool:
    """Whether a pattern matches a path: its name, its end, or the whole of it."""
    names = (path.name, path.as_posix())
    return any(path.match(pattern) or any(fnmatch(name, pattern) for name in names) for pattern in patterns)


def codes_ignored_for(path: Path, per_file: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Beginnings of codes that are not looked for in a file."""
    codes = tuple(code for pattern, listed in per_file.items() if is_excluded(path, (pattern,)) for code in listed)
    return ("",) if "ALL" in codes else codes
