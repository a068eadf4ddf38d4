"""Findings for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nb2prod.lint.model import FileResult, LintResult
from nb2prod.report.formats import to_json
from nb2prod.report.model import View
from nb2prod.rules.model import Finding, Fix, SourceEdit, Span

_SCHEMA = 1


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:
    """Write one document."""
    for result in results:
        yield to_json(
            {
                "schema": _SCHEMA,
                "nb2prod": view.version,
                "findings": [finding_record(finding) for finding in result.findings],
                "files": len(result.files),
                "skipped": [_skipped(file) for file in result.files if file.skipped],
                "errors": [_error(file) for file in result.files if file.trouble],
                "crashes": [
                    {"code": c.code, "path": str(c.path), "message": c.message, "place": c.place}
                    for c in result.failures
                ],
            }
        )


def finding_record(finding: Finding) -> Mapping[str, Any]:
    """One finding as plain data."""
    where = finding.location
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "path": str(where.path),
        "cell": where.cell,
        "cell_id": where.cell_id,
        "line": where.line,
        "column": where.column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "physical_line": where.physical_line,
        "message": finding.message,
        "symbol": finding.symbol or None,
        "way": [{**_span(step.span), "message": step.message} for step in finding.way],
        "fix": _fix(finding.fix),
        "url": finding.url or None,
    }


def _span(span: Span) -> Mapping[str, Any]:
    return {
        "cell": span.cell,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _fix(fix: Fix | None) -> Mapping[str, Any] | None:
    if fix is None:
        return None
    edits = [
        (
            {**_span(edit.span), "text": edit.text}
            if isinstance(edit, SourceEdit)
            else {"path": list(edit.path), "value": edit.value, "remove": edit.remove}
        )
        for edit in fix.edits
    ]
    return {"message": fix.message, "safe": fix.safe, "edits": edits}


def _skipped(file: FileResult) -> Mapping[str, Any]:
    return {"path": str(file.path), "language": file.skipped}


def _error(file: FileResult) -> Mapping[str, Any]:
    trouble = file.trouble
    assert trouble is not None
    cell = trouble.location.cell if trouble.location else None
    return {"path": str(file.path), "message": trouble.message, "way_out": trouble.way_out, "cell": cell}
