"""Expressions of the static evaluation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nb2prod.render.tests_of import frames
from nb2prod.render.tests_of.arrays import FUNCTIONS, array_attribute, array_item, array_method
from nb2prod.render.tests_of.comprehensions import listed, mapped
from nb2prod.render.tests_of.known import CONSTANTS, LIBRARY, formatted, method_of
from nb2prod.render.tests_of.operators import binary, compare, unary
from nb2prod.render.tests_of.values import (
    Array,
    Known,
    Library,
    Scope,
    UnknowableError,
    UserFunction,
    items_of,
    truth,
)

if TYPE_CHECKING:
    from nb2prod.render.tests_of.evaluate import Evaluator

_KINDS = {"int": int, "float": float, "str": str, "list": list, "dict": dict, "tuple": tuple, "bool": bool, "set": set}


def _constant(_: Evaluator, node: ast.Constant, scope: Scope) -> object:
    del scope
    return node.value


def _name(evaluator: Evaluator, node: ast.Name, scope: Scope) -> object:
    return evaluator.name(node.id, scope)


def _binary(evaluator: Evaluator, node: ast.BinOp, scope: Scope) -> object:
    left, right = evaluator.evaluate(node.left, scope), evaluator.evaluate(node.right, scope)
    if frames.is_frame(left) or frames.is_frame(right):
        return frames.binary(type(node.op), left, right)
    if evaluator.numpy and isinstance(left, str) and not isinstance(right, str | int | float):
        raise UnknowableError("the text of NumPy's numbers")
    return binary(type(node.op), left, right)


def _unary(evaluator: Evaluator, node: ast.UnaryOp, scope: Scope) -> object:
    value = evaluator.evaluate(node.operand, scope)
    if frames.is_frame(value):
        return frames.unary(type(node.op), value)
    if isinstance(node.op, ast.Not):
        return not truth(value)
    return unary(type(node.op), value)


def _logic(evaluator: Evaluator, node: ast.BoolOp, scope: Scope) -> object:
    value: object = None
    for part in node.values:
        value = evaluator.evaluate(part, scope)
        if truth(value) == isinstance(node.op, ast.Or):
            return value
    return value


def _compare(evaluator: Evaluator, node: ast.Compare, scope: Scope) -> object:
    left = evaluator.evaluate(node.left, scope)
    found: object = True
    for kind, side in zip(node.ops, node.comparators, strict=True):
        right = evaluator.evaluate(side, scope)
        if frames.is_frame(left) or frames.is_frame(right):
            found = frames.compare(type(kind), left, right)
        else:
            found = compare(type(kind), left, right, numpy=evaluator.numpy)
        if len(node.ops) > 1 and not truth(found):
            return found
        left = right
    return found


def _choice(evaluator: Evaluator, node: ast.IfExp, scope: Scope) -> object:
    return evaluator.evaluate(node.body if truth(evaluator.evaluate(node.test, scope)) else node.orelse, scope)


def _several(evaluator: Evaluator, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> object:
    values: list[object] = []
    for part in node.elts:
        if isinstance(part, ast.Starred):
            values += items_of(evaluator.evaluate(part.value, scope))
        else:
            values.append(evaluator.evaluate(part, scope))
    return {ast.List: list, ast.Tuple: tuple, ast.Set: set}[type(node)](values)


def _dict(evaluator: Evaluator, node: ast.Dict, scope: Scope) -> object:
    found: dict[object, object] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            raise UnknowableError("a dictionary in a dictionary")
        found[evaluator.evaluate(key, scope)] = evaluator.evaluate(value, scope)
    return found


def _subscript(evaluator: Evaluator, node: ast.Subscript, scope: Scope) -> object:
    value, key = evaluator.evaluate(node.value, scope), evaluator.evaluate(node.slice, scope)
    if frames.is_frame(value):
        return frames.item(value, key)
    if isinstance(value, Array):
        return array_item(value, key)
    if isinstance(value, str | list | tuple | dict | range):
        return value[key]  # type: ignore[index,call-overload]
    raise UnknowableError("an item")


def _slice(evaluator: Evaluator, node: ast.Slice, scope: Scope) -> object:
    return slice(*(None if p is None else evaluator.evaluate(p, scope) for p in (node.lower, node.upper, node.step)))


def _attribute(evaluator: Evaluator, node: ast.Attribute, scope: Scope) -> object:
    value = evaluator.evaluate(node.value, scope)
    if isinstance(value, Library):
        return library_member(f"{value.name}.{node.attr}")
    if frames.is_frame(value):
        return frames.attribute(value, node.attr)
    if isinstance(value, Array):
        return array_attribute(value, node.attr)
    raise UnknowableError(f"the attribute {node.attr}")


def library_member(name: str) -> object:
    """What a qualified name stands for."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    return LIBRARY.get(name) or FUNCTIONS.get(name) or Library(name)


def _call(evaluator: Evaluator, node: ast.Call, scope: Scope) -> object:
    match node.func:
        case ast.Name(id="isinstance") if len(node.args) > 1:
            return _isinstance(evaluator, node, scope)
        case ast.Attribute(value=receiver, attr=name):
            value = evaluator.evaluate(receiver, scope)
            function = _method(value, name)
        case called:
            function = evaluator.evaluate(called, scope)
    if isinstance(function, Library):
        function = library_member(function.name)
    given: list[object] = []
    for part in node.args:
        if isinstance(part, ast.Starred):
            given += items_of(evaluator.evaluate(part.value, scope))
        else:
            given.append(evaluator.evaluate(part, scope))
    if any(k.arg is None for k in node.keywords):
        raise UnknowableError("arguments from a dictionary")
    named = {str(k.arg): evaluator.evaluate(k.value, scope) for k in node.keywords}
    if isinstance(function, Library):
        return frames.library_call(function.name, given, named)
    if frames.is_frame(given[0] if given else None) and isinstance(function, Known):
        return frames.builtin_call(function.name, given, named)
    return evaluator.call(function, given, named)


def _method(value: object, name: str) -> object:
    if isinstance(value, Library):
        return Library(f"{value.name}.{name}")
    if frames.is_frame(value):
        return Known(f"method {name}", frames.method(value, name))
    call = array_method(value, name) if isinstance(value, Array) else method_of(value, name)
    if call is None:
        raise UnknowableError(f"the method {name}")
    return Known(f"method {name}", call)


def _isinstance(evaluator: Evaluator, node: ast.Call, scope: Scope) -> bool:
    value = evaluator.evaluate(node.args[0], scope)
    named = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    kinds = [_KINDS.get(n.id) for n in named if isinstance(n, ast.Name)]
    known = [k for k in kinds if k is not None]
    plain = isinstance(value, bool | int | float | str | list | tuple | dict | set | None)
    if len(known) != len(named) or not plain or (evaluator.numpy and isinstance(value, int | float)):
        raise UnknowableError("a check of types")
    return isinstance(value, tuple(known))


def _joined(evaluator: Evaluator, node: ast.JoinedStr, scope: Scope) -> str:
    parts: list[str] = []
    for part in node.values:
        match part:
            case ast.Constant(value=str(text)):
                parts.append(text)
            case ast.FormattedValue(value=inner, conversion=-1, format_spec=spec):
                value = evaluator.evaluate(inner, scope)
                if evaluator.numpy and not isinstance(value, str | int | float):
                    raise UnknowableError("the text of NumPy's numbers")
                parts.append(formatted(value, str(evaluator.evaluate(spec, scope)) if spec else ""))
            case _:
                raise UnknowableError("a representation")
    return "".join(parts)


def _lambda(evaluator: Evaluator, node: ast.Lambda, scope: Scope) -> object:
    return UserFunction(node, evaluator.module, scope)


EXPRESSIONS: Mapping[type[ast.expr], Callable[..., object]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _logic,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.List: _several,
    ast.Tuple: _several,
    ast.Set: _several,
    ast.Dict: _dict,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.JoinedStr: _joined,
    ast.Lambda: _lambda,
    ast.ListComp: listed,
    ast.SetComp: listed,
    ast.GeneratorExp: listed,
    ast.DictComp: mapped,
}
