"""Iterating: what it gives, and what it uses up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.types.delayed import run_pending
from nb2prod.types.frame_columns import element_texts
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.join import join_many
from nb2prod.types.shapes import INT, immutable, iterated, without_none
from nb2prod.types.values import Function, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

VIEWS = frozenset({"array", "series", "index", "tensor"})
"""Kinds whose parts are views of the whole."""


def kind_of(machine: Machine, value: Value) -> str:
    """Kind of a value's class as the tables name it; empty if there is none."""
    head = value.type.head
    found = machine.kinds.get(head)
    if found is None:
        head = without_none(value.type).head
        entry = machine.knowledge.type(head) if head != "?" else None
        found = entry.kind if entry is not None else ""
        if value.type.head != "|":
            machine.kinds[head] = found
    return found


def is_iterator(machine: Machine, value: Value) -> bool:
    """Whether iterating over a value may use it up."""
    if value.type.head in ("?", "iterator", "generator"):
        return bool(value.regions)
    return bool(value.regions) and kind_of(machine, value) in ("iterator", "file")


def consume(machine: Machine, value: Value) -> None:
    """Record that a value is iterated to its end: what it delays runs, and an iterator is used up."""
    if machine.classes:
        machine.iterate_instance(value)
    exhaust(machine, value)


def exhaust(machine: Machine, value: Value) -> None:
    """Record that an iterator is used up, if the value is one."""
    if not is_iterator(machine, value):
        return
    heap = machine.heap
    stack, seen = list(value.regions), set(value.regions)
    machine.use_up(value.regions, sure=value.type.head != "?")
    while stack:
        region = stack.pop()
        run_pending(machine, region)
        inner = heap.iterators.intersection(heap.holds.get(region, EMPTY)) - seen
        if inner:
            seen |= inner
            stack += inner
            machine.use_up(frozenset(inner), sure=False)


def elements(machine: Machine, value: Value) -> Regions:
    """Objects that the elements of a value may be."""
    if not value.regions:
        return EMPTY
    if kind_of(machine, value) in VIEWS:
        return value.regions
    return machine.heap.compact(_elements(machine, value.regions, set()))


def _elements(machine: Machine, regions: Regions, seen: set[int]) -> Regions:
    found: set[int] = set()
    for region in regions - seen:
        seen.add(region)
        if region in machine.heap.lazy:
            found |= _elements(machine, frozenset(machine.heap.holds.get(region, EMPTY)), seen)
        else:
            found |= machine.heap.content(frozenset((region,)))
    return frozenset(found)


def element(machine: Machine, value: Value) -> Value:
    """What iterating over a value gives for each round."""
    if value.items:
        return join_many(value.items)
    held = machine.heap.callables.get(next(iter(value.regions))) if len(value.regions) == 1 else None
    kind = iterated(value.type, machine.knowledge)
    refers = held.refers if held is not None else None
    if refers is not None and isinstance(refers, Function) and kind.head == "?":
        kind = held.type if held is not None else kind
    confidence = value.confidence if kind.head != "?" else 0.0
    items = None
    regions = EMPTY if immutable(kind, machine.knowledge) else elements(machine, value)
    if kind.head == "tuple" and kind.arguments:
        items = tuple(
            Value(
                part,
                EMPTY if immutable(part, machine.knowledge) else regions,
                source=value.source,
                confidence=confidence if part.head != "?" else 0.0,
            )
            for part in kind.arguments
        )
        if value.columns and kind.arguments[0] == INT:
            items = (*items[:-1], items[-1]._replace(columns=value.columns))
    # A text of a list is any of them: whoever reads the columns that they name reads all.
    texts = element_texts(value) if kind.head != "tuple" else ()
    return Value(kind, regions, value.source, confidence, refers=refers, items=items, columns=texts)
