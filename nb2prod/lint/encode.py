"""Results as compact text: what goes from one process to another, and what is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nb2prod.finding import Location
from nb2prod.lint.model import CellStart, Crash, FileResult, Trouble
from nb2prod.rules.model import ContentEdit, Finding, Fix, Severity, SourceEdit, Span, Step


def encode(result: FileResult) -> str:
    """Write a result as text."""
    trouble = result.trouble
    record = [
        str(result.path),
        [_finding(finding) for finding in result.findings],
        result.skipped,
        [trouble.message, trouble.way_out, trouble.location and _location(trouble.location)] if trouble else None,
        [[crash.code, crash.message, crash.place] for crash in result.crashes],
        result.suppressed,
        [str(path) for path in result.seen],
        result.digest,
        result.silenced,
        result.starts,
    ]
    return json.dumps(record, separators=(",", ":"))  # in ASCII: lone surrogates are no text to a database


def decode(text: str, path: Path | None = None) -> FileResult:
    """Read what `encode` wrote.

    Args:
        text: The text.
        path: How the user names the file now; as it was named then by default.

    Returns:
        The result.
    """
    named, findings, skipped, trouble, crashes, suppressed, seen, digest, silenced, starts = json.loads(text)
    path = Path(named) if path is None else path
    return FileResult(
        path,
        tuple([_read_finding(record, path) for record in findings]),
        skipped,
        Trouble(trouble[0], trouble[1], trouble[2] and Location(path, *trouble[2])) if trouble else None,
        tuple(Crash(code, path, message, place) for code, message, place in crashes),
        suppressed,
        tuple(map(Path, seen)),
        digest,
        tuple((cell, tuple(codes)) for cell, codes in silenced),
        tuple([CellStart(*start) for start in starts]),
    )


def _finding(finding: Finding) -> list[Any]:
    return [
        finding.code,
        finding.name,
        finding.severity.value,
        _location(finding.location),
        finding.end_line,
        finding.end_column,
        finding.message,
        _fix(finding.fix) if finding.fix else None,
        [[_span(step.span), step.message] for step in finding.way],
        finding.symbol,
        finding.url,
        finding.covers,
    ]


def _read_finding(record: Sequence[Any], path: Path) -> Finding:
    code, name, severity, where, end_line, end_column, message, fix, way, symbol, url, covers = record
    return Finding(
        code,
        name,
        Severity(severity),
        Location(path, *where),
        end_line,
        end_column,
        message,
        _read_fix(fix) if fix else None,
        tuple([Step(Span(*span), text) for span, text in way]),
        symbol,
        url,
        tuple(covers),
    )


def _location(where: Location) -> list[Any]:
    return [where.cell, where.cell_id, where.line, where.column, where.physical_line]


def _span(span: Span) -> list[Any]:
    return [span.cell, span.line, span.column, span.end_line, span.end_column]


def _fix(fix: Fix) -> list[Any]:
    return [fix.message, fix.safe, [_edit(edit) for edit in fix.edits]]


def _edit(edit: SourceEdit | ContentEdit) -> list[Any]:
    match edit:
        case SourceEdit(span, text):
            return [_span(span), text]
        case ContentEdit(path, value, remove):
            return [list(path), value, remove]


def _read_fix(record: Sequence[Any]) -> Fix:
    message, safe, edits = record
    return Fix(message, tuple(map(_read_edit, edits)), safe=safe)


def _read_edit(record: Sequence[Any]) -> SourceEdit | ContentEdit:
    match record:
        case [span, text]:
            return SourceEdit(Span(*span), text)
        case _:
            path, value, remove = record
            return ContentEdit(tuple(path), value, remove=remove)
