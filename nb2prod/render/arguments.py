"""The `Args:` section of a step: what is known of the frames that it is given."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from nb2prod.plan.model import Function, Parameter
from nb2prod.render.words import join_words
from nb2prod.types.frame_columns import EVERY

MOST_COLUMNS = 6
LONGEST_COLUMN = 40
MARGIN = "    "


def arguments_section(function: Function, width: int) -> str:
    """Write the section; empty where there is no fact beyond the signature.

    Args:
        function: The step.
        width: Longest line.
    """
    lines: list[str] = []
    for parameter in function.parameters:
        fact = _fact(parameter)
        if fact:
            text = f"{parameter.name}: {fact}"
            lines += textwrap.wrap(
                text, width, initial_indent=MARGIN, subsequent_indent=MARGIN * 2, break_on_hyphens=False
            )
    return "\n".join(["Args:", *lines]) if lines else ""


def _fact(parameter: Parameter) -> str:
    use = parameter.columns
    needed = _named(use.read)
    parts = [f"with the column{'s' if needed[1:] else ''} {_listed(needed)}"] if needed else []
    parts += [part for part in _changes(use.added, "added") if part]
    parts += [part for part in _changes(use.dropped, "dropped") if part]
    if not parts:
        return ""
    first = f"Frame {parts[0]}" if needed else f"Frame; {parts[0]}"
    return f"{'; '.join([first, *parts[1:]])}."


def _changes(columns: Sequence[str], word: str) -> Iterator[str]:
    named = _named(columns)
    if named:
        yield f"{_listed(named)} {'are' if named[1:] else 'is'} {word}"


def _named(columns: Sequence[str]) -> list[str]:
    """Columns whose names can stand in a line of prose."""
    return [f"`{c}`" for c in columns if _is_plain(c)]


def _is_plain(column: str) -> bool:
    if column == EVERY or not 0 < len(column) <= LONGEST_COLUMN:
        return False
    return column.isprintable() and not set(column) & set('`"\\') and column == column.strip()


def _listed(names: Sequence[str]) -> str:
    if len(names) <= MOST_COLUMNS:
        return join_words(names)
    return join_words([*names[:MOST_COLUMNS], f"{len(names) - MOST_COLUMNS} more"])
