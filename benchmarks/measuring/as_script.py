"""A notebook as one script in black's style, and which of its lines and of its package's belong to a statement."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import black

StatementKey = tuple[int, int]
"""Cell and ordinal."""
_MODE = black.Mode(line_length=88)


@dataclass(frozen=True, slots=True)
class Script:
    """The script.

    Attributes:
        text: Its source.
        lines: For each line the statement that it belongs to, comments above it included.
        names: Names that the notebook's own code has.
    """

    text: str
    lines: Mapping[int, StatementKey] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


def as_script(statements: Sequence[tuple[StatementKey, str]]) -> Script:
    """Put statements into one script.

    Args:
        statements: The statements, with their source and the comments above them.
    """
    text = "\n".join(source for _, source in statements) + "\n"
    try:
        text = black.format_str(text, mode=_MODE)
        body = ast.parse(text).body
    except (black.InvalidInput, SyntaxError, ValueError, RecursionError):
        return Script(text)
    owners = [key for key, source in statements for _ in ast.parse(source).body]
    lines: dict[int, StatementKey] = {}
    last = 0
    for node, key in zip(body, owners, strict=False):
        end = node.end_lineno or node.lineno
        lines |= dict.fromkeys(range(last + 1, end + 1), key)
        last = end
    return Script(text, lines, frozenset(_names(body)))


def _names(body: Sequence[ast.stmt]) -> Iterator[str]:
    for node in ast.walk(ast.Module(list(body), type_ignores=[])):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Attribute(attr=name) | ast.alias(asname=str(name)) | ast.alias(name=name):
                yield name


def lines_of_package(record: Mapping[str, Any]) -> dict[tuple[str, int], StatementKey]:
    """Which statement each line of a package belongs to, by module and line.

    Args:
        record: A notebook's part of `conversion.json`.
    """
    found: dict[tuple[str, int], StatementKey] = {}
    for entry in record["statements"]:
        span = entry.get("span") or (entry.get("lines") if entry["disposition"] == "hoisted" else None)
        if span and entry.get("module"):
            key = (entry["cell"], entry["ordinal"])
            found |= {(entry["module"], line): key for line in range(span[0], span[1] + 1)}
    return found
