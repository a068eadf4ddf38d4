"""Indentation that leaves the inside of strings alone."""

from __future__ import annotations

import ast

INDENT = "    "


def indent(text: str, prefix: str = INDENT) -> str:
    """Indent code, but not the lines that continue a string.

    Args:
        text: Valid Python.
        prefix: What to put before each line.

    Returns:
        The code, indented. What its strings hold is the same as before.
    """
    inside = string_lines(text)
    lines = text.split("\n")
    return "\n".join(
        line if number in inside or not line.strip() else prefix + line for number, line in enumerate(lines, start=1)
    )


def dedent(text: str, margin: str) -> str:
    """Take the indentation off statements that were cut out of a block.

    Args:
        text: The statements, from the first character of the first one.
        margin: What stood before each of them.

    Returns:
        The code. Lines that have less of a margin, as those inside of brackets may, lose what they have of it.
    """
    # In a block of its own the text is valid with the indentation that it has.
    inside = string_lines(f"if True:\n{margin}{text}")
    first, *rest = text.split("\n")
    return "\n".join(
        [
            first,
            *(
                r if n in inside else r.removeprefix(margin) if r.startswith(margin) else r.lstrip()
                for n, r in enumerate(rest, start=3)
            ),
        ]
    )


def string_lines(text: str) -> frozenset[int]:
    """Numbers of the lines that begin inside a string."""
    if '"""' not in text and "'''" not in text and "\\\n" not in text:
        return frozenset()
    found: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)):
            found.update(range(node.lineno + 1, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)
