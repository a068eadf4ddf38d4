"""Putting Python in the place of pieces, inside the statements that hold them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from nb2prod.notebook.indentation import indent
from nb2prod.notebook.ipython import PLACEHOLDERS, Piece
from nb2prod.notebook.model import Magic
from nb2prod.notebook.parts import NotPythonError, Part, plain_part
from nb2prod.notebook.pieces import merged, record, translate
from nb2prod.notebook.slicing import Slice, parse_python, slice_statements
from nb2prod.notebook.translation import Surroundings, settle


def fill(cut: Slice, pieces: tuple[Piece, ...], around: Surroundings) -> Iterator[Part]:
    """Put Python in the place of the pieces in a statement.

    Args:
        cut: The statement, with placeholders.
        pieces: All pieces of its cell.
        around: The notebook around it.

    Yields:
        The statement, or those that stand for it.

    Raises:
        NotPythonError: No Python stands for a piece.
    """
    match cut.node:
        case ast.Expr(value=ast.Name(id=name)) if found := PLACEHOLDERS.fullmatch(name):
            yield from stand_in(pieces[int(found[1])], cut, around)
        case _:
            numbers = [int(number) for number in PLACEHOLDERS.findall(cut.source)]
            yield _filled(cut, [pieces[number] for number in numbers], around) if numbers else plain_part(cut)


def stand_in(piece: Piece, cut: Slice, around: Surroundings) -> Iterator[Part]:
    """Give what stands for a piece that is a statement of its own.

    Args:
        piece: The piece.
        cut: The statement that it is, for its place and its comments.
        around: The notebook around it.

    Yields:
        Statements, or the piece as one that is left out.

    Raises:
        NotPythonError: No Python stands for it.
    """
    translation = translate(piece, around)
    if translation.leftover:
        raise NotPythonError(translation.reason, line=piece.line, column=piece.column)
    magic = record(piece, translation, translated=bool(translation.code))
    if not translation.code:
        yield Part(None, cut.line, cut.column, magic)
        return
    code, imports = settle(translation.code, around)
    slices = _parsed(code, piece)
    for number, made in enumerate(slices):
        last = number == len(slices) - 1
        placed = replace(
            made,
            line=cut.line,
            column=cut.column,
            comments=(*cut.comments, *made.comments) if number == 0 else made.comments,
            trailing_comment=made.trailing_comment or (cut.trailing_comment if last else ""),
        )
        shown = translation.shown and last and isinstance(made.node, ast.Expr) and not (cut.silenced or made.silenced)
        yield Part(placed, cut.line, cut.column, magic, shown, imports if number == 0 else ())


def _parsed(code: str, piece: Piece) -> list[Slice]:
    try:
        return list(slice_statements(code, parse_python(code)))
    except SyntaxError as error:
        message = f"what {piece.text.splitlines()[0]!r} runs is no Python: {error.msg}"
        raise NotPythonError(message, line=piece.line, column=piece.column) from error


def _filled(cut: Slice, pieces: list[Piece], around: Surroundings) -> Part:
    """Replace the placeholders inside a statement: a value, or lines of a block."""
    magics: list[Magic] = []
    imports: dict[str, None] = {}

    def replacement(match: re.Match[str]) -> str:
        piece = pieces[len(magics)]
        translation = translate(piece, around)
        alone = match["indent"] is not None
        written = (translation.code or "pass") if alone else translation.value
        if translation.leftover or not written:
            raise NotPythonError(translation.reason, line=piece.line, column=piece.column)
        code, needed = settle(written, around)
        imports.update(dict.fromkeys(needed))
        magics.append(record(piece, translation, translated=True))
        return indent(code, match["indent"]) if alone else code

    source = _PLACES.sub(replacement, cut.source)
    parsed = _parsed(source, pieces[0])
    if len(parsed) != 1:
        raise NotPythonError("what stands for a magic is no single statement", line=pieces[0].line, column=0)
    filled = replace(
        parsed[0], line=cut.line, column=cut.column, comments=cut.comments, trailing_comment=cut.trailing_comment
    )
    return Part(filled, cut.line, cut.column, merged(magics), imports=tuple(imports))


_PLACES = re.compile(
    rf"(?:^(?P<indent>[ \t]+)(?={PLACEHOLDERS.pattern}[ \t]*(?:[;#].*)?$))?{PLACEHOLDERS.pattern}", re.MULTILINE
)
