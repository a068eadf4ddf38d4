"""`try: model / except NameError: model = train()`: whatever happened before, the name is bound afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from nb2prod.facts.builtin_names import BUILTINS
from nb2prod.facts.scopes import bound_names, own_nodes
from nb2prod.facts.tree import descendants

_PLAIN = (ast.Expr, ast.Assign, ast.AugAssign)
_ALWAYS_EVALUATED = (ast.Call, ast.Attribute, ast.Subscript, ast.BinOp, ast.keyword)
_ENDING = (ast.Raise, ast.Return, ast.Continue, ast.Break)


def bound_by_probe(node: ast.stmt) -> frozenset[str]:
    """Names that are bound after a `try` since its body loads them and each of its handlers binds them.

    Args:
        node: Any statement.

    Returns:
        The names; those of built-ins left out, which a body can load though the notebook does not bind them.
    """
    if not isinstance(node, ast.Try) or node.finalbody or not node.handlers:
        return frozenset()
    found = _loaded(node.body) - _unbound(node)
    for handler in node.handlers:
        if not isinstance(handler.body[-1], _ENDING):
            found &= bound_names(own_nodes(s for s in handler.body if isinstance(s, _PLAIN)))
    return frozenset(found)


def _loaded(body: Iterable[ast.stmt]) -> set[str]:
    """Names that statements certainly load if they end normally."""
    found: set[str] = set()
    stack: list[ast.AST] = [s.value for s in body if isinstance(s, _PLAIN)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, _ALWAYS_EVALUATED):
            stack += ast.iter_child_nodes(node)
    return found - BUILTINS


def _unbound(node: ast.stmt) -> set[str]:
    """Names that a statement may unbind: by `del`, or at the end of an `except … as name`."""
    nodes = descendants(node)
    deleted = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
    return deleted | {n.name for n in nodes if isinstance(n, ast.ExceptHandler) and n.name}
