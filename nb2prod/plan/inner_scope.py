"""What is known of a step as a whole, when parts of it are to become functions."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import Walk


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of a step as a whole.

    Attributes:
        names: Its local variables.
        loads: How often each of them is read; by a handler that names its error, that name is not.
        captured: Those that closures share.
        unbound: How often each of them is unbound.
        dynamic: Whether something looks into the scope by text.
    """

    names: frozenset[str]
    loads: Counter[str]
    captured: frozenset[str]
    unbound: Counter[str]
    dynamic: bool
    _known: dict[int, Counter[str]] = field(default_factory=dict, repr=False)

    def loads_of(self, statement: ast.stmt) -> Counter[str]:
        """How often a statement reads each name."""
        if id(statement) not in self._known:
            self._known[id(statement)] = _loads(statement)
        return self._known[id(statement)]


def scope_of(parameters: frozenset[str], body: Sequence[ast.stmt], returns: Sequence[str]) -> Scope:
    """Look at a step.

    Args:
        parameters: What it takes.
        body: Its statements.
        returns: What it gives back.
    """
    walk = Walk()
    walk.block(list(body))
    loads = Counter(returns)
    unbound: Counter[str] = Counter()
    for statement in body:
        loads.update(_loads(statement))
        unbound.update(unbound_in(statement))
    for name in [n for n in unbound if not loads[n] and n not in deleted_in(body)]:
        del unbound[name]  # errors that only their own handlers read
    strange = any(isinstance(n, ast.Global | ast.Nonlocal) for s in body for n in descendants(s))
    names = parameters | walk.stores
    return Scope(frozenset(names), loads, frozenset(walk.captures), unbound, bool(walk.dynamic) or strange)


def unbound_in(statement: ast.stmt) -> Iterator[str]:
    """Names that a statement unbinds, each as often as it does, at the end of `except … as name` too."""
    for node in descendants(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Del()) | ast.ExceptHandler(name=str(name)):
                yield name


def deleted_in(body: Sequence[ast.stmt]) -> frozenset[str]:
    """Names that `del` unbinds somewhere in statements."""
    nodes = (n for s in body for n in descendants(s))
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del))


def _loads(statement: ast.stmt) -> Counter[str]:
    found: Counter[str] = Counter()
    every = descendants(statement)
    own = {id(n) for h in every if isinstance(h, ast.ExceptHandler) and h.name for n in _named(h)}
    for node in every:
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)) if id(node) not in own:
                found[name] += 1
    return found


def _named(handler: ast.ExceptHandler) -> Iterator[ast.AST]:
    """Where a handler reads the error that it has named; nothing where it gives that name to something else."""
    inside = (n for s in handler.body for n in descendants(s))
    found = [n for n in inside if isinstance(n, ast.Name) and n.id == handler.name]
    if all(isinstance(n.ctx, ast.Load) for n in found):
        yield from found
