"""Following a step statement by statement, and the pipeline step by step."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from nb2prod.render.tests_of.tracing.expressions import Scope, key_of, value_of
from nb2prod.render.tests_of.tracing.grid import Grid, UnfitError, stored
from nb2prod.render.tests_of.tracing.plain_calls import UNKNOWN

Values = dict[str, object]


def follow(
    node: ast.FunctionDef, given: Mapping[str, object], changed: frozenset[str], outer: Callable[[str], object]
) -> Values:
    """What the names of a function hold when it returns.

    Args:
        node: The function.
        given: What is known of its arguments.
        changed: Names whose values it may change in place; of these no more than a shape is ever known.
        outer: Gives the value of a name that it doesn't bind.

    Returns:
        Values that are known, by name.
    """
    names: Values = {n: _guarded(n, v, changed) for n, v in given.items()}
    own = {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)} | set(_stored(node))
    for name in own - names.keys():
        names[name] = UNKNOWN
    _block(node.body, Scope(names, outer), changed)
    return {n: v for n, v in names.items() if v is not UNKNOWN}


def _block(body: Sequence[ast.stmt], scope: Scope, changed: frozenset[str]) -> None:
    for statement in body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                found = value_of(value, scope)
                for target in targets:
                    _assign(target, found, scope, changed)
            case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
                _assign(target, value_of(value, scope), scope, changed)
            case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
                sides = ast.BinOp(ast.Name(name, ast.Load()), op, value)
                _assign(target, value_of(sides, scope), scope, changed)
            case ast.With(items=items, body=inner):
                for name in (n for i in items for n in _stored(i)):
                    scope.names[name] = UNKNOWN
                _block(inner, scope, changed)
            case _:
                for name in _stored(statement):
                    scope.names[name] = UNKNOWN


def _assign(target: ast.expr, value: object, scope: Scope, changed: frozenset[str]) -> None:
    match target:
        case ast.Name(id=name):
            scope.names[name] = _guarded(name, value, changed)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            items = list(value) if isinstance(value, list | tuple) and len(value) == len(parts) else None
            for part, item in zip(parts, items or [UNKNOWN] * len(parts), strict=True):
                _assign(part, item, scope, changed)
        case ast.Subscript(value=ast.Name(id=name), slice=key) if isinstance(scope.names.get(name), Grid):
            scope.names[name] = _with_item(name, key, value, scope)
        case _:
            for name in _stored(target):
                scope.names[name] = UNKNOWN


def _with_item(name: str, key: ast.expr, value: object, scope: Scope) -> Grid:
    """An array after something is stored into it."""
    before = scope.names[name]
    assert isinstance(before, Grid)
    try:
        return stored(before, key_of(key, scope), value)
    except (UnfitError, TypeError, ValueError, LookupError):
        return Grid(before.shape)


def _guarded(name: str, value: object, changed: frozenset[str]) -> object:
    if name not in changed:
        return value
    match value:
        case Grid(shape=shape):
            return Grid(shape)
        case list() | dict():
            return UNKNOWN
    return value


def _stored(node: ast.AST) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.ExceptHandler(name=str(name)):
                yield name
