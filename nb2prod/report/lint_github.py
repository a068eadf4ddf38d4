"""Findings as annotations of GitHub Actions, and as the summary of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.lint.model import LintResult
from nb2prod.report.lint_places import lines_of, message_of, path_of
from nb2prod.report.model import View
from nb2prod.report.wording import harmless
from nb2prod.rules.model import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTY = _IN_TEXT | str.maketrans({":": "%3A", ",": "%2C"})


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write one workflow command a finding; what couldn't be examined is an error."""
    for result in results:
        yield from (_annotation(finding) for finding in result.findings)
        for file in result.files:
            if file.trouble:
                yield f"::error file={_property(str(file.path))}::{_text(file.trouble.message)}\n"
        for crash in result.failures:
            yield f"::error file={_property(str(crash.path))}::{_text(f'{crash.code} failed: {crash.message}')}\n"


def _annotation(finding: Finding) -> str:
    first, last = lines_of(finding)
    properties = {"title": f"{finding.code} ({finding.name})", "file": path_of(finding), "line": first, "endLine": last}
    if finding.location.cell is None:
        properties |= {"col": finding.location.column, "endColumn": finding.end_column}
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_text(message_of(finding))}\n"


def _text(text: str) -> str:
    return harmless(text).translate(_IN_TEXT)


def _property(text: str) -> str:
    return harmless(text).translate(_IN_PROPERTY)
