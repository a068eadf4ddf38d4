"""From syntax nodes to places in cells."""

from __future__ import annotations

import ast

from nb2prod.notebook.model import Statement
from nb2prod.rules.model import Span


def span_of(node: ast.AST, statement: Statement) -> Span:
    """Give the place of a node.

    Args:
        node: A node of the statement's tree.
        statement: The statement.

    Returns:
        Where the node stands in its cell; where the statement stands, if Python that isn't written there stands for it.
    """
    where = statement.location
    if statement.magic is not None or not isinstance(node, ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias):
        return statement_span(statement)
    lines = None if statement.source.isascii() else statement.source.split("\n")
    last, right = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
    return Span(
        where.cell,
        where.line + node.lineno - 1,
        _column(lines, node.lineno, node.col_offset) + (where.column if node.lineno == 1 else 1),
        where.line + last - 1,
        _column(lines, last, right) + (where.column if last == 1 else 1),
    )


def statement_span(statement: Statement) -> Span:
    """Give the place of a whole statement; of a magic, that of its text."""
    where = statement.location
    text = statement.magic.text if statement.magic else statement.source
    lines = text.split("\n")
    end = len(lines[-1]) + (where.column if len(lines) == 1 else 1)
    return Span(where.cell, where.line, where.column, where.line + len(lines) - 1, end)


def _column(lines: list[str] | None, line: int, offset: int) -> int:
    """The parser counts columns in bytes."""
    return offset if lines is None else len(lines[line - 1].encode()[:offset].decode(errors="ignore"))
