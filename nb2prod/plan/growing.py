"""A step that grows item by item: what may join it, and what it would cost to end here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nb2prod.plan.cost import Measures, Weights
from nb2prod.plan.items import Item

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
    """The measures of a step, kept up to date while items join it."""

    def __init__(self, context: Context, bound: frozenset[str]) -> None:
        self.context = context
        self.bound = bound
        self.reads: set[str] = set()
        self.binds: set[str] = set()
        self.must: set[str] = set()
        self.gone: set[str] = set()
        self.shown: set[str] = set()
        self.stores: set[str] = set()
        self.absent: set[str] = set()
        self.meanings: dict[str, str] = {}
        self.modules: set[str] = set()
        self.activities: set[str] = set()
        self._cell = 0
        self.count = self.lines = self.headings = self.borders = 0

    def admits(self, item: Item, before: Item, explored: Iterable[Item]) -> bool:
        """Whether an item may join behind another one; exploration between them then comes after the step."""
        for shown in explored:
            self.shown |= shown.reads
        changed = item.stores | item.binds | item.deletes | item.unit.effects.mutates | item.unit.facts.changes
        if before.ends or self.shown & changed or self._fails_apart(item, before):
            return False
        if item.absent & self.stores or item.stores & self.absent:
            return False
        if any(self.meanings.get(name, text) != text for name, text in item.meanings):
            return False
        tied = before.glued or (before.unit.statement.expects_error and before.unit.cell == item.unit.cell)
        return tied or (self.lines + item.lines <= MOST_LINES and self.count < MOST_ITEMS)

    @staticmethod
    def _fails_apart(item: Item, before: Item) -> bool:
        """A cell that is meant to raise is a step of its own."""
        failing = before.unit.statement.expects_error
        return failing != item.unit.statement.expects_error or (failing and before.unit.cell != item.unit.cell)

    def take(self, item: Item, index: int) -> None:
        """Let an item join."""
        if self.count and item.unit.cell != self._cell:
            self.borders += 1
            self.headings += item.unit.cell in self.context.headings
        self._cell = item.unit.cell
        self.count += 1
        self.lines += item.lines
        self.meanings.update(item.meanings)
        self.stores |= item.stores
        self.absent |= item.absent
        self.reads |= {n for n in item.reads - self.must if n in self.bound or n not in self.binds}
        self.binds |= item.binds
        self.must = (self.must | item.must) - item.deletes
        self.gone = (self.gone | item.deletes) - item.binds
        self.modules.add(self.context.module_of[index])
        self.activities.add(self.context.activity_of[index])

    def measures(self, index: int, *, torn: bool) -> Measures:
        """Measure the step as it would be if it ended with the item at an index."""
        gone = self.gone - self.context.assured_after[index]
        out = (self.binds & (self.context.live_after[index] | self.shown)) - gone
        through = (out - self.must) & self.bound
        return Measures(
            roles=len(self.modules - {""}),
            activities=len(self.activities - {""}),
            parameters=len(self.reads | through),
            returned=len(out),
            lines=self.lines,
            headings=self.headings,
            cell_borders=self.borders,
            torn=torn,
        )
