"""What each kind of expression does to names; all others do what their parts do, in order."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted
from nb2prod.facts.consumers import CALLING, COLLECTING, USING_UP, is_lazy, name_of, used_up
from nb2prod.facts.free_names import free_of_comprehension, free_of_function
from nb2prod.facts.model import Call
from nb2prod.facts.scopes import COMPREHENSIONS, DYNAMIC, Comprehension, defaults, element_parts, walrus_targets
from nb2prod.facts.tree import descendants

if TYPE_CHECKING:
    from nb2prod.facts.walk import Walk


def _name(walk: Walk, node: ast.Name, *, kept: bool) -> None:
    del kept
    walk.read(node.id)


def _constant(walk: Walk, node: ast.Constant, *, kept: bool) -> None:
    del walk, node, kept


def _lambda(walk: Walk, node: ast.Lambda, *, kept: bool) -> None:
    for default in defaults(node.args):
        walk.expression(default)
    walk.late(free_of_function(node).reads, kept=kept)


def _named(walk: Walk, node: ast.NamedExpr, *, kept: bool) -> None:
    walk.expression(node.value, kept=kept)
    walk.bind(node.target.id)


def _bool_op(walk: Walk, node: ast.BoolOp, *, kept: bool) -> None:
    def rest() -> None:
        for value in node.values[1:]:
            walk.expression(value, kept=kept)

    walk.expression(node.values[0], kept=kept)
    walk.maybe(rest)


def _if_expression(walk: Walk, node: ast.IfExp, *, kept: bool) -> None:
    walk.expression(node.test, kept=kept)
    walk.maybe(lambda: walk.expression(node.body, kept=kept))
    walk.maybe(lambda: walk.expression(node.orelse, kept=kept))


def _call(walk: Walk, node: ast.Call, *, kept: bool) -> None:
    path, name = dotted(node.func), name_of(node)
    if path in DYNAMIC and not (path in {"vars", "dir"} and node.args):
        walk.dynamic.add(path)
    walk.expression(node.func, kept=kept)
    gone = {id(a) for a in used_up(node)}
    passes_on = is_lazy(node) or name in COLLECTING
    for argument in [*node.args, *(k.value for k in node.keywords)]:
        if isinstance(argument, ast.Call) and is_lazy(argument) and name in USING_UP:
            walk.expression(argument, kept=False)
        elif isinstance(argument, ast.GeneratorExp) and id(argument) in gone:
            _comprehension(walk, argument, kept=kept and passes_on, lazy=False)
        else:
            inside = kept if passes_on else name not in CALLING
            walk.expression(argument, kept=inside and id(argument) not in gone)
    walk.calls.append(Call(path, name, node))


def _await(walk: Walk, node: ast.Await, *, kept: bool) -> None:
    walk.awaits = True
    walk.expression(node.value, kept=kept)


def _comprehension(walk: Walk, node: Comprehension, *, kept: bool, lazy: bool = True) -> None:
    """A comprehension reads its first iterable at once; a generator runs the rest when it is used, if that is later."""
    walk.awaits |= any(g.is_async for g in node.generators)
    walk.expression(node.generators[0].iter, kept=kept)
    free = free_of_comprehension(node)
    walk.late(free, kept=kept and lazy and isinstance(node, ast.GeneratorExp))
    inner = type(walk)()
    inner.bound = set(walk.bound)
    _run_elements(inner, node, kept=kept)
    walk.calls += inner.calls
    walk.captures |= inner.captures & (free | inner.may_bind)
    walk.dynamic |= inner.dynamic
    walk.awaits |= inner.awaits
    for target in walrus_targets(node):
        walk.may_bind.add(target.id)
        walk.stores.add(target.id)


def _run_elements(inner: Walk, node: Comprehension, *, kept: bool) -> None:
    """Walk what a comprehension runs for each element, for its calls."""
    targets = {n.id for g in node.generators for n in descendants(g.target) if isinstance(n, ast.Name)}
    inner.bound |= targets
    for part in element_parts(node):
        inner.expression(part, kept=kept)
    inner.captures -= targets


EXPRESSIONS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: _name,
    ast.Constant: _constant,
    ast.Lambda: _lambda,
    ast.NamedExpr: _named,
    ast.BoolOp: _bool_op,
    ast.IfExp: _if_expression,
    ast.Call: _call,
    ast.Await: _await,
    **dict.fromkeys(COMPREHENSIONS, _comprehension),
}
