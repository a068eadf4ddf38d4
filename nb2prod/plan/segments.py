"""Cutting the sequence of statements into steps, by dynamic programming over the cost of each step.

The cheapest partition of a sequence into segments with additive costs is found exactly in O(n · k) evaluations, where k
is the longest segment that is tried (Bellman's principle; the same recurrence as optimal line breaking).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.plan.cost import Weights, cost
from nb2prod.plan.growing import Context, Growing
from nb2prod.plan.items import Item
from nb2prod.plan.marks import Mark, marks_of

# More than any partition costs that leaves together what belongs together.
PARTED = 1e6


@dataclass(frozen=True, slots=True)
class Segment:
    """Consecutive items that become one step.

    Attributes:
        items: The items.
        parameters: Values that come in.
        returns: Values that go out.
        unset: Values that go out and that may be unbound: the step binds them to `None` first.
        cleared: Values that go out and that may be unbound since the step deletes them: it binds them to `None` then.
    """

    items: tuple[Item, ...]
    parameters: frozenset[str]
    returns: frozenset[str]
    unset: frozenset[str] = frozenset()
    cleared: frozenset[str] = frozenset()


def liveness(items: Sequence[Item], outputs: frozenset[str]) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    """Values that are read after each item, and those of them whose next read certainly happens."""
    live: list[frozenset[str]] = [frozenset()] * len(items)
    assured: list[frozenset[str]] = [frozenset()] * len(items)
    now, sure = frozenset(outputs), frozenset[str]()
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        live[index], assured[index] = now, sure
        now = (now if item.explore else now - item.must) | item.reads | item.needs
        maybe = item.binds | item.reads if not item.explore else frozenset[str]()
        sure = (sure - maybe) | (item.assured if not item.explore else frozenset())
    return live, assured


def certainly_bound(
    items: Sequence[Item], live: Sequence[frozenset[str]], start: frozenset[str] = frozenset()
) -> list[frozenset[str]]:
    """Values that the pipeline certainly holds before each item, those that it starts with included.

    What a step may bind and someone reads later is returned by it, so it is bound once the step has ended: either the
    step starts by binding it to `None`, or its `return` fails as the notebook's next read would.
    """
    found: list[frozenset[str]] = []
    now = start
    for item, after in zip(items, live, strict=True):
        found.append(now)
        if not item.explore:
            now = (now | item.must | (item.binds & after)) - item.deletes
    return found


def bound_at_end(items: Sequence[Item]) -> frozenset[str]:
    """Values that the pipeline can return: what stays in the pipeline itself may leave a name unbound."""
    now: set[str] = set()
    for item in items:
        if not item.explore:
            failing = item.unit.statement.expects_error
            lost = item.binds if item.inline and not failing else frozenset()
            now = (now - item.deletes - lost) | (item.must if item.inline or failing else item.binds)
    return frozenset(now)


def cut(items: Sequence[Item], context: Context) -> list[tuple[int, ...]]:
    """Cut the items that are neither exploration nor inline into steps.

    Args:
        items: All items that run, in order.
        context: Liveness, roles, headings and prices.

    Returns:
        Indices of the items of each step, in order; an inline item ends the step before it.
    """
    runs: list[list[int]] = [[]]
    for index, item in enumerate(items):
        if item.inline:
            runs.append([])
        elif not item.explore:
            runs[-1].append(index)
    return [segment for run in runs if run for segment in _best(items, run, context)]


def _best(items: Sequence[Item], run: Sequence[int], context: Context) -> list[tuple[int, ...]]:
    count = len(run)
    best: list[float] = [0.0] + [float("inf")] * count
    origin = [0] * (count + 1)
    marks = marks_of(items, run, context)
    for start in range(count):
        if best[start] == float("inf"):
            continue
        for end, price in _grow(marks, start, context.weights):
            total = best[start] + price
            if total < best[end] - 1e-9:
                best[end], origin[end] = total, start
    cuts: list[tuple[int, ...]] = []
    end = count
    while end > 0:
        cuts.append(tuple(run[origin[end] : end]))
        end = origin[end]
    return cuts[::-1]


def _grow(marks: Sequence[Mark], start: int, weights: Weights) -> Iterator[tuple[int, float]]:
    """Yield each end that a step from `start` may have, with its cost."""
    growing = Growing(marks[start])
    held: tuple[int, float] | None = None
    at_plot: tuple[int, float] | None = None
    for place in range(start, len(marks)):
        mark = marks[place]
        if place > start:
            if not growing.admits(mark):
                # What cannot stand in one function is parted, even where it had better stay together: if no other
                # way is left, and where a plot must see what stands between.
                if held is not None:
                    parted = at_plot or held
                    yield parted[0], parted[1] + PARTED
                return
            growing.take(mark)
        end = place + 1, cost(growing.measures(mark), weights)
        held = end if mark.open else None
        if held is None:
            at_plot = None
        elif marks[place + 1].explored:
            at_plot = end
        if held is None:
            yield end


def sign(indices: Sequence[int], items: Sequence[Item], context: Context) -> Segment:
    """Work out what a step takes and what it gives back.

    Args:
        indices: Indices of its items.
        items: All items.
        context: Liveness.

    Returns:
        The segment: parameters are what it reads and does not bind first, returns what it binds or changes and
        someone later reads. What it deletes in the end goes out only where the next read surely fails for it, too.
    """
    reads: set[str] = set()
    binds: set[str] = set()
    must: set[str] = set()
    gone: set[str] = set()
    bound = context.bound_before[indices[0]]
    for index in indices:
        item = items[index]
        reads |= {n for n in item.reads - must if n in bound or n not in binds}
        binds |= item.binds
        must = (must | item.must) - item.deletes
        gone = (gone | item.deletes) - item.binds
    assured = context.assured_after[indices[-1]]
    gone -= assured
    inside = range(indices[0], indices[-1] + 1)
    shown = {n for i in inside if items[i].explore for n in items[i].reads}
    out = (binds & (context.live_after[indices[-1]] | shown)) - gone
    certain = _read_surely([items[i] for i in indices])
    changed = {n for i in indices for n in items[i].unit.effects.certain & items[i].reads}
    handed_on = (changed & reads & context.live_after[indices[-1]]) - binds - gone
    loose = out - must
    unset = loose - bound - reads - assured - certain
    deleted = frozenset().union(*(items[i].deletes for i in indices))
    return Segment(
        items=tuple(items[i] for i in indices),
        parameters=frozenset(reads | (loose & bound)),
        returns=frozenset(out | handed_on),
        unset=frozenset(unset),
        cleared=frozenset(loose & deleted - assured),
    )


def _read_surely(items: Sequence[Item]) -> frozenset[str]:
    """Values that a step reads itself, whatever happens: where one is unbound, it fails as the notebook does."""
    return frozenset(n for i in items for n in i.assured | (i.absent & i.unit.facts.exposed))
