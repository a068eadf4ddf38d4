"""What the static evaluation knows of pandas' columns."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Sequence
from typing import NoReturn

from nb2prod.render.tests_of import operators
from nb2prod.render.tests_of.tables import Column, Texts, WantedError
from nb2prod.render.tests_of.values import LARGEST, UnknowableError

WORDS = ("beta ", "Alpha", "gamma", "DELTA")
NUMERALS = ("1.5", "4", " ", "3")
_LITERAL = (bool, int, float, str)


def same_rows(*given: object) -> list[int]:
    """Labels of the rows of columns that have the same.

    Raises:
        UnknowableError: They don't have the same: pandas would align them.
    """
    indices = [c.index for c in given if isinstance(c, Column)]
    if any(i != indices[0] for i in indices):
        raise UnknowableError("columns of different rows")
    return indices[0]


def _rows(*given: object) -> list[tuple[object, ...]]:
    index = same_rows(*given)
    if not all(isinstance(g, Column | bool | int | float | str) for g in given):
        raise UnknowableError("a column and something else")
    return list(zip(*(g.values if isinstance(g, Column) else [g] * len(index) for g in given), strict=True))


def each(column: Column, call: Callable[[object], object]) -> Column:
    """Apply a function to each number of a column; what is missing stays missing."""
    return Column([None if v is None else _plain(call(_number(v))) for v in column.values], list(column.index))


def _number(value: object) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UnknowableError("no number")
    return value


def _plain(value: object) -> object:
    if not isinstance(value, _LITERAL) or (isinstance(value, float) and not math.isfinite(value)):
        raise UnknowableError("a value in a column")
    if isinstance(value, int | float) and abs(value) > LARGEST:
        raise UnknowableError("a large number")
    return value


def binary(kind: type[ast.operator], left: object, right: object) -> Column:
    """Arithmetic on numbers, joining of text, logic on truth values."""
    found: list[object] = []
    for a, b in _rows(left, right):
        if a is None or b is None:
            found.append(None)
            continue
        logic = kind in (ast.BitAnd, ast.BitOr)
        if logic != (isinstance(a, bool) and isinstance(b, bool)):
            raise UnknowableError("truth values and numbers")
        if isinstance(a, str) != isinstance(b, str):
            _want_text(left if isinstance(b, str) else right)
        if isinstance(a, str) and kind is not ast.Add:
            raise UnknowableError("an operator on text")
        found.append(_plain(operators.binary(kind, a, b)))
    if any(v is None for v in found) and kind in (ast.BitAnd, ast.BitOr):
        raise UnknowableError("missing truth values")
    return Column(found, same_rows(left, right))


def unary(kind: type[ast.unaryop], value: object) -> Column:
    """`-` on numbers, `~` on truth values."""
    if isinstance(value, Column):
        if kind is ast.Invert and all(isinstance(v, bool) for v in value.values):
            return Column([not v for v in value.values], list(value.index))
        if kind is ast.USub:
            return each(value, lambda v: -v)  # type: ignore[operator]
    raise UnknowableError("an operator")


def compare(kind: type[ast.cmpop], left: object, right: object) -> Column:
    """Compare each value; nothing is equal to what is missing, and nothing is in order with it."""
    if isinstance(left, Column) and isinstance(right, str) and not any(isinstance(v, str) for v in left.values):
        want(left, (right, "other", right, "other"))
    found: list[object] = []
    for a, b in _rows(left, right):
        if a is None or b is None:
            found.append(kind is ast.NotEq)
            continue
        if isinstance(a, str) != isinstance(b, str) or kind in (ast.In, ast.NotIn, ast.Is, ast.IsNot):
            raise UnknowableError("a comparison")
        found.append(bool(operators.compare(kind, a, b, numpy=True)))
    return Column(found, same_rows(left, right))


def mask(column: Column, index: list[int]) -> list[object]:
    """The truth values of a column that chooses rows of the same index."""
    if column.index != index or not all(isinstance(v, bool) for v in column.values):
        raise UnknowableError("a mask")
    return column.values


def chosen(column: Column, key: Column) -> Column:
    """The values that a mask chooses."""
    places = [i for i, v in enumerate(mask(key, column.index)) if v]
    return Column([column.values[i] for i in places], [column.index[i] for i in places])


def want(column: object, values: Sequence[object]) -> NoReturn:
    """Ask for other values of a made column.

    Raises:
        WantedError: The column is one that was made.
        UnknowableError: It isn't.
    """
    if isinstance(column, Column) and column.raw is not None:
        raise WantedError(*column.raw, values)
    raise UnknowableError("values of another kind")


def _want_text(column: object) -> NoReturn:
    want(column, WORDS)


def want_missing(column: Column) -> None:
    """Ask for a missing value in a made column, so that what deals with one has something to do."""
    if column.raw is not None and None not in column.values:
        first, _, *rest = column.values
        raise WantedError(*column.raw, (first, None, *rest))


def to_numeric(column: Column) -> Column:
    """Numbers from text; what is none is missing."""
    if column.raw is not None and not any(isinstance(v, str) for v in column.values):
        want(column, NUMERALS)
    found: list[object] = []
    for value in column.values:
        if isinstance(value, str) and value not in NUMERALS:
            raise UnknowableError("text that may be a number")
        found.append(
            float(value) if isinstance(value, str) and value.strip() else None if isinstance(value, str) else value
        )
    return Column(found, list(column.index))


def texts(column: Column) -> Texts:
    """What `.str` gives."""
    if not any(isinstance(v, str) for v in column.values):
        _want_text(column)
    if not all(isinstance(v, str | None) for v in column.values):
        raise UnknowableError("text and other values")
    return Texts(column)


def text_method(column: Column, name: str) -> Callable[..., object]:
    """A method of `.str`."""

    def call(*given: object, **named: object) -> Column:
        simple = [g for g in given if isinstance(g, str) and g.replace(" ", "").isalnum()]
        found: Callable[[str], object]
        match name, simple:
            case ("lower" | "upper" | "strip" | "capitalize" | "title" | "swapcase"), [] if not given:
                found = getattr(str, name)
            case "len", [] if not given:
                found = len
            case "startswith" | "endswith", [part]:
                found = lambda text: getattr(text, name)(part)  # noqa: E731
            case "contains", [part]:
                found = lambda text: part in text  # noqa: E731
            case "replace", [old, new]:
                found = lambda text: text.replace(old, new)  # noqa: E731
            case _:
                raise UnknowableError(f"the method {name} of text")
        if named or len(simple) != len(given) or None in column.values:
            raise UnknowableError("options, or missing text")
        return Column([found(str(v)) for v in column.values], list(column.index))

    return call


def method(value: object, name: str) -> Callable[..., object]:
    """A method of a column."""
    from nb2prod.render.tests_of.column_methods import METHODS

    found = METHODS.get(name)
    if found is None or not isinstance(value, Column):
        raise UnknowableError(f"the method {name} of a column")
    return lambda *given, **named: found(value, *given, **named)
