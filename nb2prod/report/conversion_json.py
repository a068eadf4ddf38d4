"""What a conversion made, for programs. `docs/json.md` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.render.project import Part, total_dispositions
from nb2prod.render.record import function_record, functions_of
from nb2prod.render.test_files import count_tests
from nb2prod.render.write import WriteReport
from nb2prod.report.formats import to_json
from nb2prod.report.model import Converted, View
from nb2prod.report.recording_json import recording_record
from nb2prod.report.verification_json import verification_record

SCHEMA = 1
FATES = ("created", "updated", "unchanged", "kept", "removed")
"""What can become of a file, as `WriteReport` has it."""


def write(values: Iterable[Converted], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write each conversion as a JSON document."""
    yield from (to_json(conversion_record(value)) for value in values)


def conversion_record(converted: Converted) -> dict[str, Any]:
    """Describe a conversion as plain data.

    Args:
        converted: What was made.

    Returns:
        Plain data with a schema version.
    """
    request = converted.request
    return {
        "schema": SCHEMA,
        "nb2prod": request.version,
        "output": str(converted.output),
        "name": request.name,
        "package": request.package,
        "files": sorted(str(file.path) for file in converted.project.files),
        "tests": dict(zip(("real", "stubs"), count_tests(converted.project.files), strict=True)),
        "statements": sum(len(part.plan.dispositions) for part in request.parts),
        "dispositions": total_dispositions(request.parts),
        "functions": [record for part in request.parts for record in _function_records(part)],
        "cells": [record for part in request.parts for record in _cell_records(part)],
        "notes": notes_of(converted),
        "dependencies": {
            "known": list(request.dependencies.known),
            "unknown": list(request.dependencies.unknown),
            "notes": list(request.dependencies.notes),
        },
        "dry_run": converted.dry_run,
        "refusal": converted.refusal or None,
        "verification": [verification_record(done) for done in converted.verified] or None,
        "recording": [recording_record(done) for done in converted.recorded] or None,
        "written": written_record(converted.written) if converted.written else None,
        **({"diff": converted.diff} if converted.dry_run else {}),
    }


def written_record(report: WriteReport) -> dict[str, list[str]]:
    """Describe what became of each file."""
    return {fate: [str(path) for path in getattr(report, fate)] for fate in FATES}


def notes_of(converted: Converted) -> list[str]:
    """What the user should know; where there are several notebooks, each note says of which."""
    parts = converted.request.parts
    if len(parts) == 1:
        return list(parts[0].plan.notes)
    return [f"{part.analysis.notebook.path}: {note}" for part in parts for note in part.plan.notes]


def _function_records(part: Part) -> Iterator[dict[str, Any]]:
    for function in functions_of(part.plan):
        yield {**function_record(function), "notebook": str(part.analysis.notebook.path), "subpackage": part.subpackage}


def _cell_records(part: Part) -> Iterator[dict[str, Any]]:
    counts: dict[int, dict[str, int]] = {}
    for item in part.plan.dispositions:
        of_cell = counts.setdefault(item.statement.cell, {})
        of_cell[item.kind.value] = of_cell.get(item.kind.value, 0) + 1
    for summary in part.analysis.cells:
        yield {
            "notebook": str(part.analysis.notebook.path),
            "index": summary.cell,
            "role": summary.role.value,
            "activity": summary.activity,
            "dispositions": counts.get(summary.cell, {}),
        }
