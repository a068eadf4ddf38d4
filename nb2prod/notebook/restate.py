"""A statement with another source."""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.notebook.model import Magic, Statement


def restated(statement: Statement, source: str, magic: Magic | None = None) -> Statement:
    """The same statement with another source.

    Raises:
        SyntaxError: The source is no Python.
    """
    node = ast.parse(source).body[0]
    return replace(statement, source=source, node=node, magic=magic or statement.magic)
