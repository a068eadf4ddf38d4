"""Expressions: one handler for each kind of node."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from nb2prod.types import operators
from nb2prod.types.attributes import attribute, library_value
from nb2prod.types.calls import evaluate_call
from nb2prod.types.comprehensions import comprehension, generator, lambda_value
from nb2prod.types.delayed import run_pending
from nb2prod.types.iteration import consume, element
from nb2prod.types.join import join_many, join_values
from nb2prod.types.literals import constant, dict_display, joined_text, list_display, tuple_display
from nb2prod.types.model import TypeSource
from nb2prod.types.scope import lookup
from nb2prod.types.shapes import SLICE
from nb2prod.types.subscripts import evaluate_subscript
from nb2prod.types.targets import bind_name
from nb2prod.types.values import NONE, NOTHING, UNKNOWN_TYPE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Handler, Machine

USUAL = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot"}
"""What names stand for that everybody uses, where nothing that is seen binds them (`%pylab` does)."""

_BUILTINS = frozenset(dir(builtins)) | {"display", "get_ipython"}
_SLICE = Value(SLICE, source=TypeSource.LITERAL, confidence=1.0)


def _name(machine: Machine, node: ast.Name) -> Value:
    name = node.id
    found = lookup(machine.scope, name)
    if found is not None:
        where, value = found
        if where is machine.notebook:
            _note_read(machine, name, value)
        elif where is not machine.scope:
            machine.record.captured.setdefault((where, name), value)
        return value
    for module in reversed(machine.stars):
        qualified = f"{module}.{name}"
        knowledge = machine.knowledge
        if knowledge.call(qualified) or knowledge.type(qualified) or knowledge.value(qualified):
            return library_value(machine, qualified)
    if name in _BUILTINS:
        return library_value(machine, "IPython.display.display" if name == "display" else name)
    _note_read(machine, name, None)
    return library_value(machine, USUAL[name]) if name in USUAL else NOTHING


def _note_read(machine: Machine, name: str, value: Value | None) -> None:
    if machine.depth:
        machine.record.reads.add(name)
        if name not in machine.record.written:
            machine.record.seen.setdefault(name, value)


def _attribute(machine: Machine, node: ast.Attribute) -> Value:
    return attribute(machine, machine.evaluate(node.value), node.attr)


def _starred(machine: Machine, node: ast.Starred) -> Value:
    value = machine.evaluate(node.value)
    consume(machine, value)
    return element(machine, value)


def _binary(machine: Machine, node: ast.BinOp) -> Value:
    return operators.binary(machine, node.op, machine.evaluate(node.left), machine.evaluate(node.right))


def _unary(machine: Machine, node: ast.UnaryOp) -> Value:
    return operators.unary(machine, node.op, machine.evaluate(node.operand))


def _compare(machine: Machine, node: ast.Compare) -> Value:
    left, found = machine.evaluate(node.left), []
    for operator, part in zip(node.ops, node.comparators, strict=True):
        right = machine.evaluate(part)
        found.append(operators.compare(machine, operator, left, right))
        left = right
    return join_many(found)


def _bool(machine: Machine, node: ast.BoolOp) -> Value:
    first = machine.evaluate(node.values[0])
    with machine.perhaps():
        return join_many([first, *map(machine.evaluate, node.values[1:])])


def _if(machine: Machine, node: ast.IfExp) -> Value:
    machine.evaluate(node.test)
    with machine.perhaps():
        return join_values(machine.evaluate(node.body), machine.evaluate(node.orelse))


def _named(machine: Machine, node: ast.NamedExpr) -> Value:
    value = machine.evaluate(node.value)
    scope = machine.scope
    while scope.passing and scope.parent is not None:
        scope = scope.parent
    with machine.inside(scope):
        known = scope.names.get(node.target.id)
        bind_name(machine, node.target.id, join_values(known, value) if known is not None and machine.maybe else value)
    return value


def _slice(machine: Machine, node: ast.Slice) -> Value:
    for part in (node.lower, node.upper, node.step):
        if part is not None:
            machine.evaluate(part)
    return _SLICE


def _await(machine: Machine, node: ast.Await) -> Value:
    value = machine.evaluate(node.value)
    for region in value.regions:
        run_pending(machine, region)
    if value.type.head != "coroutine":
        return Value(regions=value.regions)
    kind = value.type.arguments[0] if value.type.arguments else UNKNOWN_TYPE
    return Value(kind, value.regions, value.source, value.confidence if kind.head != "?" else 0.0)


def _yield(machine: Machine, node: ast.Yield) -> Value:
    value = NONE if node.value is None else machine.evaluate(node.value)
    machine.scope.yielded.append(value)
    return Value(regions=machine.heap.new())


def _yield_from(machine: Machine, node: ast.YieldFrom) -> Value:
    value = machine.evaluate(node.value)
    consume(machine, value)
    machine.scope.yielded.append(element(machine, value))
    return NOTHING


EXPRESSIONS: dict[type[ast.AST], Handler] = {
    ast.Constant: constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.JoinedStr: joined_text,
    ast.Tuple: tuple_display,
    ast.List: list_display,
    ast.Set: list_display,
    ast.Dict: dict_display,
    ast.Starred: _starred,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.IfExp: _if,
    ast.NamedExpr: _named,
    ast.Slice: _slice,
    ast.Await: _await,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.Call: evaluate_call,
    ast.Subscript: evaluate_subscript,
    ast.ListComp: comprehension,
    ast.SetComp: comprehension,
    ast.DictComp: comprehension,
    ast.GeneratorExp: generator,
    ast.Lambda: lambda_value,
}
