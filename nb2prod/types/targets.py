"""Targets of assignments."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.types.attributes import store_attribute
from nb2prod.types.heap import MANY
from nb2prod.types.iteration import consume, element
from nb2prod.types.join import join_values
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import generic, immutable
from nb2prod.types.subscripts import store_item
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def assign_target(machine: Machine, target: ast.expr, value: Value) -> None:
    """Interpret an assignment of a value to a target."""
    match target:
        case ast.Name(id=name):
            bind_name(machine, name, value)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            _unpack(machine, parts, value)
        case ast.Starred(value=inner):
            assign_target(machine, inner, value)
        case ast.Attribute(value=base, attr=name):
            store_attribute(machine, machine.evaluate(base), name, value)
        case ast.Subscript(value=base, slice=key):
            store_item(machine, machine.evaluate(base), machine.evaluate(key), value)


def bind_name(machine: Machine, name: str, value: Value) -> None:
    """Bind a name in the scope that it belongs to."""
    if len(value.regions) > MANY:
        value = value.at(machine.heap.compact(value.regions))
    scope = machine.scope
    outer = scope.outer.get(name)
    if outer is None:
        scope.names[name] = value
        return
    if outer:
        _write(machine, name, value)
        return
    enclosing = scope.parent
    while enclosing is not None and (name not in enclosing.names or enclosing.hidden):
        enclosing = enclosing.parent
    if enclosing is not None and enclosing is not machine.notebook:
        enclosing.names[name] = join_values(enclosing.names[name], value)
        machine.record.touched.add(0)


def _write(machine: Machine, name: str, value: Value) -> None:
    """Bind a name of the notebook's scope from within a function."""
    names = machine.notebook.names
    known = names.get(name)
    certain = not machine.maybe and not machine.scope.returned
    names[name] = value if known is None or certain else join_values(known, value)
    machine.record.written[name] = names[name]
    machine.record.names.add(name)
    if certain:
        machine.record.certain_names.add(name)


def _unpack(machine: Machine, parts: list[ast.expr], value: Value) -> None:
    consume(machine, value)
    items = value.items
    starred = [position for position, part in enumerate(parts) if isinstance(part, ast.Starred)]
    if items is not None and not starred and len(items) == len(parts):
        for part, item in zip(parts, items, strict=True):
            assign_target(machine, part, item)
        return
    each = element(machine, value)
    kinds = value.type.arguments if value.type.head == "tuple" and len(value.type.arguments) == len(parts) else None
    for position, part in enumerate(parts):
        if isinstance(part, ast.Starred):
            kind = generic("list", each.type)
            regions = machine.heap.new(each.regions)
            assign_target(machine, part.value, Value(kind, regions, TypeSource.PROPAGATION, 0.9))
        elif kinds is not None and not starred:
            assign_target(machine, part, _retyped(machine, each, value, position))
        else:
            assign_target(machine, part, each)


def _retyped(machine: Machine, each: Value, value: Value, position: int) -> Value:
    kind = value.type.arguments[position]
    if kind.head == "?":
        return Value(regions=each.regions or machine.heap.parts(value.regions))
    if immutable(kind, machine.knowledge):
        return Value(kind, source=value.source, confidence=value.confidence)
    regions = each.regions or machine.heap.parts(value.regions)
    return Value(kind, regions, value.source, value.confidence)
