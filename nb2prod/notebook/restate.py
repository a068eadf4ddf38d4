"""A statement with another source; statements further right."""

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


def indented(code: str, indent: str) -> str:
    """Indent statements without touching the text inside their strings.

    Args:
        code: Python.
        indent: What to put before each line that is no part of a string.

    Returns:
        The Python, further right.
    """
    inside: set[int] = set()
    if '"""' in code or "'''" in code:
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.JoinedStr) or (
                isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
            ):
                inside.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    lines = code.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else indent + line for number, line in enumerate(lines, 1)
    )
