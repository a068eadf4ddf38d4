"""Statements of the static evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from nb2prod.render.tests_of import frames
from nb2prod.render.tests_of.operators import binary
from nb2prod.render.tests_of.values import Array, Scope, UnknowableError, UserFunction, checked, items_of, truth

if TYPE_CHECKING:
    from nb2prod.render.tests_of.evaluate import Evaluator


class ReturnedError(Exception):
    """A function returns."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value


class _LoopEndedError(Exception):
    """`break`."""


class _NextError(Exception):
    """`continue`."""


def run_block(evaluator: Evaluator, body: Sequence[ast.stmt], scope: Scope) -> None:
    """Follow statements.

    Raises:
        UnknowableError: What one of them does can't be known.
        ReturnedError: One of them returns.
    """
    for node in body:
        evaluator.step()
        follow = _STATEMENTS.get(type(node))
        if follow is None:
            raise UnknowableError(type(node).__name__)
        follow(evaluator, node, scope)


def assign(evaluator: Evaluator, target: ast.expr, value: object, scope: Scope) -> None:
    """Bind a target to a value."""
    match target:
        case ast.Name(id=name):
            scope.names[name] = checked(value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            values = items_of(value)
            if len(values) != len(parts):
                raise UnknowableError("unpacking")
            for part, item in zip(parts, values, strict=True):
                assign(evaluator, part, item, scope)
        case ast.Subscript(value=holder, slice=key):
            _set_item(evaluator.evaluate(holder, scope), evaluator.evaluate(key, scope), value)
        case _:
            raise UnknowableError("a target")


def _set_item(holder: object, key: object, value: object) -> None:
    if frames.is_frame(holder):
        frames.set_item(holder, key, value)
    elif isinstance(holder, Array):
        if type(key) is not int or type(value) is not type(holder.values[key]):
            raise UnknowableError("storing into an array")
        holder.values[key] = value  # type: ignore[call-overload]
    elif (isinstance(holder, list) and type(key) is int) or isinstance(holder, dict):
        holder[key] = value  # type: ignore[call-overload]
        checked(holder)
    else:
        raise UnknowableError("storing an item")


def _assign(evaluator: Evaluator, node: ast.Assign, scope: Scope) -> None:
    value = evaluator.evaluate(node.value, scope)
    for target in node.targets:
        assign(evaluator, target, value, scope)


def _annotated(evaluator: Evaluator, node: ast.AnnAssign, scope: Scope) -> None:
    if node.value is not None:
        assign(evaluator, node.target, evaluator.evaluate(node.value, scope), scope)


def _augmented(evaluator: Evaluator, node: ast.AugAssign, scope: Scope) -> None:
    before = evaluator.evaluate(_loaded(node.target), scope)
    value = evaluator.evaluate(node.value, scope)
    if frames.is_frame(before) or frames.is_frame(value):
        if isinstance(node.target, ast.Name):
            raise UnknowableError("changing a column in place")
        assign(evaluator, node.target, frames.binary(type(node.op), before, value), scope)
        return
    if isinstance(before, list) and isinstance(node.op, ast.Add):
        before.extend(items_of(value))
        checked(before)
        return
    if isinstance(before, Array | set | dict):
        raise UnknowableError("changing a value in place")
    assign(evaluator, node.target, binary(type(node.op), before, value), scope)


def _loaded(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=value, slice=key):
            return ast.Subscript(value, key, ast.Load())
    raise UnknowableError("a target")


def _return(evaluator: Evaluator, node: ast.Return, scope: Scope) -> None:
    raise ReturnedError(None if node.value is None else evaluator.evaluate(node.value, scope))


def _expression(evaluator: Evaluator, node: ast.Expr, scope: Scope) -> None:
    evaluator.evaluate(node.value, scope)


def _if(evaluator: Evaluator, node: ast.If, scope: Scope) -> None:
    run_block(evaluator, node.body if truth(evaluator.evaluate(node.test, scope)) else node.orelse, scope)


def _for(evaluator: Evaluator, node: ast.For, scope: Scope) -> None:
    source = evaluator.evaluate(node.iter, scope)
    before = list(items_of(source))
    for item in before:
        evaluator.step()
        assign(evaluator, node.target, item, scope)
        try:
            run_block(evaluator, node.body, scope)
        except _NextError:
            continue
        except _LoopEndedError:
            break
    else:
        run_block(evaluator, node.orelse, scope)
        return
    if not isinstance(source, str | range | tuple | Array) and items_of(source) != before:
        raise UnknowableError("a loop that changes or leaves what it goes through")


def _while(evaluator: Evaluator, node: ast.While, scope: Scope) -> None:
    while truth(evaluator.evaluate(node.test, scope)):
        evaluator.step()
        try:
            run_block(evaluator, node.body, scope)
        except _NextError:
            continue
        except _LoopEndedError:
            return
    run_block(evaluator, node.orelse, scope)


def _break(_: Evaluator, node: ast.Break, scope: Scope) -> None:
    del node, scope
    raise _LoopEndedError


def _continue(_: Evaluator, node: ast.Continue, scope: Scope) -> None:
    del node, scope
    raise _NextError


def _pass(_: Evaluator, node: ast.Pass, scope: Scope) -> None:
    del node, scope


def _delete(evaluator: Evaluator, node: ast.Delete, scope: Scope) -> None:
    for target in node.targets:
        match target:
            case ast.Name(id=name) if name in scope.names:
                del scope.names[name]
            case ast.Subscript(value=holder, slice=key):
                frames.delete_item(evaluator.evaluate(holder, scope), evaluator.evaluate(key, scope))
            case _:
                raise UnknowableError("a deletion")


def _assert(evaluator: Evaluator, node: ast.Assert, scope: Scope) -> None:
    if not truth(evaluator.evaluate(node.test, scope)):
        raise UnknowableError("an assertion that fails")


def _define(evaluator: Evaluator, node: ast.FunctionDef, scope: Scope) -> None:
    if node.decorator_list:
        raise UnknowableError("a decorator")
    scope.names[node.name] = UserFunction(node, evaluator.module, scope)


_STATEMENTS: Mapping[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Return: _return,
    ast.Expr: _expression,
    ast.If: _if,
    ast.For: _for,
    ast.While: _while,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.Pass: _pass,
    ast.Delete: _delete,
    ast.Assert: _assert,
    ast.FunctionDef: _define,
}
