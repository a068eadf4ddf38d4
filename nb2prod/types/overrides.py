"""Attributes of libraries that the notebook binds anew: after `pd.Series.hist = …` it is not what a table knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.shapes import without_none
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NOTHING, Function, Method, Several, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

ANY = "*"
"""The name of an attribute that is not known."""


@dataclass(frozen=True, slots=True)
class Override:
    """One attribute of a library that the notebook binds.

    Attributes:
        owner: Qualified name of the class or module.
        value: What it is now.
        region: An object that stands for it.
    """

    owner: str
    value: Value
    region: int


def override(machine: Machine, owner: str, name: str, value: Value) -> None:
    """Remember that an attribute of a library's class or module is the notebook's from now on.

    Args:
        machine: The state.
        owner: Qualified name of the class or module.
        name: Name of the attribute; `*` if it is not known.
        value: What it is now.
    """
    machine.patched[f"{owner}.{name}"] = value
    (region,) = machine.heap.new(value.regions)
    made = Override(machine.knowledge.canonical(owner), value, region)
    machine.overrides.setdefault(name, []).append(made)


def run_overrides(machine: Machine) -> None:
    """Interpret the notebook's functions that stand in libraries: whatever a library does may call them."""
    for each in [each for known in machine.overrides.values() for each in known]:
        called = each.value.refers
        if each.region in machine.record.ran or machine.exhausted or not isinstance(called, Function | Several):
            continue
        machine.record.ran.add(each.region)
        if not isinstance(called, Function) or called.node not in machine.running:
            with machine.perhaps():
                machine.invoke(each.value, Arguments(spread=(NOTHING,)))


def overriding_attribute(machine: Machine, base: Value, name: str) -> Value | None:
    """What an attribute gives that the notebook bound on the object's class; `None` if it bound none."""
    found = _overriding(machine, base, name)
    if not found:
        return None
    if all(isinstance(value.refers, Function) for value in found):
        return Value(regions=base.regions, refers=Method(base, name), channel=base.channel)
    return unknown_call(machine, f".{name}", (base, *found))


def overriding_call(machine: Machine, receiver: Value, name: str, arguments: Arguments) -> Value | None:
    """Interpret a call of a method that the notebook bound on the object's class; `None` if it bound none."""
    found = _overriding(machine, receiver, name)
    if not found:
        return None
    given = Arguments((receiver, *arguments.positional), arguments.keywords, arguments.spread)
    for value in found:
        with machine.perhaps():
            machine.invoke(value, given, name)
    return unknown_call(machine, name, (receiver, *arguments.every()))


def _overriding(machine: Machine, receiver: Value, name: str) -> list[Value]:
    """What the notebook may have bound an attribute of an object's class to."""
    if not machine.overrides:
        return []
    head = without_none(receiver.type).head
    known = [*machine.overrides.get(name, ()), *machine.overrides.get(ANY, ())]
    return [each.value for each in known if _may_be(machine, head, each.owner)]


def _may_be(machine: Machine, head: str, owner: str) -> bool:
    """Whether an object of a class may have what stands in another one."""
    if head in ("?", "|"):
        return True
    if machine.knowledge.is_subtype(head, owner) or machine.knowledge.is_subtype(owner, head):
        return True
    # A table need not know all bases of a class; those of another library are no relatives.
    return machine.knowledge.type(owner) is None and head.partition(".")[0] == owner.partition(".")[0]
