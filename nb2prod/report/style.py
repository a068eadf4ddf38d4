"""Colours as a function that a report is given, so that no report knows about terminals."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Paint = Callable[[str, str], str]
"""`(kind, text) -> text`: how a kind of text looks."""

_CODES: Mapping[str, str] = {
    "title": "1",
    "faint": "2",
    "good": "32",
    "bad": "31",
    "warning": "33",
    "preparation": "36",
    "preprocessing": "34",
    "ml": "35",
    "exploration": "33",
    "output": "32",
    "added": "32",
    "removed": "31",
    "hunk": "36",
}


def plain(kind: str, text: str) -> str:  # noqa: ARG001
    """Leave text as it is."""
    return text


def ansi(kind: str, text: str) -> str:
    """Colour text for a terminal; a kind that has no colour stays as it is."""
    code = _CODES.get(kind)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text
