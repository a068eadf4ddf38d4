"""Writing statements down: edits, comments, and indentation that leaves the inside of strings alone."""

from __future__ import annotations

import ast
import warnings

from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import Piece


def piece_lines(piece: Piece) -> list[str]:
    """Lines of a statement with its edits, its comments, and what stands before and after it."""
    text = apply_edits(piece.statement.source, piece.edits)
    trailing = piece.statement.trailing_comment
    if trailing and "\n" not in text:
        text = f"{text}  {trailing}"
    return [*piece.statement.comments, *piece.before, *text.split("\n"), *piece.after]


def piece_text(piece: Piece) -> str:
    """The same as one text."""
    return "\n".join(piece_lines(piece))


def quote_docstring(text: str) -> str:
    """Text that can stand between triple quotes."""
    safe = text.replace("\\", "\\\\").replace('"""', "'''").rstrip()
    return f"{safe} " if safe.endswith('"') else safe


def broken_lines(text: str) -> set[int]:
    """Lines of statements, or of headers of statements, that take several."""
    found: set[int] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
            body = getattr(node, "body", None)
            first = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
            last = body[0].lineno - 1 if body else getattr(node, "end_lineno", first)
            found.update(range(first, last + 1) if last > first else ())
    return found
