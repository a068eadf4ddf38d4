"""Saying of the arguments of a call what a summary says of its placeholders."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from nb2prod.types.delayed import run_pending
from nb2prod.types.entries import forget
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.join import join_values
from nb2prod.types.recorder import Recorder
from nb2prod.types.summary import Summary
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine
    from nb2prod.types.scope import Scope


class Translation:
    """Says of a call's own objects what a summary says of its placeholders."""

    def __init__(self, machine: Machine, summary: Summary, bound: Mapping[str, Value]) -> None:
        self.machine = machine
        self.summary = summary
        self.known: dict[int, Regions] = {}
        self.inside: Regions = EMPTY
        self.inner: dict[int, Regions] = {}
        for name, (own, inner) in summary.places.items():
            regions = bound[name].regions if name in bound else EMPTY
            self.known[own] = regions
            self.inner[inner] = regions

    def existing(self, regions: Iterable[int]) -> Regions:
        """The objects of this call, without what the call makes."""
        found: set[int] = set()
        summary, heap = self.summary, self.machine.heap
        for region in regions:
            if region in self.known:
                found |= self.known[region]
            elif region in self.inner:
                found |= self._blurred(region)
            elif region not in summary.made and not heap.within(region, summary.first, summary.last):
                found.add(region)
        return frozenset(found)

    def _blurred(self, region: int) -> Regions:
        """One object for all that an argument holds."""
        heap = self.machine.heap
        regions = self.inner[region]
        self.known[region] = heap.blur(heap.content(regions)) if regions else EMPTY
        return self.known[region]

    def held(self) -> Regions:
        """The one object that stands for all that the made ones hold."""
        if not self.inside:
            self.inside = self.machine.heap.new(self.existing(self.summary.outer))
            self._flags(self.summary.made, next(iter(self.inside)))
        return self.inside

    def regions(self, regions: Regions) -> Regions:
        """The objects of this call; one that the call makes is made anew."""
        found = set(self.existing(regions))
        made = regions & self.summary.made
        if made:
            heap = self.machine.heap
            fresh = heap.new(self.held())
            (number,) = fresh
            self._flags(made, number)
            if len(made) == 1 and (entries := heap.entries.get(next(iter(made)))) is not None:
                heap.entries[number] = entries
            found |= fresh
        return frozenset(found)

    def _flags(self, made: Regions, number: int) -> None:
        heap = self.machine.heap
        delayed = [region for region in made if region in heap.pending]
        if delayed:
            heap.pending[number] = self._delayed(delayed)
        for region in made:
            if region in heap.channels:
                heap.channels[number] = heap.channels[region]
            if region in heap.kept:
                heap.kept[number] = heap.kept[region]
        for flags in (heap.iterators, heap.lazy, heap.instances):
            if not made.isdisjoint(flags):
                flags.add(number)
        if made <= heap.seeded:
            heap.seeded.add(number)

    def _delayed(self, regions: list[int]) -> Callable[[], object]:
        """What objects of the summary delay, said of this call's objects: run here once, its effects are kept."""
        machine = self.machine
        with machine.apart() as inner, machine.perhaps():
            for region in regions:
                run_pending(machine, region)
        with machine.apart() as kept, machine.perhaps():
            self.effects(inner)
        return lambda: merge(machine.record, kept)

    def value(self, value: Value) -> Value:
        """A value of the call."""
        items = None if value.items is None else tuple(map(self.value, value.items))
        if not value.regions:
            return value if items == value.items else value._replace(items=items)
        return value._replace(regions=self.regions(value.regions), items=items)

    def effects(self, record: Recorder) -> None:
        """Add effects to those of the statement."""
        mine = self.machine.record
        touched = self.existing(record.touched)
        mine.touched |= touched
        deep = self.existing(record.deep)
        mine.deep |= deep | (touched & self.machine.heap.blurred)
        if self.machine.heap.entries:
            forget(self.machine.heap, touched, deep=False)
            forget(self.machine.heap, deep, deep=True)
        if record.columns:
            mine.columns |= {
                use._replace(frames=self.existing(use.frames), origins=self.existing(use.origins))
                for use in record.columns
            }
        _merge_names(mine, record, self.machine.scope)
        if not self.machine.maybe and not self.machine.scope.returned:
            mine.certain += [self.existing(regions) for regions in record.certain]
            mine.certain_names |= record.certain_names


def merge(mine: Recorder, other: Recorder) -> None:
    """Add effects that are said of the same objects."""
    mine.touched |= other.touched
    mine.deep |= other.deep
    mine.columns |= other.columns
    _merge_names(mine, other, None)


def _merge_names(mine: Recorder, other: Recorder, scope: Scope | None) -> None:
    mine.reads |= other.reads
    mine.names |= other.names
    mine.shows |= other.shows
    for name, value in other.seen.items():
        mine.seen.setdefault(name, value)
    mine.captured.update((key, value) for key, value in other.captured.items() if key[0] is not scope)
    mine.unknown += [text for text in other.unknown if text not in mine.unknown]
    mine.callees += [name for name in other.callees if name not in mine.callees]


def apply_summary(machine: Machine, summary: Summary, bound: Mapping[str, Value]) -> Value:
    """Apply a summary to the arguments of a call.

    Args:
        machine: The state.
        summary: What the function does.
        bound: What its parameters are bound to.

    Returns:
        What the call gives back.
    """
    translation = Translation(machine, summary, bound)
    translation.effects(summary.record)
    result = translation.value(summary.result)
    for outer, inner in summary.edges:
        made = translation.held() if inner & summary.made else EMPTY
        machine.heap.hold(translation.existing((outer,)), translation.existing(inner) | made)
    names = machine.notebook.names
    for name, value in summary.record.written.items():
        new = translation.value(value)
        known = names.get(name)
        names[name] = new if known is None or not machine.maybe else join_values(known, new)
        machine.record.written[name] = names[name]
    return result
