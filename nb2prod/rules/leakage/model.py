"""What the analysis of leakage knows of rows, splits and fits. Frozen values."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from enum import Enum

from nb2prod.rules.site import Site


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens.

    Attributes:
        site: The cell.
        node: The node in it.
        cell: Index of the cell over all cells, 1-based; it tells places apart, with what follows.
        line: Line of the node in the cell.
        column: Column of the node.
    """

    site: Site = field(repr=False, compare=False)
    node: ast.AST = field(repr=False, compare=False)
    cell: int
    line: int
    column: int

    @property
    def order(self) -> tuple[int, int, int]:
        """Position in the notebook."""
        return (self.cell, self.line, self.column)


def place_of(node: ast.AST, site: Site) -> Place:
    """The place of a node of a cell."""
    line, column = getattr(node, "lineno", 1), getattr(node, "col_offset", 0)
    return Place(site, node, site.cell.index, line, column)


class SplitKind(Enum):
    """What tells rows apart."""

    HOLD_OUT = "hold-out"
    FOLDS = "folds"
    INTERNAL = "internal"
    SLICE = "slice"
    MASK = "mask"


@dataclass(frozen=True, slots=True)
class Split:
    """One way of dividing rows: two parts with different sides have no row in common.

    Attributes:
        key: What makes it the same split again: a place, or the text of a bound or condition.
        kind: What it is.
        place: Where it was first seen.
    """

    key: object
    kind: SplitKind
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a split."""

    split: Split
    side: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where rows come from: a file, a data set, or what nobody knows.

    Attributes:
        key: What makes it the same source again.
        place: Where it was first seen.
        loaded: Whether it is known to be loaded there.
    """

    key: object
    place: Place = field(compare=False)
    loaded: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Origin:
    """Rows of a source, narrowed by splits."""

    source: Source
    parts: frozenset[Part] = frozenset()


Rows = frozenset[Origin]
"""Rows that a value holds, from all of its origins."""


class Strength(Enum):
    """How much a fit tells of the rows that it saw.

    Attributes:
        STATISTICS: Numbers computed from them: means, ranges, components, weights of words, scores of features.
        CATEGORIES: Only which values occur, or their neighbours: it rarely changes a score.
        EARLIER: Values of rows before, as in a shift or a rolling mean: no leak, but nothing that one record has.
    """

    STATISTICS = "statistics"
    CATEGORIES = "categories"
    EARLIER = "earlier rows"


@dataclass(frozen=True, slots=True)
class Fit:
    """Something was learned from rows.

    Attributes:
        what: What learned: `StandardScaler.fit_transform`, `mean`.
        place: Where.
        rows: The rows that it saw.
        strength: How much it tells of them.
    """

    what: str
    place: Place
    rows: Rows = field(repr=False)
    strength: Strength = Strength.STATISTICS


Fits = frozenset[Fit]


@dataclass(frozen=True, slots=True)
class Copying:
    """Rows were copied, or made from others.

    Attributes:
        what: What made them: `SMOTE.fit_resample`.
        place: Where.
        rows: The rows that were there before.
    """

    what: str
    place: Place
    rows: Rows = field(repr=False)
