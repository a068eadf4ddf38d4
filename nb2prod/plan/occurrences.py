"""Where names of the notebook's scope occur inside a statement, by Python's scoping rules."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.facts.scopes import (
    COMPREHENSIONS,
    FUNCTIONS,
    bound_names,
    defaults,
    element_parts,
    outer_children,
    own_nodes,
    parameters,
)
from nb2prod.facts.tree import children, descendants


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One load of a name of the notebook's scope.

    Attributes:
        name: The name.
        node: Its node.
        call: The call that it is the callee of, if it is one.
        hidden: Names that inner scopes around it bind, which hide those of the notebook.
        fstring: The outermost f-string around it: offsets inside one are not reliable before Python 3.12.
    """

    name: str
    node: ast.Name
    call: ast.Call | None
    hidden: frozenset[str]
    fstring: ast.JoinedStr | None


def occurrences(node: ast.AST, names: frozenset[str]) -> list[Occurrence]:
    """List every load of one of the names that refers to the notebook's scope, in source order."""
    search = _Search(names)
    search.visit(node, frozenset())
    return search.found


class _Search:
    """Collects the occurrences of names."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names
        self.found: list[Occurrence] = []

    def visit(
        self,
        node: ast.AST,
        hidden: frozenset[str],
        call: ast.Call | None = None,
        fstring: ast.JoinedStr | None = None,
    ) -> None:
        """Visit a node: `call` is the one that it is the callee of, `fstring` the outermost one around it."""
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Load) and node.id in self.names and node.id not in hidden:
                self.found.append(Occurrence(node.id, node, call, hidden, fstring))
        elif type(node) in _SCOPES:
            for child, inside in _scoped(node, hidden):
                self.visit(child, inside, None, fstring)
        else:
            caller = node if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
            around = node if isinstance(node, ast.JoinedStr) and fstring is None else fstring
            for child in children(node):
                self.visit(child, hidden, caller if caller is not None and child is caller.func else None, around)


_SCOPES = frozenset({*FUNCTIONS, ast.Lambda, *COMPREHENSIONS})


def _scoped(node: ast.AST, hidden: frozenset[str]) -> list[tuple[ast.AST, frozenset[str]]]:
    """Parts of a node with a scope in source order, each with the names that are hidden in it."""
    outer: Sequence[ast.AST] = ()
    inner: Sequence[ast.AST] = ()
    within = hidden
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            outer, inner = outer_children(node), node.body
            within = _hidden_in_function(node, hidden)
        case ast.Lambda():
            outer, inner = defaults(node.args), [node.body]
            within = hidden | {a.arg for a in parameters(node.args)} | bound_names(own_nodes([node.body]))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            outer, inner = [node.generators[0].iter], element_parts(node)
            within = hidden | bound_names(n for g in node.generators for n in descendants(g.target))
    return [*((part, hidden) for part in outer), *((part, within) for part in inner)]


def _hidden_in_function(node: ast.FunctionDef | ast.AsyncFunctionDef, hidden: frozenset[str]) -> frozenset[str]:
    own = own_nodes(node.body)
    declared = {n for d in own if isinstance(d, ast.Global) for n in d.names}
    local = (bound_names(own) | {a.arg for a in parameters(node.args)}) - declared
    return (hidden | local) - declared
