"""Which names of Jupyter's history a statement means: those that no function around them binds itself."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(slots=True)
class Names:
    """Names that a statement reads and binds in the notebook's scope."""

    read: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)


def names_of_scope(node: ast.AST, wanted: Callable[[str], bool]) -> Names:
    """Find the wanted names of the notebook's scope in a statement, in the functions that it defines too.

    Args:
        node: The statement.
        wanted: Whether a name counts.
    """
    found = Names()
    _visit(node, wanted, found, hidden=None)
    return found


def _visit(node: ast.AST, wanted: Callable[[str], bool], found: Names, hidden: frozenset[str] | None) -> None:
    """Go through a node; `hidden` are names that functions around it bind, `None` in the notebook's own scope."""
    if isinstance(node, _SCOPES):
        hidden = (hidden or frozenset()) | _bound_inside(node)
    match node:
        case ast.Name(id=name, ctx=ast.Load()) if wanted(name):
            if name not in (hidden or ()):
                found.read.add(name)
        case ast.Name(id=name) if wanted(name) and hidden is None:
            found.bound.add(name)
        case ast.alias() if hidden is None and wanted(node.asname or node.name):
            found.bound.add(node.asname or node.name)
    for child in ast.iter_child_nodes(node):
        _visit(child, wanted, found, hidden)


def _bound_inside(node: ast.AST) -> frozenset[str]:
    stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return frozenset(stored | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)})
