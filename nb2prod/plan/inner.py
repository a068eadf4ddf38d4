"""What consecutive statements inside a loop or a branch of a step need and give: whether they can be a function.

They can if nothing leaves them on the way (`break`, `return`, `yield`), if each value that they take is certainly bound
before them, if no closure shares a variable with them, and if nothing looks into the function's scope.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nb2prod.facts.text_names import names_in_text
from nb2prod.facts.tree import descendants, holds
from nb2prod.facts.walk import Walk

LEAVING = frozenset(
    {ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.Delete, ast.AsyncFor}
)
DEFINING = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.AsyncWith})
KEPT_IN_PLACE = LEAVING | DEFINING
LOOPS = (ast.For, ast.While)
# Context managers that may swallow an exception: what was bound before it would be lost.
SWALLOWING = frozenset("suppress raises assertRaises assertRaisesRegex capture_output Output".split())


@dataclass(frozen=True, slots=True)
class Body:
    """A list of statements inside a compound statement.

    Attributes:
        statements: The statements.
        bound: For each of them the names that are certainly bound before it.
    """

    statements: Sequence[ast.stmt]
    bound: Sequence[frozenset[str]]


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


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of a step as a whole.

    Attributes:
        names: Its local variables.
        loads: How often each of them is read.
        captured: Those that closures share.
        deleted: Those that are unbound somewhere.
        dynamic: Whether something looks into the scope by text.
    """

    names: frozenset[str]
    loads: Counter[str]
    captured: frozenset[str]
    deleted: frozenset[str]
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
    deleted: set[str] = set()
    for statement in body:
        loads.update(_loads(statement))
        deleted |= set(_deleted(statement))
    strange = any(isinstance(n, ast.Global | ast.Nonlocal) for s in body for n in descendants(s))
    names = parameters | walk.stores | deleted
    return Scope(frozenset(names), loads, frozenset(walk.captures), frozenset(deleted), bool(walk.dynamic) or strange)


def bodies(statement: ast.stmt, bound: frozenset[str]) -> Iterator[Body]:
    """Lists of statements inside a compound one, the outer ones first.

    Args:
        statement: The statement.
        bound: What is certainly bound before it.
    """
    walk = Walk()
    walk.bound |= bound
    if isinstance(statement, ast.For):
        walk.target(statement.target)
    if isinstance(statement, ast.With):
        if any(_swallows(i.context_expr) for i in statement.items):
            return
        for item in statement.items:
            if item.optional_vars is not None:
                walk.target(item.optional_vars)
    if isinstance(statement, ast.For | ast.While | ast.If | ast.With):
        yield from _list(statement.body, frozenset(walk.bound))
        yield from _list(getattr(statement, "orelse", []), bound)


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


def _list(statements: Sequence[ast.stmt], bound: frozenset[str]) -> Iterator[Body]:
    before = bound_before(statements, bound)
    if statements:
        yield Body(statements, list(before.values()))
    for statement in statements:
        yield from bodies(statement, before[id(statement)])


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
        for end in range(start, min(len(body.statements), start + most)):
            statement = body.statements[end]
            if leaving[end]:
                break
            walk.statement(statement)
            inside.update(scope.loads_of(statement))
            group = _group(body.statements[start : end + 1], walk, inside, scope, bound - scope.deleted)
            if group is not None:
                yield group


def _group(
    statements: Sequence[ast.stmt], walk: Walk, inside: Counter[str], scope: Scope, bound: frozenset[str]
) -> Group | None:
    binds = walk.may_bind | walk.stores
    if scope.captured & binds or walk.captures & scope.names:
        return None
    outside = {n for n in binds if scope.loads[n] > inside[n]}
    returned = outside | (walk.exposed & binds)
    taken = (walk.exposed & scope.names) | (returned - walk.bound)
    if not taken <= bound or (taken | binds) & scope.deleted:
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


def _loads(statement: ast.stmt) -> Counter[str]:
    found: Counter[str] = Counter()
    for node in descendants(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)):
                found[name] += 1
    return found


def _deleted(statement: ast.stmt) -> Iterator[str]:
    for node in descendants(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Del()) | ast.ExceptHandler(name=str(name)):
                yield name
