"""Where the notebook's statements are in a project, read from its `conversion.json`."""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from nb2prod.finding import Location, UsageError
from nb2prod.render.pristine import pristine_text

_HOISTED = frozenset({"hoisted", "merged"})
PIPELINE = "pipeline"


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement of the notebook and where it is now.

    Attributes:
        cell: Its cell.
        ordinal: Its place in the cell.
        disposition: What became of it.
        reason: Why.
        module: Module that holds it; empty where none does.
        function: Function, class or constant that holds it or that it became.
        binds: Names that it binds.
        changes: Names whose value it may change.
        order: Its place among the statements that the pipeline runs; `None` for others.
        line: Last line in the module as it is now; `None` where that isn't known.
    """

    cell: int
    ordinal: int
    disposition: str
    reason: str
    module: str
    function: str
    binds: frozenset[str]
    changes: frozenset[str]
    order: int | None
    line: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """A project as far as a run of it must be known.

    Attributes:
        package: Import name of the notebook's part of the package.
        root: Import name of the package itself.
        source: Folder of the package.
        statements: All statements, in the notebook's order.
        returns: Names that each step returns, by module and function.
        modules: Modules that were generated, relative to the package.
    """

    package: str
    root: str
    source: Path
    statements: tuple[Placed, ...]
    returns: Mapping[tuple[str, str], frozenset[str]]
    modules: frozenset[str]

    @property
    def renamed(self) -> dict[str, str]:
        """Names in the notebook of definitions that the package calls otherwise."""
        found = {}
        for statement in self.statements:
            if statement.disposition in _HOISTED and statement.function and len(statement.binds) == 1:
                (name,) = statement.binds
                if name != statement.function:
                    found[statement.function] = name
        return found


def read_places(project: Path, notebook: Path) -> Places:
    """Read a project.

    Args:
        project: Its folder.
        notebook: The notebook that it is to be compared with.

    Returns:
        Where the notebook's statements are.

    Raises:
        UsageError: The folder holds no conversion, or none of this notebook.
    """
    record = _record(project)
    part = _part(record, project, notebook)
    root, below = record["package"], part["subpackage"]
    package = f"{root}.{below}" if below else root
    folder = PurePosixPath("src", *package.split("."))
    modules = {name: _Module(project, folder / f"{name}.py") for name in _modules(part)}
    return Places(
        package=package,
        root=root,
        source=project / "src",
        statements=tuple(_placed(entry, modules) for entry in part["statements"]),
        returns={(f["module"], f["name"]): frozenset(r["name"] for r in f["returns"]) for f in part["functions"]},
        modules=frozenset(f"{below}.{name}" if below else name for name in modules) | {"shared"},
    )


def _record(project: Path) -> dict[str, Any]:
    place = project / "conversion.json"
    try:
        record = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            "this is no project of ours: conversion.json can't be read",
            location=Location(project),
            way_out="Name the folder that `nb2prod convert` wrote.",
        ) from error
    if not isinstance(record, dict) or "notebooks" not in record:
        raise UsageError("conversion.json is not as we write it", location=Location(project), way_out="Convert anew.")
    return record


def _part(record: Mapping[str, Any], project: Path, notebook: Path) -> dict[str, Any]:
    parts: list[dict[str, Any]] = record["notebooks"]
    found = [part for part in parts if part["path"] == notebook.name] or (parts if len(parts) == 1 else [])
    if not found:
        names = ", ".join(part["path"] for part in parts)
        raise UsageError(f"the project was made from {names}, not from {notebook.name}", location=Location(project))
    if not any("span" in entry for entry in found[0]["statements"]):
        raise UsageError(
            "conversion.json does not say where statements are: an older version wrote it",
            location=Location(project),
            way_out="Convert the notebook anew.",
        )
    return found[0]


def _modules(part: Mapping[str, Any]) -> set[str]:
    named = {entry["module"] for entry in part["statements"] if entry.get("module")}
    return (named | {f["module"] for f in part["functions"]} | {PIPELINE}) - {"__init__", "leftovers"}


class _Module:
    """A module as it is now: a person may have edited it since it was generated."""

    def __init__(self, project: Path, path: PurePosixPath) -> None:
        self._moved: dict[int, int] | None = None
        self._functions: list[tuple[int, int, str]] = []
        old = pristine_text(project, path)
        try:
            new = (project / path).read_text(encoding="utf-8")
            tree = ast.parse(new)
        except (OSError, ValueError, SyntaxError):
            # Running it will say what is wrong.
            return
        if old is not None and old != new:
            self._moved = _moved_lines(old.splitlines(), new.splitlines())
        functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        self._functions = [(node.lineno, node.end_lineno or node.lineno, node.name) for node in functions]

    def now(self, line: int) -> int | None:
        """Where a line is now; `None` if it is gone."""
        return line if self._moved is None else self._moved.get(line)

    def function_at(self, line: int) -> str:
        """The function that holds a line; empty if none does."""
        return next((name for first, last, name in self._functions if first <= line <= last), "")


def _moved_lines(old: list[str], new: list[str]) -> dict[int, int]:
    moved: dict[int, int] = {}
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for place in range(start, end):
            if kind == "equal":
                moved[place + 1] = new_start + place - start + 1
            elif kind == "replace":
                # The same place, or the last line of what stands there now.
                moved[place + 1] = min(new_start + place - start, new_end - 1) + 1
    return moved


def _placed(entry: Mapping[str, Any], modules: Mapping[str, _Module]) -> Placed:
    name, function, span = entry.get("module", ""), entry.get("function", ""), entry.get("span")
    line = modules[name].now(span[1]) if span and name in modules else None
    if line is not None:
        # A long pipeline has several functions, and a person may have given a step another name.
        function = modules[name].function_at(line) or function
    return Placed(
        cell=entry["cell"],
        ordinal=entry["ordinal"],
        disposition=entry["disposition"],
        reason=entry.get("reason", ""),
        module=name,
        function=function,
        binds=frozenset(entry.get("binds", ())),
        changes=frozenset(entry.get("changes", ())),
        order=entry.get("order"),
        line=line,
    )
