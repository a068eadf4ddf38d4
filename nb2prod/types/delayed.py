"""Code that objects delay until they are iterated or used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def run_pending(machine: Machine, region: int) -> None:
    """Run what an object delays until it is iterated."""
    if region not in machine.heap.pending or region in machine.record.ran:
        return
    machine.record.ran.add(region)
    delayed = machine.heap.pending.pop(region)
    with machine.perhaps():
        delayed()
    machine.heap.pending[region] = delayed


def run_kept(machine: Machine, value: Value) -> None:
    """Interpret the functions that an object was given to keep, which any of its methods may call."""
    for region in value.regions & machine.heap.kept.keys():
        if region not in machine.record.ran and not machine.exhausted:
            machine.record.ran.add(region)
            with machine.perhaps():
                machine.invoke(machine.heap.kept[region], Arguments(spread=(NOTHING,)))
