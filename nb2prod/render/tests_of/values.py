"""Values of the static evaluation, and its bounds: a notebook must not be able to make conversion slow or large."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from nb2prod.render.tests_of.tables import Column, Frame, Texts

LONGEST_TEXT = 2_000
MOST_ITEMS = 500
MOST_PARTS = 2_000
LARGEST = 10**12


class UnknowableError(Exception):
    """What code does can't be worked out without running it."""


@dataclass(slots=True)
class Scope:
    """Names of a function's call, or of a comprehension in it.

    Attributes:
        names: What is bound.
        outer: The enclosing scope; `None` at the top.
        own: Names that belong to this scope, bound or not yet.
    """

    names: dict[str, object]
    outer: Scope | None = None
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class UserFunction:
    """A function of the notebook.

    Attributes:
        node: Its definition.
        module: Module of the package that holds it.
        scope: Names that it closes over.
        defaults: Values of its defaults, by parameter.
    """

    node: ast.FunctionDef | ast.Lambda
    module: str
    scope: Scope | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Library:
    """A module or a member of one, by its qualified name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A function of Python or of a library that is known to be harmless."""

    name: str
    call: Callable[..., object]

    def __call__(self, *given: object) -> object:
        """Call it as a function that another one was given."""
        return checked(self.call(*given))


@dataclass(slots=True, eq=False)
class Array:
    """A one-dimensional NumPy array of numbers or of truth values."""

    values: list[float] | list[int] | list[bool]


CONTAINERS = (list, tuple, dict, set, frozenset)
_VIEWS: tuple[type, ...] = (range, type({}.keys()), type({}.values()), type({}.items()), type(iter([])))


def checked(value: object) -> object:
    """Give a value back if it is small and of a kind that is understood.

    Raises:
        UnknowableError: It isn't.
    """
    match value:
        case bool() | None | UserFunction() | Library() | Known() | slice() | Column() | Frame() | Texts():
            return value
        case int() if abs(value) <= LARGEST:
            return value
        case float() if not math.isnan(value):
            return value
        case str() if len(value) <= LONGEST_TEXT:
            return value
        case Array(values):
            checked(values)
            return value
    if (type(value) in CONTAINERS or type(value) is range) and _is_small(value):
        return value
    if type(value) in _VIEWS and type(value) is not range:
        return value
    raise UnknowableError(f"a value of type {type(value).__name__}")


def _is_small(value: object) -> bool:
    """Whether a container holds little, all that its parts hold included; one that holds itself never ends."""
    return sum(1 for _ in itertools.islice(parts_of(value), MOST_PARTS + 1)) <= MOST_PARTS


def items_of(value: object) -> list[object]:
    """What iterating gives, in an order that is the same on every run.

    Raises:
        UnknowableError: It can't be iterated, or its order is not fixed.
    """
    if isinstance(value, Array):
        return list(value.values)
    if isinstance(value, set | frozenset) and len(value) > 1:
        raise UnknowableError("the order of a set")
    if not isinstance(value, (str, *CONTAINERS, *_VIEWS)):
        raise UnknowableError("it can't be iterated")
    found: list[object] = list(value)  # type: ignore[call-overload]
    if len(found) > MOST_ITEMS:
        raise UnknowableError("too many items")
    return found


def unordered(value: object) -> bool:
    """Whether the text of a value depends on the order of a set."""
    match value:
        case set() | frozenset():
            return len(value) > 1
        case list() | tuple():
            return any(map(unordered, value))
        case dict():
            return any(map(unordered, value.values()))
    return False


def parts_of(value: object) -> Iterable[object]:
    """A value and all that it holds."""
    yield value
    match value:
        case list() | tuple() | set() | frozenset() | range():
            for part in value:
                yield from parts_of(part)
        case dict():
            for key, part in value.items():
                yield from parts_of(key)
                yield from parts_of(part)
        case Array(values):
            yield from values


def truth(value: object) -> bool:
    """Whether a value counts as true.

    Raises:
        UnknowableError: It has no truth value, or one that isn't known.
    """
    if isinstance(value, bool | int | float | str | list | tuple | dict | set | frozenset | None):
        return bool(value)
    raise UnknowableError("a truth value")
