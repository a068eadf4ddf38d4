"""What happened to models and data in a notebook, and what is wrong with it. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nb2prod.rules.leakage.model import Copying, Fits, Place, Rows, Split


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
