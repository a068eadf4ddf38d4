"""`conversion.json`: where every statement went, for people and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Disposition, DispositionKind, Function, Parameter, Plan
from nb2prod.render.spans import Span, statement_order
from nb2prod.types.model import NO_COLUMNS, TypeGuess

SCHEMA = 1


def count_dispositions(plan: Plan) -> dict[str, int]:
    """Number of statements by what became of them; the sum is the whole."""
    counts = Counter(d.kind.value for d in plan.dispositions)
    return {kind.value: counts.get(kind.value, 0) for kind in DispositionKind}


def function_record(function: Function) -> dict[str, Any]:
    """A step with its signature."""
    return {
        "name": function.name,
        "module": function.module,
        "parameters": list(map(_parameter_record, function.parameters)),
        "returns": [{"name": r.name, **_type(r.guess)} for r in function.returns],
        "cells": list(function.cells),
    }


def _parameter_record(parameter: Parameter) -> dict[str, Any]:
    record: dict[str, Any] = {"name": parameter.name, "kind": parameter.kind.value, **_type(parameter.guess)}
    if parameter.default:
        record["default"] = parameter.default
    if parameter.columns != NO_COLUMNS:
        record["columns"] = {kind: list(getattr(parameter.columns, kind)) for kind in ("read", "added", "dropped")}
    return record


def _type(guess: TypeGuess) -> dict[str, str]:
    return {"type": guess.type, "source": guess.source.value}


def functions_of(plan: Plan) -> list[Function]:
    """Functions of all steps, in the order of the pipeline."""
    return [s.function for s in plan.steps if s.function is not None and s.repeats is None]


def notebook_record(
    analysis: Analysis,
    plan: Plan,
    places: Mapping[tuple[str, str], Span],
    subpackage: str,
    spans: Mapping[StatementId, Span] | None = None,
) -> dict[str, Any]:
    """What `conversion.json` says of one notebook.

    Args:
        analysis: The notebook.
        plan: Its plan.
        places: First and last line of each function and class, by module and name.
        subpackage: Folder of its modules inside the package; empty for the package itself.
        spans: First and last line of each statement of the pipeline, where they are known.

    Returns:
        Plain data.
    """
    order, facts = statement_order(plan), {f.id: f for f in analysis.facts}
    statements = []
    for item in plan.dispositions:
        entry = _statement_record(item, facts.get(item.statement), analysis, places)
        if item.statement in order:
            entry["order"] = order[item.statement]
        if spans and item.statement in spans:
            entry["span"] = list(spans[item.statement])
        statements.append(entry)
    return {
        "path": analysis.notebook.path.name,
        "subpackage": subpackage,
        "dispositions": count_dispositions(plan),
        "statements": statements,
        "functions": [function_record(f) for f in functions_of(plan)],
        "literals": [
            {"cell": i.statement.cell, "ordinal": i.statement.ordinal, "text": i.text, "target": i.target}
            for i in plan.literals
        ],
        "outputs": [{"name": o.name, **_type(o.guess)} for o in plan.outputs],
        "notes": list(plan.notes),
    }


def _statement_record(
    item: Disposition, facts: Facts | None, analysis: Analysis, places: Mapping[tuple[str, str], Span]
) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "cell": item.statement.cell,
        "ordinal": item.statement.ordinal,
        "disposition": item.kind.value,
    }
    if facts is not None:
        entry["line"] = facts.statement.location.line
        if facts.statement.location.physical_line is not None:
            entry["physical_line"] = facts.statement.location.physical_line
        entry |= _names_of(facts, analysis)
    if item.reason:
        entry["reason"] = item.reason
    if item.module:
        entry["module"] = item.module
    if item.function:
        entry["function"] = item.function
        if lines := places.get((item.module, item.function)):
            entry["lines"] = list(lines)
    return entry


def _names_of(facts: Facts, analysis: Analysis) -> dict[str, list[str]]:
    """Names that a statement binds, and those whose value it may change; empty lists are left out."""
    mutated = analysis.interpretation.effects[facts.id].mutates | facts.changes
    changes = {name for name in mutated if name.isidentifier()}
    found = {"binds": sorted(facts.may_bind), "changes": sorted(changes)}
    return {key: names for key, names in found.items() if names}
