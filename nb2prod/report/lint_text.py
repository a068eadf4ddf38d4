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
    files = counted(len(result.files), "file")
    found = sum(1 for file in result.files if file.findings)
    head = f"{counted(len(findings), 'finding')} in {found} of {files}" if findings else f"No findings in {files}"
    numbers = {
        "finding fixed": result.fixed,
        "fixable with `--fix`": sum(1 for finding in findings if finding.fix and finding.fix.safe),
        "more with `--unsafe-fixes`": sum(1 for finding in findings if finding.fix and not finding.fix.safe),
        "file in another language passed over": sum(1 for file in result.files if file.skipped),
        "file not readable": sum(1 for file in result.files if file.trouble),
        "finding known to the baseline": result.known,
    }
    return "; ".join([head, *(_counted(number, what) for what, number in numbers.items() if number)]) + ".\n"


def _counted(number: int, what: str) -> str:
    noun, _, rest = what.partition(" ")
    return f"{counted(number, noun)} {rest}" if noun in {"finding", "file"} else f"{number} {what}"
