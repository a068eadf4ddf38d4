"""A statement of a plan as it will be written, with its edits."""

from __future__ import annotations

import ast

from nb2prod.plan.edits import apply_edits
from nb2prod.plan.height import written_lines
from nb2prod.plan.model import Piece


def piece_lines(piece: Piece) -> int:
    """Estimate of the lines that a statement takes with all that stands around it."""
    text, nodes = written(piece)
    extra = len(piece.before) + len(piece.after) + len(piece.statement.comments)
    return extra + (written_lines(text, nodes[0]) if len(nodes) == 1 else text.count("\n") + 1)


def written(piece: Piece) -> tuple[str, list[ast.stmt]]:
    """The text of a piece as it is written, with its trees."""
    statement = piece.statement
    if not piece.edits and statement.node is not None:
        return statement.source, [statement.node]
    text = apply_edits(statement.source, piece.edits)
    return text, parsed(text)


def parsed(text: str) -> list[ast.stmt]:
    """The statements of a text; none where it is no Python."""
    try:
        return ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        return []
