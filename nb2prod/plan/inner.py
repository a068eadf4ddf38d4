"""What consecutive statements inside a loop or a branch of a step need and give: whether they can be a function.

They can if nothing leaves them on the way (`break`, `return`, `yield`), if each value that they take is certainly bound
before them, if no closure shares a variable with them, and if nothing looks into the function's scope. Where an error
would be caught, nothing but what follows in the same block may read what they give: an error loses it.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.facts.text_names import names_in_text
from nb2prod.facts.tree import holds
from nb2prod.facts.walk import Walk
from nb2prod.plan.inner_scope import Scope, unbound_in

LEAVING = frozenset({ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.AsyncFor})
DEFINING = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.AsyncWith})
KEPT_IN_PLACE = LEAVING | DEFINING
LOOPS = (ast.For, ast.While)
# Context managers that may swallow an exception: what was bound before it would be lost.
SWALLOWING = frozenset("suppress raises assertRaises assertRaisesRegex capture_output Output".split())


@dataclass(frozen=True, slots=True)
class Guard:
    """A block whose errors are caught.

    Attributes:
        loads: How often its statements read each name.
        exposed: Names that it may read before it binds them.
    """

    loads: Counter[str]
    exposed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Body:
    """A list of statements inside a compound statement.

    Attributes:
        statements: The statements.
        bound: For each of them the names that are certainly bound before it.
        guards: The blocks around it whose errors are caught, each with what it reads from before itself.
    """

    statements: Sequence[ast.stmt]
    bound: Sequence[frozenset[str]]
    guards: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Consecutive statements that can be a function.

    Attributes:
        statements: The statements.
        parameters: What they take, sorted.
        returns: What they give back, sorted.
    """

    statements: Sequence[ast.stmt]
    parameters: tuple[str, ...]
    returns: tuple[str, ...]


def bodies(statement: ast.stmt, bound: frozenset[str], scope: Scope, guards: tuple[Guard, ...] = ()) -> Iterator[Body]:
    """Lists of statements inside a compound one, the outer ones first.

    Args:
        statement: The statement.
        bound: What is certainly bound before it.
        scope: The step that it belongs to.
        guards: The blocks around it whose errors are caught.
    """
    inside = bound | _targets(statement, bound)
    match statement:
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=final):
            yield from _list(body, bound, scope, (*guards, _guard(body, scope)))
            for handler in handlers:
                yield from _list(handler.body, bound | {handler.name or ""}, scope, guards)
            for block in (orelse, final):
                yield from _list(block, bound, scope, guards)
        case ast.With(items=items, body=body):
            swallows = any(_swallows(i.context_expr) for i in items)
            yield from _list(body, inside, scope, (*guards, _guard(body, scope)) if swallows else guards)
        case ast.For(body=body, orelse=orelse) | ast.While(body=body, orelse=orelse) | ast.If(body=body, orelse=orelse):
            yield from _list(body, inside, scope, guards)
            yield from _list(orelse, bound, scope, guards)


def _targets(statement: ast.stmt, bound: frozenset[str]) -> frozenset[str]:
    """What a loop or a `with` binds before its body runs."""
    walk = Walk()
    walk.bound |= bound
    if isinstance(statement, ast.For):
        walk.target(statement.target)
    if isinstance(statement, ast.With):
        for item in statement.items:
            if item.optional_vars is not None:
                walk.target(item.optional_vars)
    return frozenset(walk.bound)


def _guard(body: Sequence[ast.stmt], scope: Scope) -> Guard:
    walk = Walk()
    loads: Counter[str] = Counter()
    for statement in body:
        walk.statement(statement)
        loads.update(scope.loads_of(statement))
    return Guard(loads, frozenset(walk.exposed))


def bound_before(statements: Sequence[ast.stmt], bound: frozenset[str]) -> dict[int, frozenset[str]]:
    """Names that are certainly bound before each of consecutive statements, by the identity of its tree.

    Args:
        statements: The statements.
        bound: What is bound before the first.
    """
    walk = Walk()
    walk.bound |= bound
    before: dict[int, frozenset[str]] = {}
    for statement in statements:
        before[id(statement)] = frozenset(walk.bound)
        walk.statement(statement)
    return before


def _list(
    statements: Sequence[ast.stmt], bound: frozenset[str], scope: Scope, guards: tuple[Guard, ...]
) -> Iterator[Body]:
    before = bound_before(statements, bound)
    if statements:
        yield Body(statements, list(before.values()), guards)
    for statement in statements:
        yield from bodies(statement, before[id(statement)], scope, guards)


def groups(body: Body, scope: Scope, most: int) -> Iterator[Group]:
    """Consecutive statements of a body that can be a function.

    Args:
        body: The body.
        scope: The step that it belongs to.
        most: Statements that a group may have.
    """
    if scope.dynamic:
        return
    leaving = [_leaves(s) for s in body.statements]
    for start, bound in enumerate(body.bound):
        walk = Walk()
        inside: Counter[str] = Counter()
        unbound: Counter[str] = Counter()
        for end in range(start, min(len(body.statements), start + most)):
            statement = body.statements[end]
            if leaving[end]:
                break
            walk.statement(statement)
            inside.update(scope.loads_of(statement))
            unbound.update(unbound_in(statement))
            kept = frozenset(n for n in scope.unbound if scope.unbound[n] > unbound[n] or scope.loads[n] > inside[n])
            group = _group(body.statements[start : end + 1], walk, inside, scope, bound - kept - unbound.keys())
            if group is None or not kept.isdisjoint(walk.stores) or not unbound.keys().isdisjoint(group.returns):
                continue
            if _is_safe(group, scope, body.guards):
                yield group


def _is_safe(group: Group, scope: Scope, guards: Sequence[Guard]) -> bool:
    """Whether nobody would see what a group had bound when an error in it was caught."""
    return all(scope.loads[n] == g.loads[n] and n not in g.exposed for g in guards for n in group.returns)


def _group(
    statements: Sequence[ast.stmt], walk: Walk, inside: Counter[str], scope: Scope, bound: frozenset[str]
) -> Group | None:
    binds = walk.may_bind | walk.stores
    if scope.captured & binds or walk.captures & scope.names:
        return None
    outside = {n for n in binds if scope.loads[n] > inside[n]}
    returned = outside | (walk.exposed & binds)
    taken = (walk.exposed & scope.names) | (returned - walk.bound)
    if not taken <= bound:
        return None
    return Group(statements, tuple(sorted(taken)), tuple(sorted(returned)))


def _leaves(statement: ast.stmt) -> bool:
    """Whether a statement may leave the block that it stands in, or binds what must not move."""
    if holds(statement, KEPT_IN_PLACE) or names_in_text(statement):
        return True
    return _escapes(statement)


def _escapes(node: ast.stmt) -> bool:
    if isinstance(node, ast.Break | ast.Continue):
        return True
    if isinstance(node, LOOPS):
        return any(map(_escapes, node.orelse))
    inner = [s for f in ("body", "orelse", "finalbody") for s in getattr(node, f, [])]
    inner += [s for h in getattr(node, "handlers", []) for s in h.body]
    inner += [s for c in getattr(node, "cases", []) for s in c.body]
    return any(_escapes(s) for s in inner if isinstance(s, ast.stmt))


def _swallows(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in SWALLOWING
