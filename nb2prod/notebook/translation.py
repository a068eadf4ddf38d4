"""What stands for a piece of IPython syntax in plain Python."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_OPEN, _CLOSE = "\ue000", "\ue001"
_IMPORTS = {
    "bigquery": "from google.cloud import bigquery",
    "CapturedIO": "from IPython.utils.capture import CapturedIO",
    "contextlib": "import contextlib",
    "io": "import io",
    "os": "import os",
    "pandas": "import pandas",
    "pathlib": "import pathlib",
    "runpy": "import runpy",
    "sqlalchemy": "import sqlalchemy",
    "subprocess": "import subprocess",
    "sys": "import sys",
    "SList": "from IPython.utils.text import SList",
    "timeit": "import timeit",
    "types": "import types",
}
_MARK = re.compile(f"{_OPEN}(\\w+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Translation:
    """Python in the place of a piece, or the reason why there is none.

    Attributes:
        reason: Why it is left out, or what stands for it.
        code: Statements that do the same; empty where it is left out. Modules and new names are marked.
        value: Expression for its value, where it is assigned; empty where there is none.
        requirements: Distributions that it installs.
        shown: Whether Jupyter shows its value at the end of a cell.
        leftover: Whether the cell cannot be Python without it.
    """

    reason: str
    code: str = ""
    value: str = ""
    requirements: tuple[str, ...] = ()
    shown: bool = False
    leftover: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a translator may know of the notebook around a piece.

    Attributes:
        sources: Text of all code cells.
        cell: Position of the cell among them.
        bound: Gives the names that the notebook binds anywhere, each with the import statements that bind it.
        keeps_output: Whether the notebook goes on to use what the piece writes.
    """

    sources: tuple[str, ...]
    cell: int
    bound: Callable[[], Mapping[str, frozenset[str]]]
    keeps_output: bool = False

    def mentions(self, name: str) -> bool:
        """Tell whether another cell mentions a name."""
        word = re.compile(rf"\b{re.escape(name)}\b")
        return any(word.search(source) for number, source in enumerate(self.sources) if number != self.cell)


def left_out(reason: str) -> Translation:
    """Leave a piece out."""
    return Translation(reason, value="None")


def leftover(reason: str) -> Translation:
    """Say that no Python stands for a piece and the cell makes no sense without it."""
    return Translation(reason, leftover=True)


def module(name: str) -> str:
    """Mark the use of a module, which `settle` imports under a name that is free."""
    return f"{_OPEN}{name}{_CLOSE}"


def fresh(name: str) -> str:
    """Mark a new name, for which `settle` finds one that is free."""
    return f"{_OPEN}{name}{_CLOSE}"


def literal(text: str) -> str:
    """Write a string as a literal, over several lines where that reads better."""
    if "\n" not in text.rstrip("\n"):
        return quoted(text)
    escaped = text.replace("\\", "\\\\")
    candidates = (f"{quote}\\\n{escaped}{quote}" for quote in ('"""', "'''") if quote not in text)
    return next((candidate for candidate in candidates if _is_literal(candidate, text)), quoted(text))


def quoted(text: str) -> str:
    """Write a string as a literal on one line, in double quotes."""
    # What JSON escapes, Python escapes in the same way.
    candidate = json.dumps(text, ensure_ascii=False)
    return candidate if candidate.isprintable() else repr(text)


def _is_literal(candidate: str, text: str) -> bool:
    try:
        return bool(ast.literal_eval(candidate) == text)
    except (ValueError, SyntaxError):
        return False


def settle(code: str, around: Surroundings) -> tuple[str, tuple[str, ...]]:
    """Put free names in the place of marks.

    Args:
        code: Python with marked modules and names.
        around: The notebook around it, whose names are not free.

    Returns:
        The Python, and the import statements that it needs.
    """
    imports: dict[str, None] = {}

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        statement = _IMPORTS.get(name)
        if statement is None:
            return _free(name, around)
        alias = name if _means_the_module(name, statement, around) else _free(f"{name}_module", around)
        imports[statement if alias == name else f"{statement} as {alias}"] = None
        return alias

    return _MARK.sub(replacement, code), tuple(imports)


def _free(name: str, around: Surroundings) -> str:
    while any(name in source and re.search(rf"\b{name}\b", source) for source in around.sources):
        name += "_"
    return name


def _means_the_module(name: str, statement: str, around: Surroundings) -> bool:
    """Tell whether a name is free, or is this module wherever the notebook uses it."""
    word = re.compile(rf"(?<![.\w]){name}\b")
    if not any(name in source and word.search(source) for source in around.sources):
        return True
    bound = around.bound()
    # What a star import binds is not known: it may be what the notebook means by this name.
    return bound[name] == {statement} if name in bound else "*" not in bound
