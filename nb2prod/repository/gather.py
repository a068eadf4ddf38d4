"""One walk over a file: the nodes that somebody asks for, by the function that holds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Node = TypeVar("Node", bound=ast.AST)

KINDS = frozenset(
    {
        *(ast.Call, ast.Assert, ast.If, ast.For, ast.ListComp, ast.GeneratorExp, ast.Assign, ast.AnnAssign),
        *(ast.withitem, ast.Import, ast.ImportFrom, ast.Attribute),
    }
)
"""What is kept of each function."""


@dataclass(slots=True)
class Scope:
    """A function, or the top level of a file, while it is read.

    Attributes:
        node: The definition; `None` for the top level.
        path: Names of the classes and functions that hold it, and its own.
        outer: The function that holds it, if one does.
        nodes: Its nodes of each kind, those of inner functions too, in source order.
    """

    node: FunctionNode | None
    path: tuple[str, ...]
    outer: Scope | None = None
    nodes: dict[type[ast.AST], list[ast.AST]] = field(default_factory=dict)

    def of(self, kind: type[Node]) -> Iterator[Node]:
        """Its nodes of a kind."""
        return iter(self.nodes.get(kind, ()))  # type: ignore[arg-type]  # kept by their kinds

    def keep(self, node: ast.AST) -> None:
        """Keep a node, in the functions around, too."""
        scope: Scope | None = self
        while scope is not None:
            scope.nodes.setdefault(type(node), []).append(node)
            scope = scope.outer


@dataclass(slots=True)
class Gathered:
    """What one walk gave.

    Attributes:
        top: The top level.
        functions: All functions in source order.
        classes: All classes.
    """

    top: Scope
    functions: list[Scope]
    classes: list[ast.ClassDef]

    def everywhere(self, kind: type[Node]) -> Iterator[Node]:
        """Nodes of a kind in the whole file, each once."""
        yield from self.top.of(kind)
        for scope in self.functions:
            if scope.outer is None:
                yield from scope.of(kind)


def gather(statements: Iterable[ast.stmt], shift: int = 0) -> Gathered:
    """Walk over statements once.

    Args:
        statements: The top level of a file, or a part of it.
        shift: Lines to add to the line of each node, once for all who read them later.
    """
    top = Scope(None, ())
    found = Gathered(top, [], [])
    waiting: list[tuple[ast.AST, Scope, tuple[str, ...]]] = [(node, top, ()) for node in reversed(list(statements))]
    while waiting:
        node, scope, path = waiting.pop()
        if shift and isinstance(node, ast.stmt | ast.expr):
            node.lineno += shift
        if type(node) in KINDS:
            scope.keep(node)
        if isinstance(node, FunctionNode):
            path = (*path, node.name)
            scope = Scope(node, path, scope if scope.node is not None else None)
            found.functions.append(scope)
        elif isinstance(node, ast.ClassDef):
            path = (*path, node.name)
            found.classes.append(node)
        waiting.extend((child, scope, path) for child in reversed(list(ast.iter_child_nodes(node))))
    return found
