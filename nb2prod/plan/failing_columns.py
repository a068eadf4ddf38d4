"""Columns that a frame does not have, asked for by a list, by a method that is told their names, or in a query."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

# Methods that fail without the column, and how their argument is called.
_TOLD = {
    "groupby": "by",
    "sort_values": "by",
    "set_index": "keys",
    "drop_duplicates": "subset",
    "dropna": "subset",
    "value_counts": "subset",
    "explode": "column",
}
_LOCAL = re.compile(r"@\w+(?:\.\w+)*")
# What a query may name besides columns.
_OF_QUERIES = frozenset({"index", "True", "False", "None"})


def columns_asked(node: ast.AST) -> tuple[str, frozenset[str]]:
    """Name of a frame, and columns that a part of a statement asks it for; empty if it asks for none.

    Args:
        node: An expression.
    """
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.List(elts=parts)):
            return name, frozenset(_texts(parts))
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="query"), args=[ast.Constant(value=str(text))]):
            return name, _named_in(text)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=given) if method in _TOLD:
            said = [k.value for k in node.keywords if k.arg == _TOLD[method]]
            value = given[0] if given else said[0] if said else None
            return name, frozenset(_texts(value.elts if isinstance(value, ast.List | ast.Tuple) else [value]))
    return "", frozenset()


def _texts(parts: list[ast.expr] | list[ast.expr | None]) -> Iterator[str]:
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _named_in(text: str) -> frozenset[str]:
    """Columns in a query; none where that is not plain."""
    if "`" in text:
        return frozenset()
    try:
        nodes = list(ast.walk(ast.parse(_LOCAL.sub("0", text).strip(), mode="eval")))
    except (SyntaxError, ValueError, RecursionError):
        return frozenset()
    called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and id(n) not in called) - _OF_QUERIES
