"""One cell with magics, shell lines or help requests, translated."""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.notebook.automagic import is_automagic
from nb2prod.notebook.capture import can_capture, captured_name, quietly, with_capture
from nb2prod.notebook.cell_magics import BODIES, SHOWING
from nb2prod.notebook.cleanup import Code, without_blanks
from nb2prod.notebook.ipython import Piece, PieceKind, Split, cell_magic, split_cell
from nb2prod.notebook.model import Magic
from nb2prod.notebook.parts import NotPythonError, Part, shifted
from nb2prod.notebook.pieces import record
from nb2prod.notebook.slicing import Slice, parse_python, slice_statements
from nb2prod.notebook.substitution import fill, stand_in
from nb2prod.notebook.translation import Surroundings, Translation, settle


def ipython_parts(code: Code, around: Surroundings) -> list[Part]:
    """Parse a cell that holds IPython's own syntax.

    Args:
        code: The cell, cleaned.
        around: The notebook around it.

    Returns:
        Its statements and what was left out, in order.

    Raises:
        NotPythonError: It is not even IPython, or holds what no Python stands for.
    """
    magic = cell_magic(code)
    if magic is not None:
        return _magic_cell_parts(code, magic, around)
    split = split_cell(code)
    line = code.text.strip()
    if not split.pieces and "\n" not in line and is_automagic(line, around):
        name, _, argument = line.partition(" ")
        at = next(number for number, text in enumerate(code.lines) if text.strip())
        return list(stand_in(Piece(PieceKind.MAGIC, name, argument, line, at, 0), _whole(at), around))
    return filled_parts(split, around)


def filled_parts(split: Split, around: Surroundings) -> list[Part]:
    """Parse a cell whose pieces are taken out, and put Python in their place.

    Args:
        split: The cell with placeholders, and its pieces.
        around: The notebook around it.

    Returns:
        Its statements and what was left out, in order.

    Raises:
        NotPythonError: What surrounds the pieces is no Python, or none stands for a piece.
    """
    try:
        text = without_blanks(split.code.text)
        slices = list(slice_statements(text, parse_python(text)))
    except SyntaxError as error:
        line = min(max((error.lineno or 1) - 1, 0), len(split.code.shifts) - 1)
        column = max((error.offset or 1) - 1, 0) + split.code.shifts[line]
        raise NotPythonError(error.msg, line=line, column=column) from error
    return shifted([part for cut in slices for part in fill(cut, split.pieces, around)], split.code.shifts)


def _magic_cell_parts(code: Code, magic: Piece, around: Surroundings) -> list[Part]:
    """Translate a cell that a magic takes whole."""
    reason = BODIES.get(magic.name)
    if reason is None:
        return list(stand_in(magic, _whole(magic.line), around))
    name = captured_name(magic.argument) if magic.name == "capture" else ""
    kept = bool(name) and around.mentions(name)
    body = _body_parts(code, magic, replace(around, keeps_output=kept) if kept else around)
    if kept:
        return _captured_parts(name, magic, body, around)
    if magic.name == "capture" and any(p.slice and not p.magic and _calls(p.slice.node) for p in body):
        return _quiet_parts(magic, body, around)
    head = Magic(magic.text, f"%%{magic.name}", translated=False, reason=reason)
    shows = magic.name in SHOWING
    return [Part(None, magic.line + 1, 1, head), *(part if shows else replace(part, shown=False) for part in body)]


def _body_parts(code: Code, magic: Piece, around: Surroundings) -> list[Part]:
    from nb2prod.notebook.cell_parts import parts_of

    # Empty lines in the place of the magic keep the numbers of the lines below right.
    below = Code(("",) * (magic.line + 1) + code.lines[magic.line + 1 :], code.shifts)
    return parts_of(below, around)


def _captured_parts(name: str, magic: Piece, body: list[Part], around: Surroundings) -> list[Part]:
    """Bind what the body writes to a name."""
    if not can_capture(name, around):
        reason = f"{name} is asked for what the cell displays, which only Jupyter keeps"
        raise NotPythonError(reason, line=magic.line, column=0)
    lines = [line for part in body if part.slice for line in (*part.slice.comments, part.slice.source)]
    imports = [line for part in body for line in part.imports]
    try:
        code, needed = settle(with_capture(name, magic.argument, "\n".join(lines) or "pass", around), around)
        slices = list(slice_statements(code, parse_python(code)))
    except SyntaxError as error:
        raise NotPythonError(f"its output can't be captured: {error.msg}", line=magic.line, column=0) from error
    translation = Translation(f"what the cell writes is kept in {name}")
    note = record(magic, translation, translated=True)
    made = [Part(cut, magic.line + 1, 1, note) for cut in slices]
    return [replace(made[0], imports=(*imports, *needed)), *made[1:]]


def _calls(node: ast.AST) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def _quiet_parts(magic: Piece, body: list[Part], around: Surroundings) -> list[Part]:
    """Run the body without letting it write."""
    code = [part for part in body if part.slice]
    lines = [line for part in code if part.slice for line in (*part.slice.comments, part.slice.source)]
    try:
        text, needed = settle(quietly("\n".join(lines), magic.argument), around)
        slices = list(slice_statements(text, parse_python(text)))
    except SyntaxError as error:
        raise NotPythonError(f"its output can't be suppressed: {error.msg}", line=magic.line, column=0) from error
    note = record(magic, Translation("what the cell writes is suppressed"), translated=True)
    made = [Part(cut, magic.line + 1, 1, note, shown=False) for cut in slices]
    imports = [line for part in code for line in part.imports]
    return [*(p for p in body if not p.slice), replace(made[0], imports=(*imports, *needed)), *made[1:]]


def _whole(line: int) -> Slice:
    """Give the place of a magic that is its whole cell."""
    return Slice("", ast.Pass(), line + 1, 1, (), "", silenced=False)
