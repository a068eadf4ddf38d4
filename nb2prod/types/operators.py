"""What operators give."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.types import array_operations, arrays, shapes
from nb2prod.types.arithmetic import RANK, is_foreign, is_scalar, ranked, result_type
from nb2prod.types.classes import classes_of
from nb2prod.types.heap import EMPTY
from nb2prod.types.iteration import elements, kind_of
from nb2prod.types.model import TypeSource
from nb2prod.types.protocols import call_dunder
from nb2prod.types.shapes import BOOL, COMPLEX, FLOAT, INT, STR
from nb2prod.types.showing import AS_TEXT, show
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

NAMES: dict[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.MatMult: "matmul",
    ast.BitAnd: "and",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.Eq: "eq",
    ast.NotEq: "ne",
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.In: "contains",
    ast.NotIn: "contains",
}
LONGEST = 1_000
"""Texts that grow longer than this are not carried along."""


def binary(machine: Machine, operator: ast.operator, left: Value, right: Value) -> Value:
    """What an operator on two values gives."""
    if machine.classes and (classes_of(machine, left) or classes_of(machine, right)):
        return _own(machine, NAMES[type(operator)], left, right)
    if machine.classes and not (left.known and right.known):
        call_dunder(machine, left, f"__{NAMES[type(operator)]}__", right)
        call_dunder(machine, right, f"__r{NAMES[type(operator)]}__", left)
    if isinstance(operator, ast.Mod) and left.type == STR:
        for each in right.items or (right,):
            show(machine, each, AS_TEXT)
    if isinstance(left.literal, str) and isinstance(right.literal, str) and isinstance(operator, ast.Add):
        joined = left.literal + right.literal
        return Value(STR, source=TypeSource.LITERAL, confidence=1.0, literal=joined if len(joined) < LONGEST else None)
    kind = result_type(machine, operator, left, right)
    if kind.head == "?":
        return (
            Value(regions=machine.heap.new(left.regions | right.regions)) if left.regions or right.regions else NOTHING
        )
    confidence = min(left.confidence or 0.7, right.confidence or 0.7, 0.95)
    regions = EMPTY
    if not shapes.immutable(kind, machine.knowledge):
        held = elements(machine, left) | elements(machine, right) if kind.head in ("list", "tuple") else EMPTY
        regions = machine.heap.new(held)
    items = left.items + right.items if kind.head == "tuple" and left.items and right.items else None
    columns = (
        left.columns if kind.head == "list" and isinstance(operator, ast.Add) and left.columns and right.columns else ()
    )
    return Value(
        kind,
        regions,
        TypeSource.PROPAGATION,
        confidence,
        items=items,
        columns=columns + right.columns if columns else (),
    )


def compare(machine: Machine, operator: ast.cmpop, left: Value, right: Value) -> Value:
    """What a comparison gives."""
    if isinstance(operator, ast.Is | ast.IsNot):
        return Value(BOOL, source=TypeSource.PROPAGATION, confidence=1.0)
    if machine.classes and (classes_of(machine, left) or classes_of(machine, right)):
        first, second = (right, left) if isinstance(operator, ast.In | ast.NotIn) else (left, right)
        _own(machine, NAMES[type(operator)], first, second)
        return NOTHING
    if machine.classes and not (left.known and right.known):
        call_dunder(machine, left, f"__{NAMES[type(operator)]}__", right)
        call_dunder(machine, right, f"__{NAMES[type(operator)]}__", left)
    if isinstance(operator, ast.In | ast.NotIn):
        return Value(BOOL, source=TypeSource.PROPAGATION, confidence=0.98)
    widest = ranked(machine, left, right)
    if widest is not None:
        kind = arrays.ARRAY if kind_of(machine, Value(widest)) == "index" else widest
        if kind.head == arrays.ARRAY.head:
            kind = array_operations.combined(operator, left.type, right.type)
        return Value(kind, machine.heap.new(), TypeSource.PROPAGATION, 0.9)
    if left.known and right.known and not is_foreign(machine, left) and not is_foreign(machine, right):
        is_numpy = left.type.head.startswith("numpy.") or right.type.head.startswith("numpy.")
        return Value(arrays.BOOL_ if is_numpy else BOOL, source=TypeSource.PROPAGATION, confidence=0.9)
    return NOTHING


def unary(machine: Machine, operator: ast.unaryop, value: Value) -> Value:
    """What an operator on one value gives."""
    if isinstance(operator, ast.Not):
        return Value(BOOL, source=TypeSource.PROPAGATION, confidence=1.0)
    if classes_of(machine, value):
        found = call_dunder(
            machine, value, {ast.USub: "__neg__", ast.UAdd: "__pos__"}.get(type(operator), "__invert__")
        )
        return found if found is not None else NOTHING
    if value.type in (INT, FLOAT, COMPLEX):
        literal = -value.literal if isinstance(operator, ast.USub) and isinstance(value.literal, int | float) else None
        return Value(value.type, source=value.source, confidence=value.confidence, literal=literal)
    if kind_of(machine, value) in RANK:
        return Value(value.type, machine.heap.new(), TypeSource.PROPAGATION, value.confidence)
    return Value(value.type, source=value.source, confidence=value.confidence) if is_scalar(machine, value) else NOTHING


def _own(machine: Machine, name: str, left: Value, right: Value) -> Value:
    found = call_dunder(machine, left, f"__{name}__", right)
    if found is None:
        found = call_dunder(machine, right, f"__r{name}__", left)
    if found is None and name == "contains":
        found = call_dunder(machine, left, "__iter__")
    return found if found is not None else Value(regions=machine.heap.new(left.regions | right.regions))
