"""From one piece of IPython syntax to its translation."""

from __future__ import annotations

from nb2prod.notebook.cell_magics import translate_cell_magic
from nb2prod.notebook.ipython import Piece, PieceKind
from nb2prod.notebook.line_magics import translate_line_magic
from nb2prod.notebook.model import Magic
from nb2prod.notebook.own_magics import own_magic
from nb2prod.notebook.shell import captured_lines, shell_line
from nb2prod.notebook.translation import Surroundings, Translation, left_out


def translate(piece: Piece, around: Surroundings) -> Translation:
    """Translate a piece.

    Args:
        piece: The piece.
        around: The notebook around it.

    Returns:
        Python that does the same, or the reason why there is none.
    """
    match piece.kind:
        case PieceKind.SHELL:
            return shell_line(piece.argument, around)
        case PieceKind.CAPTURE:
            return captured_lines(piece.argument, around)
        case PieceKind.HELP:
            return left_out("a request for help")
        case PieceKind.SETTING:
            return left_out("a setting of the notebook's own interface, without effect in a program")
        case PieceKind.CALL:
            return Translation("an automatic call", code=piece.argument, value=piece.argument, shown=True)
        case PieceKind.CODE:
            return Translation("code that the shell runs", code=piece.argument)
        case PieceKind.VALUE:
            return Translation("what the shell gives", code=piece.argument, value=piece.argument)
        case PieceKind.MAGIC if own := own_magic(piece.name, piece.argument, piece.body, around):
            return own
        case PieceKind.MAGIC if piece.body is not None:
            return translate_cell_magic(piece.name, piece.argument, piece.body, around)
        case _:
            return translate_line_magic(piece.name, piece.argument, around)


def name_of(piece: Piece) -> str:
    """Give the name of a piece as people write it: `%time`, `%%bash`, `!`, `?`."""
    match piece.kind:
        case PieceKind.MAGIC:
            name = piece.name or piece.argument.strip().partition(" ")[0]
            return f"{'%' if piece.body is None else '%%'}{name}"
        case _:
            return str(piece.kind.value)


def record(piece: Piece, translation: Translation, *, translated: bool) -> Magic:
    """Write down what became of a piece.

    Args:
        piece: The piece.
        translation: Its translation.
        translated: Whether Python stands for it.

    Returns:
        The magic as a statement keeps it.
    """
    text = piece.text if piece.body is None else f"{piece.text}\n{piece.body}".removesuffix("\n")
    return Magic(text, name_of(piece), translated, translation.reason, translation.requirements)


def merged(magics: list[Magic]) -> Magic:
    """Put together what became of several pieces in one statement."""
    if len(magics) == 1:
        return magics[0]
    return Magic(
        text="\n".join(magic.text for magic in magics),
        name=", ".join(dict.fromkeys(magic.name for magic in magics)),
        translated=True,
        reason="; ".join(dict.fromkeys(magic.reason for magic in magics)),
        requirements=tuple(name for magic in magics for name in magic.requirements),
    )
