"""`super()` in methods of the notebook's classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.classes import HARMLESS_BASES, call_member, is_known_base, member
from nb2prod.types.library import call_entry
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NONE, Class, Library, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def super_method(machine: Machine, name: str, arguments: Arguments) -> Value | None:
    """Interpret `super().name(...)`; `None` outside of a method."""
    owner, receiver = machine.scope.owner, machine.scope.receiver
    if owner is None or receiver is None:
        return None
    for base in owner.bases:
        match base.refers:
            case Class() as parent:
                found = member(parent, name)
                if found is not None:
                    return call_member(machine, found, receiver, arguments)
            case Library(library):
                return _library_super(machine, library, name, receiver, arguments)
    if not owner.bases or all(isinstance(base.refers, Class) for base in owner.bases):
        return NONE
    return unknown_call(machine, f"super().{name}", (receiver, *arguments.every()))


def _library_super(machine: Machine, library: str, name: str, receiver: Value, arguments: Arguments) -> Value:
    if library in HARMLESS_BASES or (name == "__init__" and is_known_base(machine, library)):
        machine.touch(receiver, sure=False)
        machine.heap.hold(receiver.regions, (r for value in arguments.every() for r in value.regions))
        return NONE
    entry = machine.knowledge.method(library, name)
    if entry is not None:
        return call_entry(machine, entry, arguments, receiver)
    return unknown_call(machine, f"{library}.{name}", (receiver, *arguments.every()))
