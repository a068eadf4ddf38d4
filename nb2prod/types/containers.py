"""What the built-in containers hold, as far as stores into them tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import Arguments
from nb2prod.types.join import join_values
from nb2prod.types.shapes import generic, iterated, join_types
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

ONE = {"append": 0, "add": 0, "insert": 1, "appendleft": 0}
MANY = frozenset({"extend", "update"})


def note_store(machine: Machine, receiver: Value, method: str, arguments: Arguments) -> None:
    """Remember what a method puts into a list or set."""
    if receiver.type.head == "collections.defaultdict" and method in ("update", "setdefault"):
        refine(machine, receiver, TypeExpression(receiver.type.head))
    if receiver.type.head not in ("list", "set", "dict"):
        return
    given = arguments.positional
    if method in ONE and len(given) > ONE[method]:
        value = given[ONE[method]]
        note_callable(machine, receiver, value)
        refine(machine, receiver, generic(receiver.type.head, value.type))
    elif method in MANY and given:
        item = iterated(given[0].type, machine.knowledge)
        held = generic(receiver.type.head, item) if receiver.type.head != "dict" else given[0].type
        refine(machine, receiver, held if held.head == receiver.type.head else TypeExpression(receiver.type.head))


def note_callable(machine: Machine, container: Value, value: Value) -> None:
    """Remember that a container holds a callable."""
    for region in container.regions:
        known = machine.heap.callables.get(region)
        held = Value(value.type, refers=value.refers)
        if known is not None:
            machine.heap.callables[region] = join_values(known, held)
        elif value.refers is not None and not machine.heap.holds.get(region):
            machine.heap.callables[region] = held


def refine(machine: Machine, container: Value, stored: TypeExpression) -> None:
    """Give every name of an object the type that it has after a store.

    Args:
        machine: The state.
        container: The container before the store.
        stored: Type of a container that holds just what is stored.
    """
    for scope in {machine.scope, machine.notebook}:
        for name, value in scope.names.items():
            if value.regions and value.regions <= container.regions and value.type.head == container.type.head:
                empty = value.items == () and not value.type.arguments
                if empty or value.type.arguments:
                    kind = stored if empty else _joined(value.type, stored)
                    scope.names[name] = value._replace(type=kind, items=None, columns=())


def _joined(known: TypeExpression, stored: TypeExpression) -> TypeExpression:
    if len(known.arguments) != len(stored.arguments):
        return TypeExpression(known.head)
    return join_types(known, stored)
