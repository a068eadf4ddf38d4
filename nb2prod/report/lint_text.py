"""Findings for people: one a line, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.lint.model import LintResult
from nb2prod.report.model import View
from nb2prod.report.wording import counted, one_line
from nb2prod.rules.model import Finding, Severity

_COLOURS = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.INFO: "faint"}


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:
    """Write findings, then what they sum up to."""
    for result in results:
        for finding in result.findings:
            yield from _lines(finding, view)
        yield summary(result)


def _lines(finding: Finding, view: View) -> Iterator[str]:
    code = view.paint(_COLOURS[finding.severity], finding.code)
    mark = " [*]" if finding.fix and finding.fix.safe else ""
    yield f"{view.paint('title', place_of(finding))} {code}{mark} {one_line(finding.message)}\n"
    for step in finding.way:
        yield f"    cell {step.span.cell}:{step.span.line}:{step.span.column}: {one_line(step.message)}\n"
    if view.verbose and finding.fix:
        yield f"    fix: {one_line(finding.fix.message)}\n"


def place_of(finding: Finding) -> str:
    """Write the place of a finding: `nb.ipynb:cell 8:2:5:`, in a module `m.py:2:5:`."""
    where = finding.location
    cell = "" if where.cell is None else f"cell {where.cell}:"
    return one_line(f"{where.path}:{cell}{where.line}:{where.column}:")


def summary(result: LintResult) -> str:
    """What findings sum up to, in a line."""
    findings = list(result.findings)
    fixable = sum(1 for finding in findings if finding.fix and finding.fix.safe)
    with_findings = sum(1 for file in result.files if file.findings)
    skipped = sum(1 for file in result.files if file.skipped)
    unread = sum(1 for file in result.files if file.trouble)
    text = counted(len(findings), "finding") if findings else "No findings"
    text += f" in {with_findings} of {counted(len(result.files), 'file')}" if findings else ""
    text += "" if findings else f" in {counted(len(result.files), 'file')}"
    parts = [text]
    parts += [f"{fixable} fixable with `--fix`"] if fixable else []
    parts += [f"{counted(skipped, 'file')} in another language passed over"] if skipped else []
    parts += [f"{counted(unread, 'file')} not readable"] if unread else []
    parts += [f"{counted(result.known, 'finding')} known to the baseline"] if result.known else []
    return "; ".join(parts) + ".\n"
