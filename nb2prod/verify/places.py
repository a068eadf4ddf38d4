"""Where the notebook's statements are in a project, read from its `conversion.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nb2prod.finding import Location, UsageError
from nb2prod.verify.edited import Module

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
        calls: Function of the pipeline that calls a step, and the last line of the call, by the step's name.
        outputs: Names that the pipeline returns.
        given: Names in the statement of the pipeline that calls a step, by the step's name.
        modules: Modules that were generated, relative to the package.
        repeated: Steps that the pipeline calls more than once.
    """

    package: str
    root: str
    source: Path
    statements: tuple[Placed, ...]
    returns: Mapping[tuple[str, str], frozenset[str]]
    modules: frozenset[str]
    calls: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()

    @property
    def renamed(self) -> dict[str, str]:
        """Names in the notebook of definitions that the package calls otherwise."""
        found = {}
        for statement in self.statements:
            is_definition = statement.disposition in _HOISTED and statement.order is None
            if is_definition and statement.function and len(statement.binds) == 1:
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
    modules = {name: Module(project, folder / f"{name}.py") for name in _modules(part)}
    steps = {f["name"] for f in part["functions"]}
    return Places(
        package=package,
        root=root,
        source=project / "src",
        statements=tuple(_placed(entry, modules) for entry in part["statements"]),
        returns={(f["module"], f["name"]): frozenset(r["name"] for r in f["returns"]) for f in part["functions"]},
        modules=frozenset(f"{below}.{name}" if below else name for name in modules) | {"shared"},
        calls=modules[PIPELINE].calls(steps),
        given=modules[PIPELINE].given(steps),
        repeated=modules[PIPELINE].repeated(steps),
        outputs=tuple(output["name"] for output in part.get("outputs", ())),
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


def _placed(entry: Mapping[str, Any], modules: Mapping[str, Module]) -> Placed:
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
