"""Chains of names, attributes, items and calls."""

from __future__ import annotations

import ast


def dotted(node: ast.AST) -> str:
    """Dotted text of a name or attribute chain; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            base = dotted(value)
            return f"{base}.{attr}" if base else ""
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
