"""Findings as Markdown, for comments on pull requests and the summary of a step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nb2prod.lint.fingerprints import relative_path
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.report.lint_places import cell_of
from nb2prod.report.lint_text import summary
from nb2prod.report.model import View
from nb2prod.report.wording import one_line
from nb2prod.rules.model import Finding

_SPECIAL = str.maketrans({"|": "\\|", "<": "&lt;", ">": "&gt;"})


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write a heading and what findings sum up to, then a table a file."""
    for result in results:
        yield f"## nb2prod lint\n\n{summary(result)}"
        for file in result.files:
            yield from _table(file)
        for crash in result.failures:
            yield f"\n**{crash.code} failed** on `{crash.path}`: {_cell(crash.message)}\n"


def _table(file: FileResult) -> Iterator[str]:
    path = relative_path(file.path, Path())
    if file.trouble:
        yield f"\n### {_cell(path)}\n\nNot readable: {_cell(file.trouble.message)}\n"
    if file.findings:
        yield f"\n### {_cell(path)}\n\n| where | rule | finding |\n|---|---|---|\n"
        yield from map(_row, file.findings)


def _row(finding: Finding) -> str:
    where = finding.location
    place = cell_of(finding) or f"line {where.line}"
    code = f"[{finding.code}]({finding.url})" if finding.url else finding.code
    return f"| {place} | {code} {_cell(finding.name)} | {_cell(finding.message)} |\n"


def _cell(text: str) -> str:
    return one_line(text).translate(_SPECIAL)
