"""Finding IPython's own syntax in a cell: magics, shell lines, help requests, automatic calls.

Jupyter looks for these at the beginning of a logical line, behind the first `=` of one, and (`?`) at its end; never
inside strings, comments or brackets. One pass over the text finds them all, and Python takes no part in it, since what
surrounds them need not be Python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.cleanup import Code
from nb2prod.notebook.logical_lines import LogicalLine, read_logical_line

_ESCAPES = frozenset("!?%,;/")
_HELP = re.compile(r"(%{0,2}(?!\d)[\w*]+(?:\.(?!\d)[\w*]+|\[-?[0-9]+\])*)(\?\??)$")
_CELL_HELP = re.compile(r"%%\w+\?")
_PLACEHOLDER = "_nb2prod_piece_{}_"
PLACEHOLDERS = re.compile(r"\b_nb2prod_piece_(\d+)_\b")


class PieceKind(Enum):
    """What kind of IPython syntax a piece is."""

    MAGIC = "%"
    SHELL = "!"
    CAPTURE = "!!"
    HELP = "?"
    CALL = "/"
    SETTING = "get_ipython"
    CODE = "run_cell"
    VALUE = "user_ns"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of IPython syntax.

    Attributes:
        kind: What it is.
        name: Name of the magic; empty otherwise.
        argument: What follows: arguments of the magic, the command, the object asked about, the Python call.
        text: As written, its lines joined.
        line: Its line, 0-based.
        column: Its column, 0-based.
        assigned: Whether its value is assigned, as in `x = !ls`.
        body: The cell's text below a cell magic; `None` for all else.
    """

    kind: PieceKind
    name: str
    argument: str
    text: str
    line: int
    column: int
    assigned: bool = False
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A cell with its pieces taken out.

    Attributes:
        code: The cell, a placeholder name in the place of each piece; as many lines as before.
        pieces: The pieces, in the order of the numbers in their placeholders.
    """

    code: Code
    pieces: tuple[Piece, ...]


def placeholder(number: int) -> str:
    """Give the name that stands for a piece in the text that Python parses."""
    return _PLACEHOLDER.format(number)


def cell_magic(code: Code) -> Piece | None:
    """Find the magic that takes the whole cell, if there is one.

    Args:
        code: The cell, cleaned.

    Returns:
        The magic with the rest of the cell as its body, or `None`.
    """
    first = next((number for number, line in enumerate(code.lines) if line.strip()), None)
    if first is None or not code.lines[first].startswith("%%") or _CELL_HELP.match(code.lines[first]):
        return None
    line = code.lines[first].rstrip()
    name, _, argument = line[2:].partition(" ")
    body = "".join(f"{below}\n" for below in code.lines[first + 1 :])
    return Piece(PieceKind.MAGIC, name, argument, line, first, 0, body=body)


def split_cell(code: Code) -> Split:
    """Take the pieces of IPython syntax out of a cell.

    Args:
        code: The cell, cleaned.

    Returns:
        The cell with placeholders, and the pieces.
    """
    lines = list(code.lines)
    pieces: list[Piece] = []
    for piece, last in _pieces(code.text, code.lines):
        rest = last - piece.line
        lines[piece.line] = lines[piece.line][: piece.column] + placeholder(len(pieces))
        lines[piece.line + 1 : last + 1] = [""] * rest
        pieces.append(piece)
    return Split(Code(tuple(lines), code.shifts), tuple(pieces))


def _pieces(text: str, lines: tuple[str, ...]) -> Iterator[tuple[Piece, int]]:
    """Find the pieces, each with the number of its last line."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    number = 0
    while number < len(lines):
        found = read_logical_line(text, starts[number])
        end = text.count("\n", starts[number], found.end) + number
        piece = _take(lines, found, number, starts)
        if piece is None:
            number = end + 1
        else:
            yield piece
            number = piece[1] + 1


def _take(lines: tuple[str, ...], found: LogicalLine, number: int, starts: list[int]) -> tuple[Piece, int] | None:
    """Make a piece of the logical line, if it is or holds one."""
    line, column = _place(starts, found.start, number)
    if found.question and (piece := _help(lines, line, column, _place(starts, found.end, line)[0])):
        return piece
    content = lines[line][column:] if line < len(lines) else ""
    if content[:1] in _ESCAPES and content[:1] and content[1:2] != "=" and not content.startswith("//"):
        return _escape(lines, line, column)
    if found.assign is not None:
        line, column = _place(starts, found.assign, line)
        rest = lines[line][column:]
        column += len(rest) - len(rest.lstrip())
        rest = rest.lstrip()
        if rest.startswith("!") and not rest.startswith("!=") and not lines[line].strip().startswith("="):
            last, joined = _joined(lines, line, column)
            return Piece(PieceKind.CAPTURE, "", joined[1:], joined, line, column, assigned=True), last
        if re.match(r"%\s*[^\W\d]", rest):
            last, joined = _joined(lines, line, column)
            name, _, argument = joined[1:].partition(" ")
            return Piece(PieceKind.MAGIC, name, argument, joined, line, column, assigned=True), last
    return None


def _place(starts: list[int], position: int, line: int) -> tuple[int, int]:
    while line + 1 < len(starts) and starts[line + 1] <= position:
        line += 1
    return line, position - starts[line]


def _joined(lines: tuple[str, ...], line: int, column: int) -> tuple[int, str]:
    """Join a line with those that backslashes continue it on."""
    last = line
    while lines[last].endswith("\\") and last + 1 < len(lines):
        last += 1
    parts = [lines[line][column:], *lines[line + 1 : last + 1]]
    return last, " ".join([part.rstrip()[:-1] for part in parts[:-1]] + [parts[-1].rstrip()])


def _help(lines: tuple[str, ...], line: int, column: int, last: int) -> tuple[Piece, int] | None:
    text = "\n".join(lines[line : last + 1])[column:]
    match = _HELP.search(text.rstrip())
    return (Piece(PieceKind.HELP, "", match[1], text.strip(), line, column), last) if match else None


def _escape(lines: tuple[str, ...], line: int, column: int) -> tuple[Piece, int] | None:
    last, text = _joined(lines, line, column)
    name, _, argument = text[1:].partition(" ")
    match text[:1]:
        case "!":
            kind = PieceKind.CAPTURE if text.startswith("!!") else PieceKind.SHELL
            return Piece(kind, "", text[len(kind.value) :], text, line, column), last
        case "?":
            return Piece(PieceKind.HELP, "", text.lstrip("?"), text, line, column), last
        case "%":
            return Piece(PieceKind.MAGIC, name, argument, text, line, column), last
        case ",":
            call = '{}("{}")'.format(name, '", "'.join(argument.split()))
        case ";":
            call = f'{name}("{argument}")'
        case _ if not name:
            return None
        case _:
            call = f"{name}({', '.join(argument.split())})"
    return Piece(PieceKind.CALL, "", call, text, line, column), last
