"""Which formats each report has. A new one is a module with `write` and an entry here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from nb2prod.report.model import View

FORMATS: Mapping[str, Mapping[str, str]] = {
    "analysis": {"text": "nb2prod.report.analysis_text", "json": "nb2prod.report.analysis_json"},
    "lint": {
        "text": "nb2prod.report.lint_text",
        "json": "nb2prod.report.lint_json",
        "sarif": "nb2prod.report.lint_sarif",
        "github": "nb2prod.report.lint_github",
        "gitlab": "nb2prod.report.lint_gitlab",
        "junit": "nb2prod.report.lint_junit",
        "markdown": "nb2prod.report.lint_markdown",
        "statistics": "nb2prod.report.lint_statistics",
    },
    "plan": {"text": "nb2prod.report.plan_text", "json": "nb2prod.report.plan_json"},
    "conversion": {"text": "nb2prod.report.conversion_text", "json": "nb2prod.report.conversion_json"},
    "recording": {"text": "nb2prod.report.recording_text", "json": "nb2prod.report.recording_json"},
    "score": {
        "text": "nb2prod.report.score_text",
        "json": "nb2prod.report.score_json",
        "html": "nb2prod.report.score_html",
        "markdown": "nb2prod.report.score_markdown",
        "junit": "nb2prod.report.score_junit",
        "sarif": "nb2prod.report.score_sarif",
        "badge": "nb2prod.report.score_badge",
    },
    "verification": {"text": "nb2prod.report.verification_text", "json": "nb2prod.report.verification_json"},
}
"""For each report its formats, with the module that writes it: modules, so that only the one asked for is loaded."""


class Write(Protocol):
    """The function `write` of a format."""

    def __call__(self, values: Iterable[Any], view: View) -> Iterator[str]:
        """Write values as text, piece by piece as far as the format allows; every piece ends its line."""


def writer(report: str, form: str) -> Write:
    """Get the function that writes a report.

    Args:
        report: A key of `FORMATS`.
        form: One of its formats.

    Returns:
        The function.
    """
    from importlib import import_module

    return cast(Write, import_module(FORMATS[report][form]).write)


def to_json(record: Mapping[str, Any]) -> str:
    """Write plain data as JSON in ASCII, which every stream and every program can take."""
    import json

    return json.dumps(record, indent=2, ensure_ascii=True) + "\n"
