"""Literals and displays."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.entries import begin
from nb2prod.types.join import join_many
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import BOOL, BYTES, COMPLEX, FLOAT, INT, STR, generic
from nb2prod.types.showing import show
from nb2prod.types.values import NONE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

CONSTANTS = {str: STR, bytes: BYTES, int: INT, float: FLOAT, complex: COMPLEX, bool: BOOL}
LONGEST = 2_000
"""Texts longer than this are not carried along."""

MOST_ITEMS = 32
"""Longer tuples are data, not several values: nobody unpacks them name by name, or reads their type."""


def constant(machine: Machine, node: ast.Constant) -> Value:
    """Interpret a literal."""
    del machine
    value = node.value
    if value is None:
        return NONE
    kind = CONSTANTS.get(type(value))
    if kind is None:
        return Value(TypeExpression("Ellipsis"), source=TypeSource.LITERAL, confidence=1.0)
    literal = (
        value
        if isinstance(value, str | int | float) and not (isinstance(value, str) and len(value) > LONGEST)
        else None
    )
    return Value(kind, source=TypeSource.LITERAL, confidence=1.0, literal=literal)


def joined_text(machine: Machine, node: ast.JoinedStr) -> Value:
    """Interpret a text with values in it."""
    texts: list[str] | None = []
    for part in node.values:
        value = machine.evaluate(part.value if isinstance(part, ast.FormattedValue) else part)
        if isinstance(part, ast.FormattedValue):
            _format(machine, part, value)
        plain = isinstance(value.literal, str | int) and not getattr(part, "format_spec", None)
        texts = [*texts, str(value.literal)] if texts is not None and plain else None
    literal = "".join(texts) if texts is not None else None
    return Value(STR, source=TypeSource.LITERAL, confidence=1.0, literal=literal)


def _format(machine: Machine, part: ast.FormattedValue, value: Value) -> None:
    if part.format_spec is not None:
        machine.evaluate(part.format_spec)
    show(machine, value, ("__format__", "__str__", "__repr__"))


def tuple_display(machine: Machine, node: ast.Tuple) -> Value:
    """Interpret `(a, b)`."""
    values = [machine.evaluate(part) for part in node.elts]
    regions = machine.heap.new(r for v in values for r in v.regions) if any(v.regions for v in values) else frozenset()
    if len(values) > MOST_ITEMS or any(isinstance(part, ast.Starred) for part in node.elts):
        return Value(generic("tuple"), regions or machine.heap.new(), TypeSource.LITERAL, 1.0)
    kind = TypeExpression("tuple", tuple(v.type for v in values))
    return Value(kind, regions, TypeSource.LITERAL, 1.0, items=tuple(values), columns=_texts(values))


def list_display(machine: Machine, node: ast.List | ast.Set) -> Value:
    """Interpret `[a, b]` or `{a, b}`."""
    values = [machine.evaluate(part) for part in node.elts]
    head = "list" if isinstance(node, ast.List) else "set"
    regions = machine.heap.new(r for v in values for r in v.regions)
    if not values:
        return Value(generic(head), regions, TypeSource.LITERAL, 1.0, items=())
    joined = join_many(values)
    if joined.refers is not None:
        (region,) = regions
        machine.heap.callables[region] = Value(joined.type, refers=joined.refers)
    return Value(generic(head, joined.type), regions, TypeSource.LITERAL, 1.0, columns=_texts(values))


def _texts(values: list[Value]) -> tuple[str, ...]:
    texts = [v.literal for v in values if isinstance(v.literal, str)]
    return tuple(texts) if len(texts) == len(values) else ()


def dict_display(machine: Machine, node: ast.Dict) -> Value:
    """Interpret `{a: b}`."""
    keys = [machine.evaluate(key) for key in node.keys if key is not None]
    values = [machine.evaluate(value) for value in node.values]
    regions = machine.heap.new(r for v in [*keys, *values] for r in v.regions)
    if not values:
        begin(machine.heap, regions, ())
        return Value(generic("dict"), regions, TypeSource.LITERAL, 1.0, items=())
    if len(keys) != len(values):
        return Value(generic("dict"), regions, TypeSource.LITERAL, 1.0)
    joined = join_many(values)
    if joined.refers is not None:
        (region,) = regions
        machine.heap.callables[region] = Value(joined.type, refers=joined.refers)
    begin(machine.heap, regions, zip(keys, values, strict=True))
    kind = generic("dict", join_many(keys).type, joined.type)
    return Value(kind, regions, TypeSource.LITERAL, 1.0, columns=_texts(keys))
