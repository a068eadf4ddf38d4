"""What recording a notebook gave, for programs. `docs/json.md` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.record.model import Recording
from nb2prod.record.write import recorded_note
from nb2prod.report.formats import to_json
from nb2prod.report.model import View
from nb2prod.report.verification_json import conditions_record, failure_record

SCHEMA = 1


def write(values: Iterable[Recording], view: View) -> Iterator[str]:
    """Write each recording as a JSON document."""
    yield from (to_json({"schema": SCHEMA, "nb2prod": view.version, **recording_record(v)}) for v in values)


def recording_record(done: Recording) -> dict[str, Any]:
    """Describe a recording as plain data.

    Args:
        done: What was recorded and what was not.

    Returns:
        Plain data.
    """
    return {
        "notebook": str(done.notebook),
        "project": str(done.project),
        "seconds": round(done.seconds, 3),
        "counts": {"recorded": len(done.recorded), "left out": len(done.left_out)},
        "checked": done.checked,
        "bytes": done.size,
        "recorded": [{**recorded_note(one), "files": sorted(map(str, one.files))} for one in done.recorded],
        "left_out": [{"name": one.name, "reason": one.reason} for one in done.left_out],
        "failure": failure_record(done.failure) if done.failure else None,
        "conditions": conditions_record(done.conditions),
    }
