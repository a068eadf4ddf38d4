"""Text for people: short, in line, and without anything that a terminal would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

# Notebooks are untrusted: escape sequences and changes of writing direction must not reach a terminal.
_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ELLIPSIS = "…"


def harmless(text: str) -> str:
    """Write control characters out, line ends and tabs excepted."""
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def one_line(text: str, width: int = 0) -> str:
    """Bring text on one line.

    Args:
        text: Any text.
        width: Columns that it may take; 0 for as many as it needs.

    Returns:
        The text with blanks run together, and cut with an ellipsis where it would be too wide.
    """
    flat = harmless(" ".join(text.split()))
    if not width or width_of(flat) <= width:
        return flat
    kept = ""
    for character in flat:
        if width_of(kept) + width_of(character) >= width:
            break
        kept += character
    return kept.rstrip() + _ELLIPSIS


def width_of(text: str) -> int:
    """Columns that text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def padded(text: str, width: int) -> str:
    """Fill text up with blanks."""
    return text + " " * (width - width_of(text))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Write a number with its noun: `1 cell`, `2 cells`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"


def percent(confidence: float) -> str:
    """Write a confidence."""
    return f"{round(confidence * 100)}%"


def listed(words: Iterable[str], limit: int = 0) -> str:
    """List words with commas, the first few only where a limit is given."""
    every = list(words)
    if not limit or len(every) <= limit:
        return ", ".join(every)
    return f"{', '.join(every[:limit])} and {len(every) - limit} more"


def cells_of(cells: Iterable[int], limit: int = 0) -> str:
    """Name cells: `cell 3`, `cells 3, 4 and 12 more`."""
    unique = list(dict.fromkeys(cells))
    return f"{'cell' if len(unique) == 1 else 'cells'} {listed(map(str, unique), limit)}"


def tallied(counts: Mapping[str, int]) -> str:
    """Write counts, largest first: `9 ml, 2 output`."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {name}" for name, number in ordered if number)
