"""Applying edits to the text of a notebook or a module: its bytes stay but for what changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nb2prod.lint.json_text import NoSuchValueError, remove_value, replace_lines, replace_value, written_like
from nb2prod.notebook.model import Notebook
from nb2prod.notebook.reader import Document
from nb2prod.rules.model import ContentEdit, SourceEdit, Span

Edit = SourceEdit | ContentEdit
_FORMAT = 4


class CannotEditError(Exception):
    """Edits can't be made in this file; it stays as it is."""


def overlap(one: Iterable[Edit], other: Iterable[Edit]) -> bool:
    """Whether edits touch the same place, so that not both can be made at once."""
    return any(_touch(a, b) for a in one for b in other)


def _touch(one: Edit, other: Edit) -> bool:
    match one, other:
        case SourceEdit(a), SourceEdit(b):
            return a.cell == b.cell and _start(a) <= _end(b) and _start(b) <= _end(a)
        case ContentEdit(path=a), ContentEdit(path=b):
            return a[: len(b)] == b[: len(a)] or (one.remove and other.remove and a[:-1] == b[:-1] and "tags" in a)
        case SourceEdit(span), ContentEdit(path=path):
            return _is_in(span, path)
        case ContentEdit(path=path), SourceEdit(span):
            return _is_in(span, path)
    return False


def _is_in(span: Span, path: tuple[str | int, ...]) -> bool:
    where = ("cells", (span.cell or 0) - 1, "source")
    return path[: len(where)] == where[: len(path)]


def _start(span: Span) -> tuple[int, int]:
    return span.line, span.column


def _end(span: Span) -> tuple[int, int]:
    return span.end_line, span.end_column


def apply_edits(document: Document, edits: Sequence[Edit]) -> str:
    """Make edits that don't touch each other.

    Args:
        document: The file.
        edits: The edits.

    Returns:
        The file's new text.

    Raises:
        CannotEditError: The file has a form in which they can't be made without changing more than they say.
    """
    notebook = document.notebook
    by_cell: dict[int, list[SourceEdit]] = {}
    for edit in edits:
        if isinstance(edit, SourceEdit):
            by_cell.setdefault(edit.span.cell or 1, []).append(edit)
    if notebook.format == (0, 0):
        return edited_source(document.text, by_cell.get(1, ()))
    if notebook.format[0] != _FORMAT or "cells" not in document.content:
        raise CannotEditError("only notebooks of format 4 can be changed")
    text = document.text
    try:
        for cell, cell_edits in by_cell.items():
            text = replace_lines(text, ("cells", cell - 1, "source"), _new_lines(document, notebook, cell, cell_edits))
        # From the end on, since what is taken out moves what follows.
        for edit in sorted(_content_edits(edits), key=_position, reverse=True):
            text = _with_content_edit(text, edit)
    except (NoSuchValueError, ValueError) as error:
        raise CannotEditError(str(error)) from error
    return text


def _content_edits(edits: Iterable[Edit]) -> list[ContentEdit]:
    return [edit for edit in edits if isinstance(edit, ContentEdit)]


def _position(edit: ContentEdit) -> list[tuple[bool, str | int]]:
    return [(isinstance(part, str), part) for part in edit.path]


def _with_content_edit(text: str, edit: ContentEdit) -> str:
    if edit.remove:
        return remove_value(text, edit.path)
    return replace_value(text, edit.path, written_like(edit.value, text, edit.path))


def _new_lines(document: Document, notebook: Notebook, cell: int, edits: Sequence[SourceEdit]) -> list[str]:
    stored = _stored_source(document.content, cell)
    source = notebook.cells[cell - 1].source
    if stored.removesuffix("\n") != source:
        raise CannotEditError(f"the source of cell {cell} holds text that is no valid Unicode")
    new = edited_source(source, edits) + stored[len(source) :]
    return _split(new)


def _split(text: str) -> list[str]:
    """Split at line feeds alone: other characters that end lines for Python end none in a notebook."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _stored_source(content: Mapping[str, object], cell: int) -> str:
    match content:
        case {"cells": list(cells)} if isinstance(cells[cell - 1], dict):
            source = cells[cell - 1].get("source")
            return source if isinstance(source, str) else "".join(source or ())
    raise CannotEditError(f"cell {cell} has no source")


def edited_source(source: str, edits: Iterable[SourceEdit]) -> str:
    """Make edits in the source of a cell, or of a module."""
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for edit in sorted(edits, key=lambda edit: _start(edit.span), reverse=True):
        span = edit.span
        begin, end = starts[span.line - 1] + span.column - 1, starts[span.end_line - 1] + span.end_column - 1
        source = source[:begin] + edit.text + source[end:]
    return source
