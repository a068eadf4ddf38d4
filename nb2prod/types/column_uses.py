"""Uses of the columns of frames: what was recorded of them, and of which names' frames they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.model import NO_COLUMNS, ColumnUse
from nb2prod.types.shapes import FRAME
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.heap import Heap
    from nb2prod.types.machine import Machine

READ, ADDED, DROPPED = "read", "added", "dropped"
GROUPS = "pandas.core.groupby.generic.DataFrameGroupBy"
LOCATED = frozenset({"pandas.core.indexing._LocIndexer", "pandas.core.indexing._AtIndexer"})
"""Indexers whose second key names columns."""

OF_FRAMES = frozenset({FRAME.head, GROUPS})
HAVE_COLUMNS = OF_FRAMES | LOCATED


class Use(NamedTuple):
    """One column that is named.

    Attributes:
        kind: What happens to it.
        column: The column.
        frames: Objects that the frame may be.
        origins: Objects that this was made of, with the same columns.
    """

    kind: str
    column: str
    frames: Regions
    origins: Regions


def derive(heap: Heap, base: Value, made: Value) -> None:
    """Remember that a frame was made of another one and has its columns."""
    if made.type.head in OF_FRAMES and base.type.head in HAVE_COLUMNS and base.regions:
        for region in made.regions - base.regions:
            heap.origins[region] = base.regions | _origins(heap, base.regions)


def note_columns(machine: Machine, frame: Value, kind: str, columns: tuple[str, ...]) -> None:
    """Record that columns of a frame are named."""
    if columns:
        origins = _origins(machine.heap, frame.regions)
        machine.record.columns.update(Use(kind, column, frame.regions, origins) for column in columns)


def _origins(heap: Heap, regions: Regions) -> Regions:
    origins = heap.origins
    found = [origins[region] for region in regions if region in origins] if origins else ()
    return EMPTY.union(*found) if found else EMPTY


def uses_by_name(uses: Iterable[Use], names: Mapping[str, Value]) -> dict[str, ColumnUse]:
    """Say of names which columns of their frames are used; of frames without a name under an empty one.

    Args:
        uses: What was recorded.
        names: What the names stand for.
    """
    frames = [(name, value.regions) for name, value in names.items() if value.type.head == FRAME.head]
    found: dict[str, dict[str, set[str]]] = {}
    for use in uses:
        holders = [name for name, regions in frames if not regions.isdisjoint(use.frames)]
        if not holders:
            holders = [name for name, regions in frames if not regions.isdisjoint(use.origins)]
        for name in holders or [""]:
            found.setdefault(name, {}).setdefault(use.kind, set()).add(use.column)
    return {
        name: ColumnUse(*(tuple(sorted(kinds.get(kind, ()))) for kind in (READ, ADDED, DROPPED)))
        for name, kinds in sorted(found.items())
    }


def joined_uses(uses: Iterable[Use]) -> ColumnUse:
    """What is done to one frame."""
    return uses_by_name(uses, {}).get("", NO_COLUMNS)


def note_parameters_columns(machine: Machine, function: str, places: Mapping[str, tuple[int, int]]) -> None:
    """Keep which columns of its parameters a function's body names."""
    for use in machine.record.columns if function else ():
        for parameter, (own, _) in places.items():
            if own in use.frames or own in use.origins:
                machine.parameter_columns.setdefault((function, parameter), set()).add(use)
