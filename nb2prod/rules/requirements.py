"""What stands in lists of requirements beside a notebook, or above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2prod.rules.unit import Unit

_LISTS = (
    *("pyproject.toml", "requirements.txt", "requirements.in", "requirements-dev.txt", "requirements_dev.txt"),
    *("dev-requirements.txt", "environment.yml", "environment.yaml", "conda.yml", "setup.cfg", "setup.py", "Pipfile"),
)
LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "conda-lock.yml", "pylock.toml")
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_EXTRAS = r"(?:\[[^\]\n]*\])?[ \t]*"
_LINE = re.compile(rf"^[ \t]*(?:-[ \t]+)?[\"']?(?P<name>{_NAME}){_EXTRAS}(?P<version>[=<>!~@^][^#;\n]*)?", re.MULTILINE)
_QUOTED = re.compile(rf"[\"'](?P<name>{_NAME}){_EXTRAS}(?P<version>[=<>!~@][^\"';\n]*)?[^\"'\n]*[\"']")
_KEYED = re.compile(rf"^[ \t]*[\"']?(?P<name>{_NAME})[\"']?[ \t]*=[ \t]*(?P<version>[\"'{{].*)$", re.MULTILINE)
_CONDA = {"pytorch": "torch"}


@dataclass(frozen=True, slots=True)
class Requirements:
    """Distributions that are listed.

    Attributes:
        where: The file, or the first of several, as a reader would say it.
        versions: For each normalised name what is said of its version.
        locked: Whether a lock file stands beside.
    """

    where: str
    versions: Mapping[str, str]
    locked: bool

    def names(self, distribution: str) -> bool:
        """Whether a distribution is listed."""
        return _normalised(distribution) in self.versions

    def pins(self, distribution: str) -> bool:
        """Whether something is said of its version."""
        return bool(self.versions.get(_normalised(distribution), "").strip("*\"' "))


def requirements_near(unit: Unit) -> Requirements | None:
    """Read the lists of the nearest folder that has some, from the notebook's up to the root of its repository.

    Args:
        unit: The notebook.

    Returns:
        What they hold together; `None` where there are none.
    """
    for folder in _folders(unit):
        texts = {name: text for name in _LISTS if (text := unit.beside(folder / name)) is not None}
        versions = {name: version for file, text in texts.items() for name, version in _read(file, text)}
        if versions:
            locked = any(unit.beside(folder / name) is not None for name in LOCKS)
            return Requirements(f"`{next(file for file in texts)}`", versions, locked)
    return None


def _folders(unit: Unit) -> Iterator[Path]:
    folder = unit.path.absolute().parent
    if not any((above / ".git").exists() for above in (folder, *folder.parents)):
        yield folder
        return
    while True:
        yield folder
        if (folder / ".git").exists():
            return
        folder = folder.parent


def _read(file: str, text: str) -> Iterator[tuple[str, str]]:
    """Too many names do no harm: what is listed somewhere is listed."""
    patterns = [_LINE]
    if file in {"pyproject.toml", "setup.py"}:
        patterns = [_QUOTED, _KEYED] if file == "pyproject.toml" else [_QUOTED]
    elif file == "Pipfile":
        patterns = [_KEYED]
    if file == "pyproject.toml" and "dependencies" not in text:
        return
    for pattern in patterns:
        for found in pattern.finditer(text):
            name = _normalised(found["name"])
            yield _CONDA.get(name, name), found["version"] or ""


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def is_own_module(name: str, unit: Unit) -> bool:
    """Whether a module stands in a folder that the notebook would look in, or in one above."""
    root = name.partition(".")[0]
    folders = (place for folder in _folders(unit) for place in (folder, folder / "src"))
    return any(unit.has_beside(folder / f"{root}.py") or unit.has_beside(folder / root) for folder in folders)
