"""One pass over a statement in the order of evaluation: what is read, bound, changed, called and kept.

What each kind of node does stands in tables of handlers, which know this class by its methods alone.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Set

from nb2prod.facts.chains import dotted, root_name
from nb2prod.facts.iteration import definitely_iterates
from nb2prod.facts.model import Call
from nb2prod.facts.tree import children
from nb2prod.facts.walk_branches import BRANCHING
from nb2prod.facts.walk_expressions import EXPRESSIONS
from nb2prod.facts.walk_statements import PLAIN, run_class_body

__all__ = ["Walk", "class_body", "definitely_iterates", "dotted", "root_name"]

_STATEMENTS = {**PLAIN, **BRANCHING}


class Walk:
    """Collects the facts of one statement; a `bound` set says what is certainly bound so far."""

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.exposed: set[str] = set()
        self.bound: set[str] = set()
        self.may_bind: set[str] = set()
        self.stores: set[str] = set()
        self.deletes: set[str] = set()
        self.changes: set[str] = set()
        self.captures: set[str] = set()
        self.dynamic: set[str] = set()
        self.calls: list[Call] = []
        self.awaits = False

    # --- names -------------------------------------------------------------------------------------------------

    def read(self, name: str) -> None:
        """Note that a name is read; if it is not bound for certain yet, it comes from before the statement."""
        self.reads.add(name)
        if name not in self.bound:
            self.exposed.add(name)

    def load(self, names: Set[str]) -> None:
        """Note that several names are read."""
        self.reads |= names
        self.exposed |= names - self.bound

    def bind(self, name: str) -> None:
        """Note that a name is bound from here on."""
        self.bound.add(name)
        self.may_bind.add(name)
        self.stores.add(name)
        self.deletes.discard(name)

    def unbind(self, name: str) -> None:
        """Note that a name is bound no more, by `del` or at the end of an `except … as name`."""
        self.bound.discard(name)
        self.may_bind.discard(name)
        self.stores.add(name)
        self.deletes.add(name)

    def late(self, names: frozenset[str], *, kept: bool) -> None:
        """Note what code reads that runs later, if at all.

        Args:
            names: The free names of that code.
            kept: Whether it may outlive the statement.
        """
        self.load(names)
        if kept:
            self.captures |= names

    # --- statements --------------------------------------------------------------------------------------------

    def block(self, body: list[ast.stmt]) -> bool:
        """Walk statements in order; say whether the end is reached."""
        reached = True
        for statement in body:
            reached = self.statement(statement) and reached
        return reached

    def statement(self, node: ast.stmt) -> bool:
        """Walk one statement; say whether what follows it is reached."""
        handler = _STATEMENTS.get(type(node))
        if handler is not None:
            return handler(self, node)
        for child in children(node):
            if isinstance(child, ast.expr):
                self.expression(child)
        return True

    def branches(self, *branches: Callable[[], bool]) -> bool:
        """Walk alternatives: what all that reach their end bind is bound afterwards."""
        before = set(self.bound)
        ends: list[set[str]] = []
        for branch in branches:
            self.bound = set(before)
            if branch():
                ends.append(self.bound)
        self.bound = set.intersection(*ends) if ends else before
        return bool(ends)

    def maybe(self, walk: Callable[[], object]) -> None:
        """Walk something that may not run: what it binds is not certain afterwards."""
        before = set(self.bound)
        walk()
        self.bound = before & self.bound

    # --- targets and expressions ---------------------------------------------------------------------------------

    def target(self, node: ast.expr) -> None:
        """Walk what an assignment, a loop or a `with` binds or stores into."""
        match node:
            case ast.Name(id=name):
                self.bind(name)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self.target(part)
            case ast.Starred(value=value):
                self.target(value)
            case ast.Attribute() | ast.Subscript():
                self.store_into(node)

    def store_into(self, node: ast.Attribute | ast.Subscript) -> None:
        """Walk a place inside an object that is assigned or deleted: the object changes, no name is bound."""
        if root := root_name(node):
            self.changes.add(root)
        for child in children(node):
            if isinstance(child, ast.expr):
                self.expression(child)

    def expression(self, node: ast.AST, *, kept: bool = True) -> None:
        """Walk an expression. `kept` says whether code in it may outlive the statement."""
        handler = EXPRESSIONS.get(type(node))
        if handler is not None:
            handler(self, node, kept=kept)
            return
        for child in children(node):
            self.expression(child, kept=kept)


def class_body(node: ast.ClassDef) -> Walk:
    """Walk what a class statement runs at once: its body, but of its methods the headers only."""
    inside = Walk()
    run_class_body(inside, node)
    return inside
