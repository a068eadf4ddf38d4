"""What a function does, said of its parameters, and saying it of the arguments of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nb2prod.types.heap import EMPTY, Heap, Regions
from nb2prod.types.recorder import Recorder
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


@dataclass(frozen=True, slots=True)
class Summary:
    """One interpretation of a function's body.

    Objects that the call makes are made anew for each call: what its result may be, and as one all that this holds.

    Attributes:
        record: Its effects; objects are those of the call, placeholders for arguments among them.
        result: What it returns.
        places: For each parameter the placeholder for its object, and that for all that it holds.
        first: Number of the last object before the call.
        last: Number of the last object that the call made.
        edges: Objects from before the call, each with what the call put into it.
        outer: What the made objects hold of those from before the call.
        made: Objects that the call makes and that outlive it.
        logged: Length of the heap's log when it was made.
        size: How much could be reached from the notebook's names that it read.
    """

    record: Recorder
    result: Value
    places: Mapping[str, tuple[int, int]]
    first: int
    last: int
    edges: tuple[tuple[int, Regions], ...]
    outer: Regions
    made: Regions
    logged: int
    size: int

    def valid(self, machine: Machine) -> bool:
        """Whether all that the body read is still what it was."""
        return self.same_names(machine) and (
            self.logged == len(machine.heap.log) or self.size == seen_size(machine.heap, self.record)
        )

    def same_names(self, machine: Machine) -> bool:
        """Whether the names that the body read still stand for the same."""
        names = machine.notebook.names
        return all(names.get(name) is value for name, value in self.record.seen.items()) and all(
            scope.names.get(name) is value for (scope, name), value in self.record.captured.items()
        )


def seen_size(heap: Heap, record: Recorder) -> int:
    """How much can be reached from the notebook's names that were read; as edges are only added, it never shrinks."""
    values = [*record.seen.values(), *record.captured.values()]
    regions = frozenset().union(*(value.regions for value in values if value is not None))
    return len(heap.reach(regions)) if regions else 0


@dataclass(frozen=True, slots=True)
class Start:
    """The heap before a body is interpreted.

    Attributes:
        count: Number of the last object.
        logged: Length of the log.
        places: Placeholders of the parameters.
    """

    count: int
    logged: int
    places: dict[str, tuple[int, int]] = field(default_factory=dict)


def summarize(heap: Heap, record: Recorder, result: Value, start: Start) -> Summary:
    """Make a summary of a body that has been interpreted.

    Args:
        heap: The objects.
        record: What happened.
        result: What is returned.
        start: The heap before that.
    """
    first, last, places = start.count, heap.count, start.places
    placeholders = {place for pair in places.values() for place in pair}

    def local(region: int) -> bool:
        return region not in placeholders and heap.within(region, first, last)

    edges: dict[int, set[int]] = {}
    for outer, inner in heap.log[start.logged :]:
        if not local(outer):
            edges.setdefault(outer, set()).update(inner)
    # What a call leaves behind: in its result, in objects that were there before, and under the notebook's names.
    left = (_all_regions(value) for value in (result, *record.written.values()))
    stack = [region for region in set().union(*left, *edges.values()) if local(region)]
    made, held = set(stack), set()
    while stack:
        for other in heap.holds.get(stack.pop(), EMPTY):
            if other in made or other in held:
                continue
            if local(other):
                made.add(other)
                stack.append(other)
            else:
                held.add(other)
    kept = tuple((outer, frozenset(inner)) for outer, inner in edges.items())
    return Summary(
        record=record,
        result=result,
        places=places,
        first=first,
        last=last,
        edges=kept,
        outer=frozenset(held),
        made=frozenset(made),
        logged=len(heap.log),
        size=seen_size(heap, record),
    )


def _all_regions(value: Value) -> Iterable[int]:
    yield from value.regions
    for item in value.items or ():
        yield from _all_regions(item)


def changes_captured(machine: Machine, summary: Summary) -> bool:
    """Whether a body changes what it keeps from the call that defined it: neither argument nor the notebook's."""
    heap, record = machine.heap, summary.record
    if 0 in record.touched or record.unknown:
        return True
    placeholders = {place for pair in summary.places.values() for place in pair}
    touched = {
        region
        for region in record.touched | record.deep
        if region not in placeholders and not heap.within(region, summary.first, summary.last)
    }
    if not touched:
        return False
    seen = (value.regions for value in record.seen.values() if value is not None)
    return not touched <= heap.reach(frozenset().union(*seen))
