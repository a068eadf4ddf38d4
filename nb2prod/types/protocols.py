"""Special methods of the notebook's own classes, which operators, displays and built-ins run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import Arguments
from nb2prod.types.classes import call_member, classes_of, library_bases, lineage, member
from nb2prod.types.join import join_many
from nb2prod.types.overrides import overriding_call
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NOTHING, Class, Function, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

SPECIAL = frozenset({"__init__", "__new__", "__class_getitem__", "__init_subclass__"})
DEEPEST = 6
"""How deep in calls the methods are followed that a value of an unknown type may have."""


def call_instance(machine: Machine, value: Value, arguments: Arguments) -> Value:
    """Interpret a call of an instance."""
    found = call_dunder(machine, value, "__call__", *arguments.positional)
    return found if found is not None else unknown_call(machine, value.type.head, (value, *arguments.every()))


def call_dunder(machine: Machine, value: Value, name: str, *arguments: Value) -> Value | None:
    """Interpret a special method of an instance; `None` if its class has none."""
    owners = classes_of(machine, value)
    if machine.overrides and not owners and overriding_call(machine, value, name, Arguments(arguments)) is not None:
        return NOTHING
    if not machine.classes:
        return None
    if not owners and not value.known:
        call_possible(machine, value, name, Arguments(arguments))
        return None
    found: list[Value] = []
    for owner in owners:
        method = member(owner, name)
        if method is not None:
            found.append(call_member(machine, method, value, Arguments(arguments)))
        elif not owner.plain or "?" in library_bases(owner):
            found.append(unknown_call(machine, f"{owner.name}.{name}", (value, *arguments)))
    return join_many(found) if found else None


def call_possible(machine: Machine, value: Value, name: str, arguments: Arguments) -> None:
    """Interpret a method on a value of an unknown type as if it were an instance of each class that has it.

    Args:
        machine: The state.
        value: The value.
        name: Name of the method.
        arguments: What it is given.
    """
    if machine.depth > DEEPEST:
        return
    for owner in [owner for owners in machine.classes.values() for owner in owners]:
        method = member(owner, name)
        if method is not None and _is_new(machine, method):
            instance = Value(TypeExpression(owner.name), value.regions or machine.heap.new())
            with machine.perhaps():
                call_member(machine, method, instance, arguments)


def _is_new(machine: Machine, method: Value) -> bool:
    return isinstance(method.refers, Function) and method.refers.node not in machine.running


def call_all(machine: Machine, value: Value) -> None:
    """Interpret all methods of an instance, as a library may that is given it."""
    if machine.depth > DEEPEST:
        return
    family = [each for owner in classes_of(machine, value) for each in lineage(owner)]
    for owner in family:
        for name, method in list(owner.body.items()):
            if name not in SPECIAL and _is_new(machine, method):
                with machine.perhaps():
                    call_member(machine, method, value, Arguments(spread=(NOTHING,)))


def call_class(machine: Machine, value: Value) -> None:
    """Interpret all methods of a class as they stand, as a metaclass's are when it makes a class."""
    if not isinstance(value.refers, Class):
        return
    for method in [method for each in lineage(value.refers) for method in each.body.values()]:
        if _is_new(machine, method):
            with machine.perhaps():
                machine.invoke(method, Arguments(spread=(NOTHING,)))
