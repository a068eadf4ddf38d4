"""What each kind of statement with blocks does to names; each handler says whether what follows is reached."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted
from nb2prod.facts.iteration import definitely_iterates
from nb2prod.facts.tree import holds

if TYPE_CHECKING:
    from nb2prod.facts.walk import Walk

_JUMPS = frozenset({ast.Break, ast.Continue})
SWALLOWERS = ("suppress", "raises", "assertRaises")


def _for(walk: Walk, node: ast.For | ast.AsyncFor) -> bool:
    walk.awaits |= isinstance(node, ast.AsyncFor)
    walk.expression(node.iter)
    certain = definitely_iterates(node.iter) and not node.orelse

    def body() -> None:
        walk.target(node.target)
        _rounds(walk, node.body)

    return _loop(walk, body, node.orelse, certain=certain)


def _while(walk: Walk, node: ast.While) -> bool:
    walk.expression(node.test)
    forever = isinstance(node.test, ast.Constant) and bool(node.test.value)
    return _loop(walk, lambda: _rounds(walk, node.body), node.orelse, certain=forever)


def _loop(walk: Walk, body: Callable[[], None], otherwise: list[ast.stmt], *, certain: bool) -> bool:
    if certain:
        body()
    else:
        walk.maybe(body)
    if otherwise:
        walk.maybe(lambda: walk.block(otherwise))
    return True


def _rounds(walk: Walk, body: list[ast.stmt]) -> None:
    """Walk a loop's body: certain is only what its first round binds before any jump."""
    first = _before_jump(body)
    walk.block(first)
    kept = set(walk.bound)
    walk.block(body[len(first) :])
    walk.bound &= kept


def _before_jump(body: list[ast.stmt]) -> list[ast.stmt]:
    """Statements of a loop's body that run in its first round whatever happens later."""
    for position, statement in enumerate(body):
        if holds(statement, _JUMPS):
            return body[:position]
    return body


def _if(walk: Walk, node: ast.If) -> bool:
    walk.expression(node.test)
    if _always(node.test):
        return walk.block(node.body)
    return walk.branches(lambda: walk.block(node.body), lambda: walk.block(node.orelse))


def _always(test: ast.expr) -> bool:
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
    return False


def _with(walk: Walk, node: ast.With | ast.AsyncWith) -> bool:
    walk.awaits |= isinstance(node, ast.AsyncWith)
    swallows = False
    for item in node.items:
        walk.expression(item.context_expr)
        if isinstance(item.context_expr, ast.Call):
            swallows |= dotted(item.context_expr.func).endswith(SWALLOWERS)
        if item.optional_vars is not None:
            walk.target(item.optional_vars)
    if swallows:
        walk.maybe(lambda: walk.block(node.body))
        return True
    return walk.block(node.body)


def _try(walk: Walk, node: ast.Try) -> bool:
    before = set(walk.bound)

    def normal() -> bool:
        return walk.block(node.body) and walk.block(node.orelse)

    def handled(handler: ast.ExceptHandler) -> Callable[[], bool]:
        def run() -> bool:
            if handler.type is not None:
                walk.expression(handler.type)
            if handler.name:
                walk.bind(handler.name)
            reached = walk.block(handler.body)
            if handler.name:
                walk.unbind(handler.name)
            return reached

        return run

    reached = walk.branches(normal, *(handled(h) for h in node.handlers))
    if node.finalbody:
        after = set(walk.bound)
        walk.bound = before
        reached = walk.block(node.finalbody) and reached
        walk.bound |= after
    return reached


def _match(walk: Walk, node: ast.Match) -> bool:
    walk.expression(node.subject)

    def one(case: ast.match_case) -> Callable[[], bool]:
        def run() -> bool:
            for part in ast.walk(case.pattern):
                match part:
                    case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                        walk.bind(name)
                    case ast.MatchValue(value=value) | ast.MatchClass(cls=value):
                        walk.expression(value)
            if case.guard is not None:
                walk.expression(case.guard)
            return walk.block(case.body)

        return run

    total = any(
        isinstance(c.pattern, ast.MatchAs) and c.pattern.pattern is None and c.guard is None for c in node.cases
    )
    nothing: list[Callable[[], bool]] = [] if total else [lambda: True]
    return walk.branches(*(one(c) for c in node.cases), *nothing)


BRANCHING: dict[type[ast.AST], Callable[..., bool]] = {
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.If: _if,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
}
