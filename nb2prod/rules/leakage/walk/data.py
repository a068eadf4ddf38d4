"""What is known of data, and how it changes from value to value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nb2prod.rules.leakage.model import Copying, Fits, Part, Rows
from nb2prod.rules.leakage.walk.columns import Columns, Names

NO_COLUMNS: Mapping[str, Fits] = MappingProxyType({})
NOTHING = object()
"""The literal of a value whose literal isn't known."""


class Data(NamedTuple):
    """What is known of a table, an array, a column or a number; a tuple, since most of the walk is making these.

    Attributes:
        rows: Rows that it holds; none for a number, or a list of names.
        fits: What its values were computed with, all columns alike.
        columns: The same for single columns.
        copies: How its rows were multiplied.
        part: For an index or a mask: the side of a split that it selects.
        literal: Its value, where that is a text, a number, or a tuple of texts.
        grouped: Whether what comes next is computed group by group.
        element: Whether it is one row's worth, so that a statistic of it tells nothing of other rows.
        series: Whether it is one column.
        faint: Whether a statistic of it tells only what is missing.
        labels: Whether it is the labels of its rows.
        predicted: Positions of the scorings that it was predicted in.
        compared: Whether predictions in it were set against what is true.
        table: For a table: the columns that it has, where they are known.
        name: For a column: its name, as long as it is unchanged.
        made_of: Columns that it was computed from.
    """

    rows: Rows = frozenset()
    fits: Fits = frozenset()
    columns: Mapping[str, Fits] = NO_COLUMNS
    copies: frozenset[Copying] = frozenset()
    part: Part | None = None
    literal: object = NOTHING
    grouped: bool = False
    element: bool = False
    series: bool = False
    faint: bool = False
    labels: bool = False
    predicted: frozenset[int] = frozenset()
    compared: bool = False
    table: Columns | None = None
    name: str = ""
    made_of: Names = frozenset()

    @property
    def all_fits(self) -> Fits:
        """Everything that went into any of its columns."""
        return self.fits.union(*self.columns.values()) if self.columns else self.fits


NO_DATA = Data()


def united(several: list[Data]) -> Data:
    """Data that may come from any of several, or holds all of them."""
    several = [d for d in several if d is not NO_DATA]
    if not several:
        return NO_DATA
    columns: dict[str, Fits] = {}
    for data in several:
        for name, fits in data.columns.items():
            columns[name] = columns.get(name, frozenset()) | fits
    first = several[0]
    return first._replace(
        rows=frozenset().union(*[d.rows for d in several]),
        fits=frozenset().union(*[d.fits for d in several]),
        columns=columns or NO_COLUMNS,
        copies=frozenset().union(*[d.copies for d in several]),
        predicted=frozenset().union(*[d.predicted for d in several]),
        part=first.part if all(d.part == first.part for d in several) else None,
        literal=first.literal if all(d.literal == first.literal for d in several) else NOTHING,
        table=first.table if all(d.table == first.table for d in several) else None,
        name=first.name if all(d.name == first.name for d in several) else "",
        made_of=frozenset().union(*[d.made_of for d in several]),
    )


def touched(base: Data, *others: Data) -> Data:
    """Data computed row by row from a base, with other values: it has the base's rows and everybody's fits."""
    fits = base.fits.union(*[o.all_fits for o in others])
    return base._replace(
        fits=fits,
        copies=base.copies.union(*[o.copies for o in others]),
        predicted=base.predicted.union(*[o.predicted for o in others]),
        made_of=base.made_of.union(*[o.made_of for o in others]),
        literal=NOTHING,
        part=None,
        labels=False,
        table=None,
        name="",
    )
