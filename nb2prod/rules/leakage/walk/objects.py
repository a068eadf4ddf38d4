"""Objects that the analysis moves through a notebook: data, estimators, sequences, functions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from nb2prod.rules.leakage.model import Copying, Fits, Part, Rows, Sample, Training
from nb2prod.rules.leakage.walk.columns import Columns, Names
from nb2prod.rules.leakage.walk.vocabulary import Kind
from nb2prod.rules.site import Site

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


class Box:
    """A place in memory that holds data; two names may share it.

    Attributes:
        data: What it holds now.
    """

    __slots__ = ("data",)

    def __init__(self, data: Data = NO_DATA) -> None:
        self.data = data


@dataclass(slots=True)
class Estimator:
    """A transformer, model, search, pipeline, sampler or splitter.

    Attributes:
        key: Its number, by which trainings name it.
        name: Its class, or how it is written.
        kind: What it is.
        parts: Estimators that it is made of.
        fits: What it has learned, and from which rows.
        training: Its last training.
        switches: Literal arguments that it was made with.
    """

    key: int
    name: str
    kind: Kind
    parts: tuple[Estimator, ...] = ()
    fits: Fits = frozenset()
    training: Training | None = None
    switches: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Items:
    """A list, tuple or dictionary whose items are known one by one.

    Attributes:
        values: Its items.
        keys: For a dictionary, their keys.
    """

    values: list[Thing]
    keys: list[object] | None = None


@dataclass(slots=True)
class Stream:
    """What gives one thing after another, all of them alike."""

    element: Thing


@dataclass(slots=True)
class Named:
    """What an import gives: a module, function or class by its qualified name."""

    path: str


@dataclass(slots=True)
class Function:
    """A function of the notebook.

    Attributes:
        node: Its definition.
        site: The cell that holds the definition.
        scope: Names around it.
        owner: The object it is bound to, for a method.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    site: Site
    scope: Scope
    owner: Instance | None = None


@dataclass(slots=True)
class Class:
    """A class of the notebook.

    Attributes:
        node: Its definition.
        methods: Its methods.
        network: Whether it is a neural network.
    """

    node: ast.ClassDef
    methods: dict[str, Function]
    network: bool = False


@dataclass(slots=True)
class Instance:
    """An object of a class of the notebook."""

    cls: Class
    fields: dict[str, Thing] = field(default_factory=dict)


Thing = Box | Estimator | Items | Stream | Named | Function | Class | Instance


class Scope:
    """Names that are bound, and the scope around.

    Attributes:
        names: Names bound here.
        outer: The scope around; `None` for the notebook's own.
        elsewhere: Names that belong to the notebook's own scope (`global`).
    """

    __slots__ = ("elsewhere", "names", "outer")

    def __init__(self, outer: Scope | None = None) -> None:
        self.names: dict[str, Thing] = {}
        self.outer = outer
        self.elsewhere: frozenset[str] = frozenset()

    def find(self, name: str) -> Thing | None:
        """What a name stands for."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None

    def bind(self, name: str, thing: Thing) -> None:
        """Let a name stand for a thing from now on."""
        scope = self
        while name in self.elsewhere and scope.outer is not None:
            scope = scope.outer
        scope.names[name] = thing


def data_of(thing: Thing | None) -> Data:
    """All data in a thing, taken together."""
    match thing:
        case Box(data=data):
            return data
        case Items(values=values):
            return united([data_of(v) for v in values])
        case Estimator(fits=fits):
            return Data(fits=fits) if fits else NO_DATA
        case Instance(fields=fields):
            return united([b.data for b in fields.values() if isinstance(b, Box)])
    return NO_DATA


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


def sample_of(thing: Thing | None, text: str) -> Sample:
    """Data as a model sees it."""
    data = data_of(thing)
    return Sample(data.rows, data.all_fits, data.copies, text)
