"""Which objects the result of a known call may be or hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.call import Call
from nb2prod.types.figures import FIGURES, mark_drawn
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.iteration import VIEWS, elements, kind_of
from nb2prod.types.shapes import immutable
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

CONTAINERS = frozenset("list tuple set frozenset dict".split())
COPIED = frozenset({"list", "dict", "tuple", "set", "range", "str"})
"""Builtins that a frame or array copies from."""


def place(machine: Machine, call: Call, value: Value) -> Value:
    """Give the result of a call its objects.

    Args:
        machine: The state.
        call: The call.
        value: Its result without objects.
    """
    kind = value.type
    if immutable(kind, machine.knowledge):
        return value
    shared = _shared(call) or _drawn(machine, call)
    if kind.head == "tuple" and kind.arguments:
        return _tuple(machine, call, value, shared)
    oldest = machine.heap.count
    placed = value.at(_regions(machine, call, kind, shared))
    if "figures" in call.entry.writes:
        mark_drawn(machine.heap, placed, oldest)
    kin = map(machine.knowledge.type, machine.knowledge.ancestors(kind.head)) if kind.head not in ("?", "|") else ()
    channel = next((entry.channel for entry in kin if entry is not None and entry.channel), "")
    if channel:
        _attach_channel(machine, call, placed, channel)
    return placed


def _shared(call: Call) -> list[Value]:
    found: list[Value] = []
    for name in call.entry.shares:
        if name != "self":
            found += call.given(name)
        elif call.receiver.regions:
            found.append(call.receiver)
    if call.entry.shares and not call.entry.args and not {"*", "**", "self"} & set(call.entry.shares):
        found += call.arguments.positional[:1]
    return [value for value in found if value.regions]


def _drawn(machine: Machine, call: Call) -> list[Value]:
    """A figure or an array of axes: what is made of it holds the same axes, also where an array's data is copied."""
    channels = machine.heap.channels
    if not channels:
        return []
    given = (call.receiver, *call.arguments.positional)
    return [v for v in given if any(channels.get(region) == FIGURES for region in v.regions)]


def _tuple(machine: Machine, call: Call, value: Value, shared: list[Value]) -> Value:
    items = tuple(
        place(machine, call, Value(part, source=value.source, confidence=value.confidence if part.head != "?" else 0.0))
        for part in value.type.arguments
    )
    held = {region for item in items for region in item.regions}
    held |= {region for each in shared for region in each.regions}
    return value._replace(items=items, regions=machine.heap.new(held) if held else EMPTY)


def _regions(machine: Machine, call: Call, kind: TypeExpression, shared: list[Value]) -> Regions:
    if not shared:
        return machine.heap.new()
    heap = machine.heap
    wanted = kind_of(machine, Value(kind))
    if call.entry.returns.startswith(("item:", "value:", "key:")):
        return frozenset().union(*(elements(machine, value) for value in shared))
    if kind.head == "?":
        own = frozenset().union(*(value.regions for value in shared))
        return own | heap.parts(own) | heap.new(own)
    if kind.head in ("iterator", "generator"):
        fresh = heap.new(region for value in shared for region in value.regions)
        heap.lazy |= fresh
        heap.iterators |= fresh
        for value in shared:
            if not value.known:
                heap.iterators |= value.regions
        return fresh
    if kind.head in CONTAINERS:
        return heap.new(region for value in shared for region in elements(machine, value))
    return _view(machine, kind, wanted, shared)


def _view(machine: Machine, kind: TypeExpression, wanted: str, shared: list[Value]) -> Regions:
    heap = machine.heap
    found: set[int] = set()
    held: set[int] = set()
    for value in shared:
        mine = kind_of(machine, value)
        if wanted in VIEWS or wanted == "frame":
            if value.type.head in COPIED:
                held |= heap.reach(value.regions) & heap.instances  # of objects only the reference is copied
                continue
            inner = heap.content(value.regions) if mine == "frame" else value.regions
            (held if wanted == "frame" else found).update(inner)
        elif wanted in ("indexer", "accessor") or value.type.head == kind.head:
            found |= value.regions
        else:
            held |= value.regions
    if found and not held:
        return frozenset(found)
    return frozenset(found) | heap.new(held)


def _attach_channel(machine: Machine, call: Call, value: Value, channel: str) -> None:
    if not channel.startswith("files"):
        for region in value.regions:
            machine.heap.channels[region] = f"<{channel}>"
        return
    record = machine.record
    fine = {c for c in record.reads | record.names if c.startswith("<files")}
    exact = fine.pop() if len(fine) == 1 and call.entry.paths else "<files>"
    for region in value.regions:
        machine.heap.channels[region] = exact
