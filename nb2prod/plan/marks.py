"""The items of a run in numbers.

Growing steps from every place to every end compares the same sets of names over and over. As numbers with a bit for
each name a set is compared, joined and counted at once, however many names it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from nb2prod.plan.items import Item
from nb2prod.plan.thin import is_thin

if TYPE_CHECKING:
    from nb2prod.plan.growing import Context


class Mark(NamedTuple):
    """One item; every set is a number with a bit for each member.

    Attributes:
        reads: Values that it needs from before.
        binds: Values that it may bind.
        must: Values that it certainly binds.
        deletes: Names that it may unbind.
        stores: Names that are local to the function that holds it.
        absent: Values that no function which binds them may hold together with it.
        changes: Whatever it binds, unbinds or changes.
        live: Values that are read after it.
        bound: Values that are certainly bound before it.
        explored: Values that exploration between the item before and this one reads.
        meanings: What it means by names that several imports bind.
        clashes: What else they may mean.
        module: The module of its role; nothing for one that fits everywhere.
        activity: Its activity; nothing for one that fits everywhere.
        lines: Number of source lines.
        border: Whether its cell is another one than that of the item before.
        heading: Whether that cell follows a heading.
        parted: Whether no step may hold it together with the item before.
        tied: Whether it joins the item before however long the step is.
        torn: Whether a step that ends with it ends inside a cell.
        open: Whether no step may end with it.
        thin: Whether a step of it alone is one call on what it is given, or names a literal.
    """

    reads: int
    binds: int
    must: int
    deletes: int
    stores: int
    absent: int
    changes: int
    live: int
    bound: int
    explored: int
    meanings: int
    clashes: int
    module: int
    activity: int
    lines: int
    border: bool
    heading: bool
    parted: bool
    tied: bool
    torn: bool
    open: bool
    thin: bool


class Bits(dict[object, int]):
    """A bit for each member of a set, given out as members are met."""

    def __missing__(self, member: object) -> int:
        bit = self[member] = 1 << len(self)
        return bit

    def of(self, members: Iterable[object]) -> int:
        """The number that stands for a set."""
        return sum(map(self.__getitem__, members))


def marks_of(items: Sequence[Item], run: Sequence[int], context: Context) -> list[Mark]:
    """Put the items of a run into numbers.

    Args:
        items: All items.
        run: Indices of those that are cut into steps.
        context: Liveness, roles, headings.
    """
    names, meanings, kinds = Bits(), Bits(), Bits()
    meant: dict[str, set[tuple[str, str]]] = {}
    for name, text in chain.from_iterable(items[i].meanings for i in run):
        meant.setdefault(name, set()).add((name, text))
    found: list[Mark] = []
    for place, index in enumerate(run):
        item, before = items[index], items[run[place - 1]] if place else None
        following = items[run[place + 1]] if place + 1 < len(run) else None
        between = items[run[place - 1] + 1 : index] if before is not None else ()
        border = before is not None and item.unit.cell != before.unit.cell
        found.append(
            Mark(
                reads=names.of(item.reads),
                binds=names.of(item.binds),
                must=names.of(item.must),
                deletes=names.of(item.deletes),
                stores=names.of(item.stores),
                absent=names.of(item.absent),
                changes=names.of(_changes(item)),
                live=names.of(context.live_after[index]),
                bound=names.of(context.bound_before[index]),
                explored=names.of(frozenset().union(*(i.reads for i in between if i.explore))),
                meanings=meanings.of(item.meanings),
                clashes=meanings.of({m for name, _ in item.meanings for m in meant[name]} - item.meanings),
                module=kinds.of(filter(None, [context.module_of[index]])),
                activity=kinds.of(filter(None, [context.activity_of[index]])),
                lines=item.lines,
                border=border,
                heading=border and item.unit.cell in context.headings,
                parted=before is not None and (before.ends or _fails_apart(item, before)),
                tied=before is not None and (before.glued or _fails_with(item, before)),
                torn=following is not None and following.unit.cell == item.unit.cell,
                open=following is not None and _goes_on(item, following),
                thin=is_thin(item.unit),
            )
        )
    return found


def _changes(item: Item) -> frozenset[str]:
    return item.stores | item.binds | item.deletes | item.unit.effects.mutates | item.unit.facts.changes


def _fails_apart(item: Item, before: Item) -> bool:
    """A cell that is meant to raise is a step of its own."""
    failing = before.unit.statement.expects_error
    return failing != item.unit.statement.expects_error or (failing and before.unit.cell != item.unit.cell)


def _fails_with(item: Item, before: Item) -> bool:
    return before.unit.statement.expects_error and before.unit.cell == item.unit.cell


def _goes_on(item: Item, following: Item) -> bool:
    """Whether no step may end between two items."""
    if item.ends:
        return False
    same_cell = item.unit.cell == following.unit.cell
    return item.glued or (same_cell and (item.unit.statement.expects_error or "nb2prod:keep" in item.unit.tags))
