"""Walking syntax trees fast: the standard library's generators cost more than everything else that facts do."""

from __future__ import annotations

import ast

from nb2prod.notebook.nodes import NODE_FIELDS


def children(node: ast.AST) -> list[ast.AST]:
    """Child nodes in source order, operators and contexts left out."""
    found: list[ast.AST] = []
    for name in NODE_FIELDS[type(node)]:
        value = getattr(node, name, None)
        if type(value) is list:
            found += filter(None, value)
        elif value is not None:
            found.append(value)
    return found


def holds(node: ast.AST, kinds: frozenset[type[ast.AST]]) -> bool:
    """Whether a node is of one of some kinds, or holds one that is."""
    return not kinds.isdisjoint(map(type, descendants(node)))


def descendants(node: ast.AST) -> list[ast.AST]:
    """A node and all below it, in the order of `ast.walk`, operators and contexts left out."""
    found = [node]
    for inner in found:
        for name in NODE_FIELDS[type(inner)]:
            value = getattr(inner, name, None)
            if type(value) is list:
                if value:  # most are empty
                    found += filter(None, value)
            elif value is not None:
                found.append(value)
    return found
