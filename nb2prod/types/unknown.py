"""Calls that nothing is known of: they may do anything to what they are given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.iteration import exhaust
from nb2prod.types.values import NOTHING, Function, Several, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

DEEPEST = 4
"""How deep in calls a callback of an unknown call is still followed."""


def unknown_call(machine: Machine, text: str, values: Iterable[Value]) -> Value:
    """Record a call that no table knows.

    Args:
        machine: The state.
        text: How it is said to people.
        values: Its receiver and arguments, all of which it may change, call and keep.

    Returns:
        What is known of its result: that it may be or hold what it was given.
    """
    given = tuple(values)
    if text not in machine.record.unknown:
        machine.record.unknown.append(text)
    regions: frozenset[int] = frozenset()
    for value in given:
        exhaust(machine, value)
        machine.touch(value, deep=True, sure=False)
        _call_back(machine, value)
        regions |= value.regions
    # One object stands for all that the call saw, and each of them may hold it from now on.
    blurred = machine.heap.blur(regions)
    if len(regions) > 1:
        machine.heap.hold(regions, blurred)
    return Value(regions=machine.heap.compact(regions) | blurred)


def _call_back(machine: Machine, value: Value) -> None:
    match value.refers:
        case Function() as function:
            is_new = function.node not in machine.running
        case Several(members):
            is_new = any(isinstance(member, Function) and member.node not in machine.running for member in members)
        case _:
            is_new = False
    if is_new and machine.depth < DEEPEST:
        with machine.perhaps():
            machine.invoke(value, Arguments(spread=(NOTHING,)))
