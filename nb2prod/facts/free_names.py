"""Free names of function and class bodies.

A function's local names are all that it binds anywhere in its body (Python language reference, 4.2.2). What it loads
and does not bind is looked up outside: for a function of the notebook's top level that is the notebook's scope, at the
time of the call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from nb2prod.facts.consumers import used_up
from nb2prod.facts.scopes import (
    BINDING,
    COMPREHENSIONS,
    FUNCTIONS,
    Comprehension,
    FunctionNode,
    element_parts,
    outer_children,
    parameters,
    walrus_targets,
)

_NESTED = frozenset({*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS})
_AT_ONCE = (ast.ListComp, ast.SetComp, ast.DictComp)


@dataclass(frozen=True, slots=True)
class FreeNames:
    """Names that code takes from outside of itself.

    Attributes:
        reads: Loaded from outside.
        writes: Bound outside, by `global` (or `nonlocal` at the outermost level).
        nested: Those of `reads` that inner functions, lambdas or generator expressions load and that may run later.
        yields: Whether the code itself holds a `yield`.
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()
    yields: bool = False


@dataclass(slots=True)
class _Own:
    """What the nodes of one scope do to names.

    Attributes:
        loads: Names that they load.
        binds: Names that they bind or delete.
        globals: Names that they declare `global`.
        nonlocals: Names that they declare `nonlocal`.
        inner: Functions, classes and comprehensions among them, with the free names of those.
        used_up: Lambdas and generators among them that have run when the call they are given to returns, by identity.
        yields: Whether one of them is a `yield`.
    """

    loads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    inner: list[tuple[ast.AST, FreeNames]] = field(default_factory=list)
    used_up: set[int] = field(default_factory=set)
    yields: bool = False


def free_of_function(node: FunctionNode) -> FreeNames:
    """Free names of a function's or lambda's body; defaults and decorators belong to the scope around."""
    own = _survey(node.body if isinstance(node.body, list) else [node.body])
    local = (own.binds | {a.arg for a in parameters(node.args)}) - own.globals - own.nonlocals
    return _outside(own, local, own.binds & own.globals)


def free_of_class(node: ast.ClassDef) -> tuple[frozenset[str], FreeNames]:
    """Names that a class body loads when it runs, and the free names of its methods.

    A class body's own names are invisible to its methods (language reference, 4.2.2).
    """
    own = _survey(node.body)
    free = [f for _, f in own.inner]
    late = FreeNames(
        frozenset().union(*(f.reads for f in free)),
        frozenset().union(*(f.writes for f in free)),
        frozenset().union(*(f.nested for f in free)),
    )
    eager = own.loads.union(*(f.reads for n, f in own.inner if isinstance(n, COMPREHENSIONS)))
    return frozenset(eager - own.binds), late


def free_of_comprehension(node: Comprehension) -> frozenset[str]:
    """Names that a comprehension's inside takes from outside, its first iterable left out."""
    return _inner(node).reads


def _survey(roots: Iterable[ast.AST]) -> _Own:
    """Look at each node of a scope once."""
    own = _Own()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            (own.loads if isinstance(node.ctx, ast.Load) else own.binds).add(node.id)
            continue
        kind = type(node)
        if kind in BINDING:
            own.binds.update(BINDING[kind](node))
        if kind in _NESTED:
            own.inner.append((node, _inner(node)))
        elif isinstance(node, ast.Call):
            own.used_up.update(id(argument) for argument in used_up(node))
        elif isinstance(node, ast.Global):
            own.globals.update(node.names)
        elif isinstance(node, ast.Nonlocal):
            own.nonlocals.update(node.names)
        elif isinstance(node, ast.Yield | ast.YieldFrom):
            own.yields = True
        stack += outer_children(node)
    return own


def _outside(own: _Own, local: set[str], writes: set[str]) -> FreeNames:
    reads = own.loads.union(*(f.reads for _, f in own.inner)) - local
    later = (f.reads for n, f in own.inner if not isinstance(n, _AT_ONCE) and id(n) not in own.used_up)
    nested = frozenset().union(*later, *(f.nested for _, f in own.inner)) - local
    return FreeNames(frozenset(reads), frozenset(writes.union(*(f.writes for _, f in own.inner))), nested, own.yields)


def _inner(node: ast.AST) -> FreeNames:
    """Free names of a nested scope; nothing for any other node."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            return free_of_function(node)
        case ast.ClassDef():
            eager, late = free_of_class(node)
            return FreeNames(eager | late.reads, late.writes, late.reads)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            own = _survey([*(g.target for g in node.generators), *element_parts(node)])
            walrus = {t.id for t in walrus_targets(node)}
            return _outside(own, own.binds - walrus, set())
        case _:
            return FreeNames()
