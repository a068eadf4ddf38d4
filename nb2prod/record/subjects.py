"""What is recorded: the steps that the pipeline calls, and the functions that the notebook defines."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import Statement
from nb2prod.record.definitions import closure_of, defined_functions, definitions_before
from nb2prod.record.model import LeftOut
from nb2prod.record.modules import Modules
from nb2prod.record.subject import Argument, Place, Subject
from nb2prod.verify.places import Places

_MISSING = "it is not in its module any more, or the pipeline doesn't call it"


@dataclass(frozen=True, slots=True)
class Subjects:
    """What can be recorded of a notebook, and what can't.

    Attributes:
        found: Steps in the order of the pipeline, then functions of the notebook.
        left_out: The others.
    """

    found: tuple[Subject, ...]
    left_out: tuple[LeftOut, ...]


def find_subjects(analysis: Analysis, places: Places, project: Path) -> Subjects:
    """Find what can be recorded.

    Args:
        analysis: The notebook.
        places: Where its statements are in the project.
        project: The project.

    Returns:
        Every step and every function that the notebook defines.
    """
    modules = Modules(places)
    part = _part(project, analysis, places)
    every = [_step(record, analysis, places, modules) for record in part["functions"]]
    every += defined_functions(analysis, places, modules)
    found = tuple(one for one in every if isinstance(one, Subject))
    return Subjects(found, tuple(one for one in every if isinstance(one, LeftOut)))


def _part(project: Path, analysis: Analysis, places: Places) -> dict[str, Any]:
    record = json.loads((project / "conversion.json").read_text(encoding="utf-8"))
    below = places.package.removeprefix(places.root).removeprefix(".")
    parts: list[dict[str, Any]] = record["notebooks"]
    named = [part for part in parts if part["path"] == analysis.notebook.path.name]
    return next((part for part in named or parts if part["subpackage"] == below), parts[0])


def _step(record: Mapping[str, Any], analysis: Analysis, places: Places, modules: Modules) -> Subject | LeftOut:
    module, function = record["module"], record["name"]
    node, call = modules.function(module, function), modules.call(function)
    held = sorted(
        (s.cell, s.ordinal)
        for s in places.statements
        if (s.module, s.function) == (module, function) and s.order is not None
    )
    if node is None or call is None or not held:
        return LeftOut(f"{module}.{function}", _MISSING)
    arguments = tuple(_arguments(node, call))
    returns = tuple(entry["name"] for entry in record["returns"])
    inputs = [a.parameter for a in arguments if not a.setting]
    starts = {name: _start(name, held, analysis) for name in inputs}
    cells = tuple(sorted({cell for cell, _ in held}))
    awaited = isinstance(node, ast.AsyncFunctionDef)
    closures = tuple(c for name in inputs if (c := closure_of(name, starts[name], analysis, places)) is not None)
    return Subject(
        name=f"{module}.{function}",
        module=module,
        function=function,
        cells=cells,
        places=tuple(held),
        arguments=arguments,
        returns=returns,
        starts=starts,
        awaited=awaited,
        closures=closures,
        classes=definitions_before(held[0], analysis, places),
    )


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Iterator[Argument]:
    positional = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    for name, value in zip(positional, call.args, strict=False):
        yield Argument(name, _setting(value), named=False)
    for keyword in call.keywords:
        if keyword.arg:
            yield Argument(keyword.arg, _setting(keyword.value), named=True)


def _setting(value: ast.expr) -> str:
    """Field of the settings that an expression reads; the pipeline calls nothing else but them by attribute."""
    return value.attr if isinstance(value, ast.Attribute) else ""


def _start(name: str, held: Sequence[Place], analysis: Analysis) -> Place:
    """The first statement that reads or changes an input: before it the input is as the step gets it.

    What a function reads that is called there may be bound only after the step has begun.
    """
    facts = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
    using = [p for p in held if p in facts and name in facts[p].reads | facts[p].changes]
    bound = min((place for place, f in facts.items() if name in f.may_bind), default=held[0])
    return next(iter(using or [p for p in held if p > bound]), held[0])


def setup_of(analysis: Analysis, places: Places) -> list[Statement]:
    """Imports, definitions and constants: what the package has at the top of its modules."""
    wanted = {
        (s.cell, s.ordinal)
        for s in places.statements
        if s.disposition in {"hoisted", "merged"} or s.module == "settings"
    }
    return [s for s in analysis.parsed.statements if (s.id.cell, s.id.ordinal) in wanted and s.node is not None]


def own_names(places: Places) -> dict[str, str]:
    """For the functions and classes of the notebook `module:name` in the package."""
    found: dict[str, str] = {}
    for statement in places.statements:
        if statement.disposition == "hoisted" and statement.module and len(statement.binds) == 1:
            (name,) = statement.binds
            package = places.root if statement.module == "shared" else places.package
            found[name] = f"{package}.{statement.module}:{statement.function or name}"
    return found


def statements_by_place(analysis: Analysis) -> dict[Place, Statement]:
    """All statements that are Python."""
    return {(s.id.cell, s.id.ordinal): s for s in analysis.parsed.statements if s.node is not None}
