"""Edits of a statement's source by offset: exact, and nothing else of the author's text changes."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.notebook.offsets import Offsets
from nb2prod.plan.model import Edit

__all__ = ["Offsets", "apply_edits", "without_overlaps"]


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap.

    Args:
        source: The text.
        edits: The edits, in any order; insertions at one place keep their order.

    Returns:
        The new text.
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        parts += [source[done : edit.start], edit.text]
        done = edit.end
    parts.append(source[done:])
    return "".join(parts)


def without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Drop edits inside an earlier, larger one (an f-string that is written anew holds them already)."""
    found = set(edits)
    if len(found) <= 1:  # as most
        return tuple(found)
    kept: list[Edit] = []
    for edit in sorted(found, key=lambda e: (e.start, -e.end)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return tuple(kept)
