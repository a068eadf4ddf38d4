"""Where names of the notebook's scope occur inside a statement, by Python's scoping rules."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.facts.scopes import bound_names, defaults, element_parts, outer_children, own_nodes, parameters
from nb2prod.facts.tree import children


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


def occurrences(node: ast.AST, names: frozenset[str]) -> Iterator[Occurrence]:
    """Yield every load of one of the names that refers to the notebook's scope, in source order."""
    yield from _visit(node, names, frozenset(), None, None)


def _visit(
    node: ast.AST, names: frozenset[str], hidden: frozenset[str], call: ast.Call | None, fstring: ast.JoinedStr | None
) -> Iterator[Occurrence]:
    match node:
        case ast.Name(id=name, ctx=ast.Load()):
            if name in names and name not in hidden:
                yield Occurrence(name, node, call, hidden, fstring)
        case ast.Call(func=func):
            yield from _visit(func, names, hidden, node if isinstance(func, ast.Name) else None, fstring)
            for part in [*node.args, *node.keywords]:
                yield from _visit(part, names, hidden, None, fstring)
        case ast.JoinedStr():
            for value in node.values:
                yield from _visit(value, names, hidden, None, fstring or node)
        case _:
            for child, inside in _scoped(node, hidden):
                yield from _visit(child, names, inside, None, fstring)


def _scoped(node: ast.AST, hidden: frozenset[str]) -> list[tuple[ast.AST, frozenset[str]]]:
    """Parts of a node in source order, each with the names that are hidden in it."""
    outer: Sequence[ast.AST]
    inner: Sequence[ast.AST]
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            outer, inner = outer_children(node), node.body
            within = _hidden_in_function(node, hidden)
        case ast.Lambda():
            outer, inner = defaults(node.args), [node.body]
            within = hidden | {a.arg for a in parameters(node.args)} | bound_names(own_nodes([node.body]))
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            outer, inner = [node.generators[0].iter], element_parts(node)
            within = hidden | bound_names(n for g in node.generators for n in ast.walk(g.target))
        case _:
            return [(child, hidden) for child in children(node)]
    return [*((part, hidden) for part in outer), *((part, within) for part in inner)]


def _hidden_in_function(node: ast.FunctionDef | ast.AsyncFunctionDef, hidden: frozenset[str]) -> frozenset[str]:
    own = own_nodes(node.body)
    declared = {n for d in own if isinstance(d, ast.Global) for n in d.names}
    local = (bound_names(own) | {a.arg for a in parameters(node.args)}) - declared
    return (hidden | local) - declared
