"""Expressions: what they give."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.walk.attributes import attribute
from nb2prod.rules.leakage.walk.calls import call
from nb2prod.rules.leakage.walk.comprehensions import comprehension, dict_comprehension
from nb2prod.rules.leakage.walk.data import NOTHING, Data, touched
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.masks import comparison, complement, conjunction
from nb2prod.rules.leakage.walk.objects import Box, Function, Items, Named, Thing, data_of
from nb2prod.rules.leakage.walk.subscripts import subscript
from nb2prod.rules.leakage.walk.targets import assign

LITERALS = (str, int, float)


def evaluate(machine: Machine, node: ast.expr) -> Thing:
    """What an expression gives."""
    handler = HANDLERS.get(type(node))
    return handler(machine, node) if handler is not None else Box()


def _constant(_: Machine, node: ast.Constant) -> Thing:
    return Box(Data(literal=node.value)) if isinstance(node.value, LITERALS) else Box()


def _name(machine: Machine, node: ast.Name) -> Thing:
    return machine.scope.find(node.id) or Named(node.id)


def _tuple(machine: Machine, node: ast.Tuple | ast.List | ast.Set) -> Thing:
    values: list[Thing] = []
    for item in node.elts:
        value = machine.evaluate(item.value if isinstance(item, ast.Starred) else item)
        values += value.values if isinstance(item, ast.Starred) and isinstance(value, Items) else [value]
    texts = tuple(data_of(value).literal for value in values)
    if texts and all(isinstance(text, str) for text in texts):
        return Box(Data(literal=texts))
    return Items(values)


def _dict(machine: Machine, node: ast.Dict) -> Thing:
    keys: list[object] = [data_of(machine.evaluate(key)).literal if key else NOTHING for key in node.keys]
    return Items([machine.evaluate(value) for value in node.values], keys)


def _binary(machine: Machine, node: ast.BinOp) -> Thing:
    left, right = machine.evaluate(node.left), machine.evaluate(node.right)
    a, b = data_of(left), data_of(right)
    if isinstance(node.op, ast.BitAnd | ast.BitOr):
        return Box(conjunction(machine, node, a, b))
    if isinstance(node.op, ast.Add):
        if isinstance(left, Items) and isinstance(right, Items) and left.keys is None and right.keys is None:
            return Items(left.values + right.values)
        if isinstance(a.literal, tuple) and isinstance(b.literal, tuple):
            return Box(Data(literal=a.literal + b.literal))
    if isinstance(node.op, ast.Sub):
        b = _shift(b)
    base, other = (a, b) if a.rows or not b.rows else (b, a)
    set_against = isinstance(node.op, ast.Sub) and bool(a.predicted) != bool(b.predicted)
    element = base.element and (other.element or not other.rows)
    return Box(touched(base, other)._replace(element=element, compared=base.compared or other.compared or set_against))


def _shift(data: Data) -> Data:
    """What is subtracted: where a smallest value only moves the origin, it tells nothing."""
    learned = frozenset(fit for fit in data.fits if fit.what != "min")
    return data._replace(fits=learned) if not data.rows and len(learned) != len(data.fits) else data


def _unary(machine: Machine, node: ast.UnaryOp) -> Thing:
    data = data_of(machine.evaluate(node.operand))
    if isinstance(node.op, ast.Invert | ast.Not):
        return Box(complement(data))
    if isinstance(node.op, ast.USub) and isinstance(data.literal, int | float):
        return Box(Data(literal=-data.literal))
    return Box(data._replace(literal=NOTHING))


def _boolean(machine: Machine, node: ast.BoolOp) -> Thing:
    return joined([machine.evaluate(value) for value in node.values])


def _compare(machine: Machine, node: ast.Compare) -> Thing:
    return Box(comparison(machine, node))


def _if_else(machine: Machine, node: ast.IfExp) -> Thing:
    chosen = data_of(machine.evaluate(node.test)).all_fits
    value = joined([machine.evaluate(node.body), machine.evaluate(node.orelse)])
    return Box(touched(data_of(value), Data(fits=chosen))) if chosen and isinstance(value, Box) else value


def _lambda(machine: Machine, node: ast.Lambda) -> Thing:
    assert machine.site is not None, "code stands in a cell"
    return Function(node, machine.site, machine.scope)


def _walrus(machine: Machine, node: ast.NamedExpr) -> Thing:
    value = machine.evaluate(node.value)
    assign(machine, node.target, value)
    return value


def _inner(machine: Machine, node: ast.Starred | ast.Await) -> Thing:
    return machine.evaluate(node.value)


def _text(machine: Machine, node: ast.JoinedStr) -> Thing:
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            machine.evaluate(part.value)
    return Box()


def _yield(machine: Machine, node: ast.Yield | ast.YieldFrom) -> Thing:
    if node.value is not None:
        machine.returned.append(machine.evaluate(node.value))
    return Box()


HANDLERS: dict[type[ast.expr], Callable[..., Thing]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Tuple: _tuple,
    ast.List: _tuple,
    ast.Set: _tuple,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolean,
    ast.Compare: _compare,
    ast.IfExp: _if_else,
    ast.Lambda: _lambda,
    ast.NamedExpr: _walrus,
    ast.Starred: _inner,
    ast.Await: _inner,
    ast.JoinedStr: _text,
    ast.Yield: _yield,
    ast.YieldFrom: _yield,
    ast.Attribute: attribute,
    ast.Subscript: subscript,
    ast.Call: call,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.DictComp: dict_comprehension,
}
