"""Classes of the notebook and their instances."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import Arguments
from nb2prod.types.functions import call_function
from nb2prod.types.heap import EMPTY
from nb2prod.types.join import join_many, join_values
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import without_none
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NOTHING, Bound, Class, Function, Library, Method, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

HARMLESS_BASES = frozenset(
    "object Exception ValueError TypeError RuntimeError KeyError abc.ABC enum.Enum enum.IntEnum typing.NamedTuple "
    "typing.Generic typing.Protocol dict list set tuple str int float".split()
)


def classes_of(machine: Machine, value: Value) -> list[Class]:
    """The notebook's classes that a value may be an instance of; several if a class was defined again."""
    return machine.classes.get(without_none(value.type).head, []) if machine.classes else []


def lineage(owner: Class) -> Iterator[Class]:
    """A class and those of its bases that the notebook defines."""
    yield owner
    for base in owner.bases:
        if isinstance(base.refers, Class) and base.refers is not owner:
            yield from lineage(base.refers)


def library_bases(owner: Class) -> list[str]:
    """Qualified names of the bases from libraries; `?` for one that is not known."""
    found: list[str] = []
    for each in lineage(owner):
        for base in each.bases:
            if isinstance(base.refers, Library):
                found.append(base.refers.name)
            elif not isinstance(base.refers, Class):
                found.append("?")
    return found


def member(owner: Class, name: str) -> Value | None:
    """What a class or its bases bind a name to."""
    return next((each.body[name] for each in lineage(owner) if name in each.body), None)


def class_attribute(base: Value, owner: Class, name: str) -> Value:
    """An attribute of a class itself; a class method takes the class, which it may change."""
    found = member(owner, name)
    match found:
        case Value(refers=Function() as function) if _decorated(function, "classmethod"):
            return found._replace(refers=replace(function, receiver=base), regions=base.regions)
    return found if found is not None else NOTHING


def instantiate(machine: Machine, owner: Class, arguments: Arguments) -> Value:
    """Interpret the making of an instance."""
    given = frozenset().union(*(value.regions for value in arguments.every()))
    made = Value(TypeExpression(owner.name), machine.heap.new(), TypeSource.PROPAGATION, 0.95)
    machine.heap.instances |= made.regions
    machine.record.callees.append(owner.name)
    start = member(owner, "__init__")
    unknown = not owner.plain or any(
        base not in HARMLESS_BASES and not is_known_base(machine, base) for base in library_bases(owner)
    )
    if start is not None:
        call_member(machine, start, made, arguments)
    else:
        machine.heap.hold(made.regions, given)
        _fill(machine, owner, made)
    if not owner.plain or member(owner, "__new__") is not None or (unknown and start is None):
        unknown_call(machine, owner.name, (made, *arguments.every()))
    return made


def _fill(machine: Machine, owner: Class, made: Value) -> None:
    """Interpret what the initializer of a dataclass runs: default factories and `__post_init__`."""
    for value in [value for each in lineage(owner) for value in each.body.values()]:
        if isinstance(value.refers, Bound):
            with machine.perhaps():
                machine.heap.hold(made.regions, machine.invoke(value, Arguments()).regions)
    after = member(owner, "__post_init__")
    if after is not None:
        call_member(machine, after, made, Arguments())


def is_known_base(machine: Machine, base: str) -> bool:
    """Whether a table knows a base class."""
    return base != "?" and (machine.knowledge.type(base) is not None or machine.knowledge.call(base) is not None)


def call_member(machine: Machine, found: Value, receiver: Value, arguments: Arguments) -> Value:
    """Interpret a call of what a class binds a name to, on an instance."""
    match found.refers:
        case Function() as function if function.receiver is None:
            return call_function(machine, found, replace(function, receiver=receiver), arguments)
    return machine.invoke(found, arguments)


def instance_attribute(machine: Machine, base: Value, owners: Sequence[Class], name: str) -> Value:
    """An attribute of an instance: a field, a method, a property, or something of a library's base."""
    found = [value for owner in owners if (value := _one(machine, base, owner, name)) is not None]
    return join_many(found) if found else _inherited(machine, base, owners, name)


def _one(machine: Machine, base: Value, owner: Class, name: str) -> Value | None:
    inside = machine.heap.content(base.regions) if base.regions else EMPTY
    stored = next((each.fields[name] for each in lineage(owner) if name in each.fields), None)
    found = member(owner, name)
    match found:
        case Value(refers=Function() as function):
            bound = replace(function, receiver=None if _static(function) else base)
            if is_property(owner, name):
                return call_function(machine, found, bound, Arguments())
            return found._replace(refers=bound, regions=base.regions)
        case Value() if stored is None:
            return found.at(found.regions | inside if found.regions else EMPTY)
    if stored is None:
        return None
    return stored.at(inside if not stored.known or stored.regions else EMPTY)


def is_property(owner: Class, name: str) -> bool:
    """Whether reading an attribute of instances runs a method."""
    found = member(owner, name)
    if found is None or not isinstance(found.refers, Function):
        return False
    return _decorated(found.refers, "property") or _decorated(found.refers, "cached_property")


def _static(function: Function) -> bool:
    return _decorated(function, "staticmethod")


def _decorated(function: Function, name: str) -> bool:
    decorators = [] if isinstance(function.node, ast.Lambda) else function.node.decorator_list
    return any(
        (isinstance(d, ast.Name) and d.id == name) or (isinstance(d, ast.Attribute) and d.attr == name)
        for d in decorators
    )


def _inherited(machine: Machine, base: Value, owners: Sequence[Class], name: str) -> Value:
    bases = [library for owner in owners for library in library_bases(owner)]
    for library in bases:
        if library != "?" and machine.knowledge.attribute(library, name) is not None:
            return NOTHING
        if library != "?" and machine.knowledge.method(library, name) is not None:
            receiver = Value(TypeExpression(library), base.regions, TypeSource.TABLE, 0.8)
            return Value(regions=base.regions, refers=Method(receiver, name, tuple(owners)))
    receiver = Value(regions=base.regions)
    return Value(regions=base.regions | machine.heap.parts(base.regions), refers=Method(receiver, name))


def store_field(machine: Machine, owners: Sequence[Class], name: str, value: Value, instance: Value = NOTHING) -> None:
    """Remember what an attribute of instances may be."""
    for owner in owners:
        setter = member(owner, "__setattr__")
        if setter is not None and instance is not NOTHING:
            call_member(machine, setter, instance, Arguments((NOTHING, value)))
        kept = value._replace(regions=value.regions and frozenset((0,)), literal=None, items=None)
        known = owner.fields.get(name)
        owner.fields[name] = kept if known is None else join_values(known, kept)
