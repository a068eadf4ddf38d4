"""Findings as JUnit's XML: a file is a suite, a finding a failure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from nb2prod.lint.fingerprints import relative_path
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.report.lint_places import lines_of, message_of
from nb2prod.report.model import View

# What no XML can hold, not even as an entity.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write one document."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<testsuites name="nb2prod">\n'
    for result in results:
        for file in result.files:
            yield from _suite(file)
    yield "</testsuites>\n"


def _suite(file: FileResult) -> Iterator[str]:
    path = _attribute(relative_path(file.path, Path()))
    errors = [f"{crash.code} failed: {crash.message}" for crash in file.crashes]
    errors += [file.trouble.message] if file.trouble else []
    skipped, failures = int(bool(file.skipped)), len(file.findings)
    tests = max(failures + len(errors) + skipped, 1)
    counts = f'tests="{tests}" failures="{failures}" errors="{len(errors)}" skipped="{skipped}"'
    yield f"  <testsuite name={path} {counts}>\n"
    for finding in file.findings:
        line = lines_of(finding)[0]
        yield f'    <testcase name={_attribute(finding.code)} classname={path} line="{line}">\n'
        text = message_of(finding)
        yield f"      <failure message={_attribute(text)}>{_text(text)}</failure>\n    </testcase>\n"
    for error in errors:
        yield f'    <testcase name="error" classname={path}><error message={_attribute(error)}/></testcase>\n'
    if file.skipped:
        said = _attribute(f"written in {file.skipped}")
        yield f'    <testcase name="language" classname={path}><skipped message={said}/></testcase>\n'
    if not (failures or errors or skipped):
        yield f'    <testcase name="clean" classname={path}/>\n'
    yield "  </testsuite>\n"


def _text(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _attribute(text: str) -> str:
    return quoteattr(_FORBIDDEN.sub("\ufffd", text), {"\n": "&#10;"})
