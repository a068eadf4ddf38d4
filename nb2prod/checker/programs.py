"""The checkers that can be asked: how they are called, and how their answers are read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple


class Answer(NamedTuple):
    """A type that a checker revealed.

    Attributes:
        file: Name of the module.
        line: Line of the question.
        type: The type as the checker writes it.
    """

    file: str
    line: int
    type: str


@dataclass(frozen=True, slots=True)
class Program:
    """A checker.

    Attributes:
        command: Its arguments, from the environment's interpreter and the folders of the user's own modules.
        answers: Reads its output.
    """

    command: Callable[[Path, Sequence[Path]], list[str]]
    answers: Callable[[str], list[Answer]]


def _pyrefly(python: Path, folders: Sequence[Path]) -> list[str]:
    own = [part for folder in folders for part in ("--search-path", str(folder))]
    said = ["--output-format", "json", "--preset", "default", "--only", "reveal-type", "--progress-bar", "no"]
    return ["pyrefly", "check", *said, "--python-interpreter-path", str(python), *own]


def _pyrefly_answers(output: str) -> list[Answer]:
    errors = json.loads(output)["errors"]
    prefix = "revealed type: "
    return [
        Answer(Path(error["path"]).name, error["line"], error["description"].removeprefix(prefix))
        for error in errors
        if error["description"].startswith(prefix)
    ]


def _ty(python: Path, folders: Sequence[Path]) -> list[str]:
    own = [part for folder in folders for part in ("--extra-search-path", str(folder))]
    return ["ty", "check", "--output-format", "gitlab", "--python", str(python), *own]


_REVEALED = re.compile(r"(?:revealed-type: )?Revealed type: `(.*)`", re.DOTALL)


def _ty_answers(output: str) -> list[Answer]:
    return [
        Answer(Path(issue["location"]["path"]).name, _line(issue["location"]), found[1])
        for issue in json.loads(output)
        if (found := _REVEALED.fullmatch(issue["description"]))
    ]


def _line(location: Mapping[str, Any]) -> int:
    begin = location["positions"]["begin"] if "positions" in location else location["lines"]["begin"]
    return int(begin["line"] if isinstance(begin, dict) else begin)


PROGRAMS: Mapping[str, Program] = {
    "pyrefly": Program(_pyrefly, _pyrefly_answers),
    "ty": Program(_ty, _ty_answers),
}
