"""Findings as GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from nb2prod.lint.fingerprints import fingerprints, relative_path
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.report.lint_places import lines_of, message_of
from nb2prod.report.model import View
from nb2prod.rules.model import Severity

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write one list."""
    entries = [entry for result in results for file in result.files for entry in (*_issues(file), *_troubles(file))]
    yield json.dumps(entries, indent=2, ensure_ascii=True) + "\n"


def _issues(file: FileResult) -> Iterator[Mapping[str, Any]]:
    path = relative_path(file.path, Path())
    for finding, name in zip(file.findings, fingerprints(file, Path()), strict=True):
        first, last = lines_of(finding)
        yield {
            "type": "issue",
            "check_name": finding.code,
            "description": message_of(finding),
            "categories": ["Bug Risk" if finding.severity is Severity.ERROR else "Clarity"],
            "severity": _SEVERITIES[finding.severity],
            "fingerprint": name,
            "location": {"path": path, "lines": {"begin": first, "end": last}},
        }


def _troubles(file: FileResult) -> Iterator[Mapping[str, Any]]:
    if file.trouble:
        path = relative_path(file.path, Path())
        yield {
            "type": "issue",
            "check_name": "unreadable",
            "description": file.trouble.message,
            "categories": ["Bug Risk"],
            "severity": "blocker",
            "fingerprint": f"unreadable:{path}",
            "location": {"path": path, "lines": {"begin": 1}},
        }
