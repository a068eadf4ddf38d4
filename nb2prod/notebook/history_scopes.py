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
    if hidden is None:
        found.bound |= {n for n in _binds(node) if wanted(n)}
    if isinstance(node, _SCOPES):
        hidden = (hidden or frozenset()) | _bound_inside(node)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and wanted(node.id):
        found.read |= {node.id} - (hidden or frozenset())
    for child in ast.iter_child_nodes(node):
        _visit(child, wanted, found, hidden)


def _bound_inside(node: ast.AST) -> frozenset[str]:
    stored = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return frozenset(stored | {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)})


def _binds(node: ast.AST) -> tuple[str, ...]:
    """Names that a node by itself binds or deletes."""
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return (name,)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return (name,)
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return (name,)
        case ast.alias():
            return (node.asname or node.name,)
    return ()
