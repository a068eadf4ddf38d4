"""What `.gitignore` files say, without asking git, which need not be there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One line of a `.gitignore`.

    Attributes:
        regex: What it matches, relative to the folder of its file.
        negated: Whether it takes back what others ignore.
        folders: Whether it speaks of folders alone.
    """

    regex: re.Pattern[str]
    negated: bool
    folders: bool


class GitIgnore:
    """Says which files below a repository's root git would not track."""

    def __init__(self, start: Path) -> None:
        """Find the repository around a folder; outside of one nothing is ignored."""
        start = start.absolute()
        self._patterns = cache(_patterns_in)
        self._root = next((p for p in (start, *start.parents) if (p / ".git").exists()), None)

    def ignores(self, path: Path, *, folder: bool) -> bool:
        """Whether a file or folder is ignored; the last line that matches decides.

        Args:
            path: The path, whose parents are not ignored themselves.
            folder: Whether it is a folder.

        Returns:
            The answer.
        """
        path = path.absolute()
        if self._root is None or not path.is_relative_to(self._root):
            return False
        answer = False
        for base in (self._root, *_between(self._root, path)):
            relative = path.relative_to(base).as_posix()
            for pattern in self._patterns(base):
                if (folder or not pattern.folders) and pattern.regex.fullmatch(relative):
                    answer = not pattern.negated
        return answer


def _between(root: Path, path: Path) -> Iterator[Path]:
    """The folders below the root that lead to a path."""
    folder = root
    for part in path.parent.relative_to(root).parts:
        folder /= part
        yield folder


def _patterns_in(folder: Path) -> tuple[_Pattern, ...]:
    files = [folder / ".gitignore", *([folder / ".git" / "info" / "exclude"] if (folder / ".git").is_dir() else [])]
    found = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        found += [pattern for line in lines if (pattern := _pattern(line))]
    return tuple(found)


def _pattern(line: str) -> _Pattern | None:
    text = re.sub(r"(?<!\\)\s+$", "", line)
    if not text or text.startswith("#"):
        return None
    negated = text.startswith("!")
    text = text[1:] if negated else text
    folders = text.endswith("/")
    text = text.rstrip("/")
    anchored = "/" in text
    body = _regex(text.lstrip("/"))
    try:
        return _Pattern(re.compile(body if anchored else f"(?:.*/)?{body}"), negated, folders)
    except re.error:
        return None


_PARTS = re.compile(r"\*\*/|/\*\*$|\*\*|\*|\?|\[!?\]?[^\]]*\]|\\.|.")


def _regex(text: str) -> str:
    return "".join(_part(found[0]) for found in _PARTS.finditer(text))


def _part(part: str) -> str:
    match part:
        case "**/":
            return "(?:.*/)?"
        case "/**":
            return "/.*"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _ if part.startswith("[") and len(part) > 1:
            return "[" + ("^" + part[2:] if part[1] == "!" else part[1:]).replace("\\", "\\\\")
        case _:
            return re.escape(part[-1])
