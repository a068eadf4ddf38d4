"""Shell text as commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

_SEPARATOR = re.compile(r"&&|\|\||;|\n|(?<![|>&])\|(?!\|)|(?<![>&])&(?!&)")
_KEYWORDS = frozenset("if then else elif fi do done while for in time ! { } ( )".split())
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PREFIXES = {
    ("poetry", "run"), ("uv", "run"), ("pipenv", "run"), ("hatch", "run"), ("pdm", "run"), ("rye", "run"),
    ("conda", "run"), ("micromamba", "run"), ("pixi", "run"), ("xvfb-run",), ("sudo",), ("exec",), ("env",),
    ("coverage", "run", "-m"), ("python", "-m"), ("python3", "-m"), ("uvx",), ("pipx", "run"), ("nice",),
    ("docker", "compose", "run"), ("docker-compose", "run"), ("docker", "run"),
}  # fmt: skip
_WITH_IMAGE = {("docker", "compose", "run"), ("docker-compose", "run"), ("docker", "run")}
_TAKE_VALUE = frozenset(
    "-n --name -p --prefix --with --extra --group --python -e -v --env --volume -w --workdir".split()
)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a script.

    Attributes:
        words: Its words, without what only starts it (`poetry run`, `python -m`).
        line: Its line in the script, 0-based.
        folder: Folder that an earlier `cd` of the script went to; empty for where it began.
        forgiven: Whether its failure is passed over (`|| true`).
    """

    words: tuple[str, ...]
    line: int
    folder: str = ""
    forgiven: bool = False


def commands_in(text: str) -> Iterator[Command]:
    """List the commands of shell text.

    Args:
        text: Its lines; a backslash at the end of one continues it.
    """
    joined = re.sub(r"\\\n", "  ", text)
    position, folder = 0, ""
    for part in _SEPARATOR.split(joined):
        start = joined.index(part, position)
        position = start + len(part)
        if not (words := _words(part)):
            continue
        if words[0] == "cd":
            folder = words[1].removeprefix("./").strip("/") if len(words) > 1 else ""
            continue
        forgiven = bool(re.match(r"\s*\|\|\s*(true|:|exit 0|echo)", joined[position:]))
        yield Command(
            words, text.count("\n", 0, min(start + len(part) - len(part.lstrip()), len(text))), folder, forgiven
        )


def _words(part: str) -> tuple[str, ...]:
    if part.lstrip().startswith("#"):
        return ()
    try:
        words = shlex.split(part, comments=True)
    except ValueError:
        words = part.split()
    while words and (words[0] in _KEYWORDS or _ASSIGNMENT.match(words[0])):
        words.pop(0)
    return tuple(_without_prefix(words))


def _without_prefix(words: list[str]) -> list[str]:
    """Take away what only starts a command in some environment."""
    for prefix in sorted(_PREFIXES, key=len, reverse=True):
        if tuple(words[: len(prefix)]) == prefix:
            rest = _without_options(words[len(prefix) :])
            return _without_prefix(rest[1:] if prefix in _WITH_IMAGE else rest)
    return words


def _without_options(words: list[str]) -> list[str]:
    while words and (words[0].startswith("-") or _ASSIGNMENT.match(words[0])):
        words = words[2:] if words[0] in _TAKE_VALUE else words[1:]
    return words
