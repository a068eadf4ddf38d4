"""The verdict in a project's own record, `conversion.json`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from nb2prod.render.model import Project
from nb2prod.verify.model import Verification

_RECORD = PurePosixPath("conversion.json")


def with_verdicts(project: Project, done: Sequence[Verification]) -> Project:
    """Write verdicts into a project's record.

    Args:
        project: The project.
        done: For each of its notebooks what comparing it gave, in their order.

    Returns:
        The project, its `conversion.json` with a `verification` for each notebook. Times are left out: the same
        conversion gives the same file.
    """
    files = tuple(replace(f, text=_noted(f.text, done)) if f.path == _RECORD else f for f in project.files)
    return replace(project, files=files)


def _noted(text: str, done: Sequence[Verification]) -> str:
    record: dict[str, Any] = json.loads(text)
    for notebook, verification in zip(record["notebooks"], done, strict=True):
        notebook["verification"] = {
            "verdict": verification.verdict.value,
            "counts": {verdict.value: number for verdict, number in verification.counts.items()},
            "failure": verification.failure.message if verification.failure else None,
        }
    return json.dumps(record, indent=2, ensure_ascii=True) + "\n"
