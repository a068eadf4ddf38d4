"""Recordings in a project: their files, and what `conversion.json` says of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from nb2prod.record.model import Recorded, Recording
from nb2prod.record.tests import FOLDER
from nb2prod.render.amend import amend_project
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.write import WriteReport

_RECORD = PurePosixPath("conversion.json")


def with_recordings(project: Project, done: Sequence[Recording]) -> Project:
    """Add recordings to a project.

    Args:
        project: The project.
        done: For each of its notebooks what recording it gave, in their order.

    Returns:
        The project with tests and fixtures, its `conversion.json` with a `recording` for each notebook.
    """
    added = {path: content for one in done for path, content in one.files.items()}
    kept = tuple(file for file in project.files if file.path not in added and file.path != _RECORD)
    text = next(file.text for file in project.files if file.path == _RECORD)
    record: dict[str, Any] = json.loads(text)
    for notebook, recording in zip(record["notebooks"], done, strict=True):
        notebook["recording"] = recording_note(recording)
    files = (*kept, *map(_file, sorted(added), map(added.__getitem__, sorted(added))))
    return replace(project, files=(*files, _noted(record, [file.path for file in files])))


def write_recording(done: Recording, *, force: bool = False) -> WriteReport:
    """Write a recording into the project that it is of, in place of an earlier one.

    Args:
        done: The recording.
        force: Whether recorded tests that a person has edited are overwritten.

    Returns:
        What became of each file of the project.

    Raises:
        UsageError: The folder can't be written, or a person has edited what would be overwritten.
    """
    record: dict[str, Any] = json.loads((done.project / _RECORD).read_text(encoding="utf-8"))
    notebook = part_of(record, done.notebook)
    others = {path for part in record["notebooks"] if part is not notebook for path in files_noted(part)}
    gone = files_noted(notebook) - set(done.files) - others
    notebook["recording"] = recording_note(done)
    paths = [PurePosixPath(path) for path in record["files"]]
    listed = {path for path in paths if path not in gone} | set(done.files)
    files = [_file(path, content) for path, content in done.files.items()]
    return amend_project(done.project, [*files, _noted(record, sorted(listed - {_RECORD}))], gone=gone, force=force)


def part_of(record: dict[str, Any], notebook: Path) -> dict[str, Any]:
    """What a project's record says of one notebook."""
    parts: list[dict[str, Any]] = record["notebooks"]
    return next((part for part in parts if part["path"] == notebook.name), parts[0])


def files_noted(part: dict[str, Any]) -> set[PurePosixPath]:
    """Files that an earlier recording of a notebook wrote."""
    found = part.get("recording") or {}
    return {PurePosixPath(path) for path in found.get("files", ())}


def bytes_noted(project: Path, notebook: Path) -> int:
    """Size of the fixtures that a project has of other notebooks."""
    try:
        record = json.loads((project / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0
    own = part_of(record, notebook)
    paths = {path for part in record["notebooks"] if part is not own for path in files_noted(part)}
    data = [project / path for path in paths if path.is_relative_to(FOLDER / "data")]
    return sum(path.stat().st_size for path in data if path.is_file())


def recording_note(done: Recording) -> dict[str, Any]:
    """What `conversion.json` says of a recording. Times are left out: the same conversion gives the same file."""
    return {
        "recorded": [recorded_note(one) for one in done.recorded],
        "left_out": [{"name": one.name, "reason": one.reason} for one in done.left_out],
        "checked": done.checked,
        "files": sorted(map(str, done.files)),
        "failure": done.failure.message if done.failure else None,
    }


def recorded_note(one: Recorded) -> dict[str, Any]:
    """Describe a recorded function as plain data."""
    return {
        "name": one.name,
        "test": one.test,
        "cells": list(one.cells),
        "rows": one.rows or None,
        "pickled": list(one.pickled),
        "made_by": list(one.made),
        "data": list(one.data),
        "left_out": list(one.left_out),
    }


def _file(path: PurePosixPath, content: bytes) -> ProjectFile:
    if path.suffix in {".py", ".json"} and b"\r" not in content:
        return ProjectFile(path, content.decode("utf-8"))
    return ProjectFile(path, "", data=content)


def _noted(record: dict[str, Any], paths: Sequence[PurePosixPath]) -> ProjectFile:
    record["files"] = sorted([*map(str, paths), str(_RECORD)])
    return ProjectFile(_RECORD, json.dumps(record, indent=2, ensure_ascii=True) + "\n")
