"""Objects that the analysis moves through a notebook: data, estimators, sequences, functions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from nb2prod.rules.leakage.history import Sample, Training
from nb2prod.rules.leakage.model import Fits
from nb2prod.rules.leakage.walk.data import NO_DATA, Data, united
from nb2prod.rules.leakage.walk.vocabulary import Kind
from nb2prod.rules.site import Site


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


def sample_of(thing: Thing | None, text: str) -> Sample:
    """Data as a model sees it."""
    data = data_of(thing)
    return Sample(data.rows, data.all_fits, data.copies, text)
