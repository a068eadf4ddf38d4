"""A comparison of a notebook with its package, for programs. `docs/json.md` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.report.formats import to_json
from nb2prod.report.model import View
from nb2prod.verify.model import Conditions, Failure, Value, Verification

SCHEMA = 1


def write(values: Iterable[Verification], view: View) -> Iterator[str]:
    """Write each comparison as a JSON document."""
    yield from (to_json({"schema": SCHEMA, "nb2prod": view.version, **verification_record(v)}) for v in values)


def verification_record(done: Verification) -> dict[str, Any]:
    """Describe a comparison as plain data.

    Args:
        done: What was found.

    Returns:
        Plain data.
    """
    return {
        "verdict": done.verdict.value,
        "notebook": {"path": str(done.notebook), "seconds": [round(s, 3) for s in done.seconds.notebook]},
        "project": {
            "path": str(done.project),
            "seconds": None if done.seconds.package is None else round(done.seconds.package, 3),
        },
        "counts": {verdict.value: number for verdict, number in done.counts.items()},
        "first_wrong": value_record(done.first_wrong) if done.first_wrong else None,
        "failure": failure_record(done.failure) if done.failure else None,
        "values": [value_record(value) for value in done.values],
        "conditions": conditions_record(done.conditions),
    }


def value_record(value: Value) -> dict[str, Any]:
    """Describe one value."""
    return {
        "kind": value.kind.value,
        "name": value.name,
        "cell": value.cell,
        "step": value.step,
        "verdict": value.verdict.value,
        "why": value.why,
    }


def failure_record(failure: Failure) -> dict[str, Any]:
    """Describe why one of the two could not run."""
    return {
        "side": failure.side.value,
        "message": failure.message,
        "cell": failure.cell,
        "file": failure.file,
        "line": failure.line,
        "step": failure.step,
        "way_out": failure.way_out,
    }


def conditions_record(conditions: Conditions) -> dict[str, Any]:
    """Describe under what conditions both ran."""
    return {
        "python": conditions.python,
        "ipython": conditions.ipython or None,
        "seeded": list(conditions.seeded),
        "environment": dict(conditions.environment),
        "network": conditions.network,
        "rtol": conditions.rtol,
    }
