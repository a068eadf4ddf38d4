"""Chains of names, attributes, items and calls."""

from __future__ import annotations

import ast


def dotted(node: ast.AST) -> str:
    """Dotted text of a name or attribute chain; empty for anything else."""
    # Asked of every call, several times; a `match` takes twice as long.
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def root_name(node: ast.AST) -> str:
    """Name at the root of a chain of attributes, items and calls on it; empty if it is no name."""
    while True:
        match node:
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Starred(value=inner):
                node = inner
            case ast.Call(func=ast.Attribute() as inner):
                node = inner
            case ast.Name(id=name):
                return name
            case _:
                return ""
