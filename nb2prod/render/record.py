"""`conversion.json`: where every statement went, for people and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.plan.model import DispositionKind, Function, Plan
from nb2prod.types.model import TypeGuess

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
        "parameters": [
            {"name": p.name, "kind": p.kind.value, **_type(p.guess), **({"default": p.default} if p.default else {})}
            for p in function.parameters
        ],
        "returns": [{"name": r.name, **_type(r.guess)} for r in function.returns],
        "cells": list(function.cells),
    }


def _type(guess: TypeGuess) -> dict[str, str]:
    return {"type": guess.type, "source": guess.source.value}


def functions_of(plan: Plan) -> list[Function]:
    """All steps, in the order of the pipeline."""
    return [s.function for s in plan.steps if s.function is not None]


def notebook_record(
    analysis: Analysis, plan: Plan, places: Mapping[tuple[str, str], tuple[int, int]], subpackage: str
) -> dict[str, Any]:
    """What `conversion.json` says of one notebook.

    Args:
        analysis: The notebook.
        plan: Its plan.
        places: First and last line of each function and class, by module and name.
        subpackage: Folder of its modules inside the package; empty for the package itself.

    Returns:
        Plain data.
    """
    sources = {s.id: s for s in analysis.parsed.statements}
    statements = []
    for item in plan.dispositions:
        statement = sources.get(item.statement)
        entry: dict[str, Any] = {
            "cell": item.statement.cell,
            "ordinal": item.statement.ordinal,
            "disposition": item.kind.value,
        }
        if statement is not None:
            entry["line"] = statement.location.line
            if statement.location.physical_line is not None:
                entry["physical_line"] = statement.location.physical_line
        if item.reason:
            entry["reason"] = item.reason
        if item.module:
            entry["module"] = item.module
        if item.function:
            entry["function"] = item.function
            if lines := places.get((item.module, item.function)):
                entry["lines"] = list(lines)
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
