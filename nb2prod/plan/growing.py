"""A step that grows item by item: what may join it, and what it would cost to end here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.plan.cost import Measures, Weights
from nb2prod.plan.marks import Mark

MOST_LINES = 54
MOST_ITEMS = 45


@dataclass(frozen=True, slots=True)
class Context:
    """What the cut is decided on.

    Attributes:
        live_after: For each item of the whole sequence, by its index: values that are read after it.
        bound_before: For each item: values that are certainly bound before it.
        module_of: For each item the module of its role; empty for one that fits everywhere.
        activity_of: For each item its activity; empty for one that fits everywhere.
        headings: Cells that follow a heading.
        assured_after: For each item: values whose next read certainly happens.
        weights: Prices.
    """

    live_after: Sequence[frozenset[str]]
    bound_before: Sequence[frozenset[str]]
    module_of: Sequence[str]
    activity_of: Sequence[str]
    headings: frozenset[int]
    assured_after: Sequence[frozenset[str]]
    weights: Weights


class Growing:
    """The measures of a step, kept up to date while items join it; sets of names are numbers, as in a mark."""

    def __init__(self, first: Mark) -> None:
        self.bound = first.bound
        self.reads = first.reads
        self.binds = first.binds
        self.must = first.must & ~first.deletes
        self.shown = 0
        self.stores = first.stores
        self.absent = first.absent
        self.meanings = first.meanings
        self.modules = first.module
        self.activities = first.activity
        self.count, self.lines, self.headings, self.borders = 1, first.lines, 0, 0

    def admits(self, mark: Mark) -> bool:
        """Whether an item may join; exploration before it then comes after the step."""
        self.shown |= mark.explored
        if mark.parted or self.shown & mark.changes or mark.clashes & self.meanings:
            return False
        if mark.absent & self.stores or mark.stores & self.absent:
            return False
        return mark.tied or (self.lines + mark.lines <= MOST_LINES and self.count < MOST_ITEMS)

    def take(self, mark: Mark) -> None:
        """Let an item join."""
        self.borders += mark.border
        self.headings += mark.heading
        self.count += 1
        self.lines += mark.lines
        self.meanings |= mark.meanings
        self.stores |= mark.stores
        self.absent |= mark.absent
        self.reads |= mark.reads & ~self.must & (self.bound | ~self.binds)
        self.binds |= mark.binds
        self.must = (self.must | mark.must) & ~mark.deletes
        self.modules |= mark.module
        self.activities |= mark.activity

    def measures(self, last: Mark) -> Measures:
        """Measure the step as it would be if it ended with an item that has joined."""
        out = self.binds & (last.live | self.shown)
        through = out & self.bound & ~self.must
        # By position, in half the time that names take: this is asked of every step that is tried.
        return Measures(
            self.modules.bit_count(),
            self.activities.bit_count(),
            (self.reads | through).bit_count(),
            out.bit_count(),
            self.lines,
            self.headings,
            self.borders,
            last.torn,
            self.count == 1 and last.thin,
        )
