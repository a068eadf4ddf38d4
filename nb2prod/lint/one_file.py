"""Linting one file, from reading it to its findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.config import LintConfig
from nb2prod.finding import UnreadableInputError
from nb2prod.lint.check import AnyRule, Checked, check_unit
from nb2prod.lint.files import codes_ignored_for
from nb2prod.lint.locate import finding_of, sort_key
from nb2prod.lint.model import CellStart, FileResult, Trouble
from nb2prod.lint.stamps import digest
from nb2prod.notebook.bad_input import decode_text, read_bytes
from nb2prod.notebook.reader import read_document
from nb2prod.rules.model import Finding, Hit, NotebookRule, Rule
from nb2prod.rules.suppressions import is_suppressed, silenced
from nb2prod.rules.unit import Unit

if TYPE_CHECKING:
    from nb2prod.knowledge import Knowledge
    from nb2prod.notebook import Cell

_SHORT = 16


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked of each file.

    Attributes:
        rules: Rules to ask.
        config: What is set about linting.
        open_knowledge: Gives the tables about libraries, if a rule needs them.
    """

    rules: Sequence[AnyRule]
    config: LintConfig
    open_knowledge: Callable[[], Knowledge]


def lint_file(path: Path, asking: Asking, content: bytes | None = None) -> FileResult:
    """Lint one file.

    Args:
        path: The file.
        asking: What is asked.
        content: What the file holds, where it doesn't come from the disk.

    Returns:
        What was found, or why nothing could be.
    """
    hashed = ""
    try:
        raw = read_bytes(path) if content is None else content
        hashed = digest(raw)
        unit = Unit(read_document(path, decode_text(path, raw)), asking.open_knowledge, asking.config)
        try:
            return replace(_lint_unit(unit, _rules_for(path, asking)), digest=hashed)
        finally:
            unit.close()
    except UnreadableInputError as error:
        return FileResult(path, trouble=Trouble(error.message, error.way_out, error.location), digest=hashed)


def _rules_for(path: Path, asking: Asking) -> Sequence[AnyRule]:
    ignored = codes_ignored_for(path, asking.config.per_file_ignores)
    return [rule for rule in asking.rules if not rule.code.startswith(ignored)] if ignored else asking.rules


def _lint_unit(unit: Unit, rules: Sequence[AnyRule]) -> FileResult:
    if unit.notebook.language != "python":
        return FileResult(unit.path, skipped=unit.notebook.language)
    try:
        checked = check_unit(unit, [rule for rule in rules if not _is_last(rule)])
        unit.require_python3()
    except UnreadableInputError:
        return FileResult(unit.path, skipped="python 2")
    found = _unsuppressed(checked.hits, unit)
    unit.asked = frozenset(rule.code for rule in rules) - checked.crashes.keys()
    last = check_unit(unit, [rule for rule in rules if _is_last(rule)])
    kept = [*found, *_unsuppressed(last.hits, unit)]
    return _result(unit, kept, [checked, last])


def _is_last(rule: Rule) -> bool:
    return isinstance(rule, NotebookRule) and rule.last


def _unsuppressed(hits: Iterable[tuple[Rule, Hit]], unit: Unit) -> list[Finding]:
    findings = (finding_of(rule, hit, unit.notebook) for rule, hit in hits)
    return [finding for finding in findings if not is_suppressed(finding, unit.suppressions)]


def _result(unit: Unit, findings: Sequence[Finding], checks: Sequence[Checked]) -> FileResult:
    crashes = {code: crash for checked in checks for code, crash in checked.crashes.items()}
    return FileResult(
        unit.path,
        tuple(sorted(findings, key=sort_key)),
        crashes=tuple(crashes[code] for code in sorted(crashes)),
        suppressed=sum(len(checked.hits) for checked in checks) - len(findings),
        seen=tuple(sorted(unit.seen)),
        starts=() if unit.is_module else tuple(_start(cell) for cell in unit.notebook.cells),
        silenced=tuple(silenced(unit.suppressions)),
    )


def _start(cell: Cell) -> CellStart:
    source = "" if cell.id else digest("".join(cell.source.split()).encode("utf-8", "surrogateescape"))[:_SHORT]
    return CellStart(cell.id, cell.physical_line, source)
