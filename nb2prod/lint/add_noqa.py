"""Suppressing all findings of a notebook in the notebook itself: for a team that begins with what it has."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nb2prod.lint.edits import CannotEditError, apply_edits
from nb2prod.lint.json_text import NoSuchValueError, add_member
from nb2prod.notebook.model import Cell, CellKind
from nb2prod.notebook.reader import Document, read_document
from nb2prod.rules.model import ContentEdit, Finding, SourceEdit, Span
from nb2prod.rules.trees import parse_cell

_NOQA = re.compile(r"#\s*noqa\s*(?::\s*(?P<codes>[A-Z]+[0-9]+(?:[\s,]+[A-Z]+[0-9]+)*))?", re.IGNORECASE)
_TAG = "nb2prod:noqa="

Lines = Mapping[int, frozenset[str]]


def with_noqa(path: Path, text: str, findings: Iterable[Finding]) -> str:
    """Suppress findings: on their lines where a comment can stand, else by a tag of the cell, or for the file.

    Args:
        path: The file.
        text: Its text.
        findings: What is to be suppressed.

    Returns:
        The new text.

    Raises:
        CannotEditError: The file has a form that can't be changed.
    """
    document = read_document(path, text)
    lines, cells, whole = _placed(document, findings)
    edits: list[SourceEdit] = []
    for cell in document.notebook.cells:
        if cell.index in lines:
            new = _commented(cell, lines[cell.index])
            edits += new
            if not new:
                cells[cell.index] |= {code for codes in lines[cell.index].values() for code in codes}
    text = apply_edits(document, edits)
    for index, codes in cells.items():
        text = _tagged(path, text, index, codes)
    return _for_file(path, text, whole) if whole else text


def _placed(
    document: Document, findings: Iterable[Finding]
) -> tuple[dict[int, Lines], dict[int, set[str]], frozenset[str]]:
    """Where each finding is to be suppressed: on a line, by its cell, or for the file."""
    lines: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    cells: dict[int, set[str]] = defaultdict(set)
    whole: set[str] = set()
    for finding in findings:
        index = finding.location.cell or (1 if document.notebook.format == (0, 0) else None)
        if index is None:
            whole.add(finding.code)
        elif document.notebook.format != (0, 0) and _is_about_cell(finding, document.notebook.cells[index - 1]):
            cells[index].add(finding.code)
        else:
            lines[index][finding.location.line].add(finding.code)
    frozen: dict[int, Lines] = {
        cell: {line: frozenset(codes) for line, codes in some.items()} for cell, some in lines.items()
    }
    return frozen, cells, frozenset(whole)


def _is_about_cell(finding: Finding, cell: Cell) -> bool:
    where, lines = finding.location, cell.source.split("\n")
    starts = (where.line, where.column) == (1, 1)
    ends = (finding.end_line, finding.end_column) == (len(lines), len(lines[-1]) + 1)
    return cell.kind is not CellKind.CODE or (starts and ends) or where.line > len(lines)


def _commented(cell: Cell, lines: Lines) -> list[SourceEdit]:
    """Comments behind lines; none where one of them would be no comment, as in a string or behind a magic."""
    source = cell.source.split("\n")
    edits = [_comment(cell, number, source[number - 1], codes) for number, codes in lines.items()]
    before = parse_cell(cell)
    new = list(source)
    for edit in edits:
        line = edit.span.line - 1
        new[line] = new[line][: edit.span.column - 1] + edit.text + new[line][edit.span.end_column - 1 :]
    after = parse_cell(Cell(cell.index, cell.id, cell.kind, "\n".join(new)))
    same = ast.dump(before.tree) == ast.dump(after.tree) and len(before.pieces) == len(after.pieces)
    told = [piece.argument for piece in before.pieces] == [piece.argument for piece in after.pieces]
    return edits if same and told and before.problem is None and after.problem is None else []


def _comment(cell: Cell, number: int, line: str, codes: frozenset[str]) -> SourceEdit:
    found = _NOQA.search(line)
    if found is None:
        end = len(line) + 1
        return SourceEdit(Span(cell.index, number, end, number, end), f"  # noqa: {', '.join(sorted(codes))}")
    there = re.split(r"[\s,]+", found["codes"].upper()) if found["codes"] else []
    listed = [*there, *sorted(codes - set(there))]
    span = Span(cell.index, number, found.start() + 1, number, found.end() + 1)
    return SourceEdit(span, f"# noqa: {', '.join(listed)}")


def _tagged(path: Path, text: str, index: int, codes: Iterable[str]) -> str:
    document = read_document(path, text)
    place = ("cells", index - 1, "metadata")
    tags = sorted(document.notebook.cells[index - 1].tags)
    there = next((tag for tag in tags if tag.startswith(_TAG)), None)
    listed = sorted({*codes, *(there.removeprefix(_TAG).split(",") if there else ())})
    stored = _stored_tags(document, index)
    new = [*(tag for tag in stored if tag != there), f"{_TAG}{','.join(listed)}"]
    if stored:
        return apply_edits(document, [ContentEdit((*place, "tags"), new)])
    return _added(text, place, "tags", new)


def _stored_tags(document: Document, index: int) -> Sequence[str]:
    match document.content:
        case {"cells": list(cells)}:
            match cells[index - 1]:
                case {"metadata": {"tags": list(tags)}}:
                    return tags
    return ()


def _for_file(path: Path, text: str, codes: frozenset[str]) -> str:
    document = read_document(path, text)
    match document.content.get("metadata"):
        case {"nb2prod": {"noqa": [*there]}}:
            listed = sorted({*codes, *map(str, there)})
            return apply_edits(document, [ContentEdit(("metadata", "nb2prod", "noqa"), listed)])
        case {"nb2prod": dict()}:
            return _added(text, ("metadata", "nb2prod"), "noqa", sorted(codes))
        case _:
            return _added(text, ("metadata",), "nb2prod", {"noqa": sorted(codes)})


def _added(text: str, path: Sequence[str | int], key: str, value: object) -> str:
    try:
        return add_member(text, path, key, value)
    except NoSuchValueError as error:
        raise CannotEditError(f"there is no {path[-1]} to write to") from error
