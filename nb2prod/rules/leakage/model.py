"""What the analysis of leakage knows of rows, fits, splits and scores. Frozen values."""

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


@dataclass(frozen=True, slots=True)
class Sample:
    """Data as a model saw it.

    Attributes:
        rows: Its rows.
        fits: What its values were computed with.
        copies: How its rows were multiplied.
        text: How it is written.
    """

    rows: Rows
    fits: Fits = frozenset()
    copies: frozenset[Copying] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """A model was fitted.

    Attributes:
        model: Key of the model object.
        name: Class of the model, or how it is written.
        place: Where.
        data: What it was fitted on.
    """

    model: int
    name: str
    place: Place
    data: Sample


class ScoreKind(Enum):
    """How a model met data that it was not fitted on."""

    PREDICTED = "predicted"
    SCORED = "scored"
    VALIDATED = "validated"
    CROSS_VALIDATED = "cross-validated"
    SEARCHED = "searched"


@dataclass(frozen=True, slots=True)
class Scoring:
    """A fitted model met data.

    Attributes:
        training: The training that it comes from.
        place: Where.
        data: The data.
        kind: How.
    """

    training: Training
    place: Place
    data: Sample
    kind: ScoreKind


@dataclass(frozen=True, slots=True)
class Told:
    """Features of a training tell its target.

    Attributes:
        training: The training.
        itself: Columns that are the target, or the only one that it was computed from.
        derived: Columns that were computed from the target.
    """

    training: Training
    itself: tuple[str, ...]
    derived: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What happened in a notebook.

    Attributes:
        trainings: All trainings, in order.
        scorings: All scorings, in order.
        splits: Splits by a function made for it, with the data that they divided.
        told: Features that tell the target.
    """

    trainings: tuple[Training, ...]
    scorings: tuple[Scoring, ...]
    splits: tuple[tuple[Split, Sample], ...] = ()
    told: tuple[Told, ...] = ()


class LeakKind(Enum):
    """The kinds of leakage."""

    PREPROCESSING = "preprocessing"
    FAINT = "faint preprocessing"
    REFIT = "fitted on test rows"
    RESAMPLING = "resampling"
    OVERLAP = "overlap"
    TRAINING_SCORE = "scored on training rows"
    MULTI_TEST = "multi-test"
    TARGET = "target among the features"
    FROM_TARGET = "feature computed from the target"
    WHOLE_FRAME = "feature computed from the whole table"
    ORDER = "feature computed from other rows by their order"


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step of a leak's way."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak, with its way.

    Attributes:
        kind: Its kind.
        place: Where to mend it.
        message: What is wrong.
        way: Where the data came from, what was fitted, where it was split, trained on and scored.
        trainings: The trainings of models that profit.
    """

    kind: LeakKind
    place: Place
    message: str
    way: tuple[WayStep, ...] = ()
    trainings: tuple[Training, ...] = ()
