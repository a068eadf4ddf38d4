"""Linting one file, from reading it to its findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.collector import collector_paused
from nb2prod.finding import UnreadableInputError
from nb2prod.lint.check import AnyRule, check_unit
from nb2prod.lint.locate import finding_of, sort_key
from nb2prod.lint.model import FileResult, Trouble
from nb2prod.notebook.reader import read_document
from nb2prod.rules.unit import Unit

if TYPE_CHECKING:
    from nb2prod.knowledge import Knowledge


def lint_file(
    path: Path, rules: Sequence[AnyRule], open_knowledge: Callable[[], Knowledge], text: str | None = None
) -> FileResult:
    """Lint one file.

    Args:
        path: The file.
        rules: Rules to ask.
        open_knowledge: Gives the tables about libraries, if a rule needs them.
        text: The file's text, where it doesn't come from the disk.

    Returns:
        What was found, or why nothing could be.
    """
    try:
        with collector_paused():
            unit = Unit(read_document(path, text), open_knowledge)
            return _lint_unit(unit, rules)
    except UnreadableInputError as error:
        return FileResult(path, trouble=Trouble(error.message, error.way_out, error.location))


def _lint_unit(unit: Unit, rules: Sequence[AnyRule]) -> FileResult:
    if unit.notebook.language != "python":
        return FileResult(unit.path, skipped=unit.notebook.language)
    try:
        checked = check_unit(unit, rules)
        unit.require_python3()
    except UnreadableInputError:
        return FileResult(unit.path, skipped="python 2")
    findings = sorted((finding_of(rule, hit, unit.notebook) for rule, hit in checked.hits), key=sort_key)
    crashes = tuple(checked.crashes[code] for code in sorted(checked.crashes))
    starts = () if unit.is_module else tuple((cell.id, cell.physical_line) for cell in unit.notebook.cells)
    return FileResult(unit.path, tuple(findings), crashes=crashes, seen=tuple(sorted(unit.seen)), starts=starts)
