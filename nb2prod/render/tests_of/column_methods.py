"""Methods of columns."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from nb2prod.render.tests_of import columns
from nb2prod.render.tests_of.tables import Column
from nb2prod.render.tests_of.values import Known, UnknowableError

MOST_DIGITS = 6


def _numbers(column: Column) -> list[float]:
    present = [v for v in column.values if v is not None]
    found = [v for v in present if isinstance(v, int | float)]
    if not found or len(found) != len(present):
        raise UnknowableError("a column without numbers")
    # A missing value makes fractions of whole numbers.
    return [float(v) for v in found] if None in column.values else found


def _reduce(call: Callable[[list[float]], float]) -> Callable[[Column], object]:
    return lambda column: call(_numbers(column))


def _mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def _median(values: list[float]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _std(values: list[float]) -> float:
    mean = _mean(values)
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1))


def _fillna(column: Column, value: object) -> Column:
    columns.want_missing(column)
    present = [v for v in column.values if v is not None]
    text = all(isinstance(v, str) for v in present)
    if isinstance(value, bool) or not isinstance(value, str if text else int | float):
        raise UnknowableError("a value of another kind")
    filled = float(value) if isinstance(value, int | float) else value
    return Column([filled if v is None else v for v in column.values], list(column.index))


def _astype(column: Column, kind: object) -> Column:
    name = kind.name if isinstance(kind, Known) else kind
    numbers = [v for v in column.values if isinstance(v, int | float)]
    if len(numbers) != len(column.values) or name not in ("int", "float"):
        raise UnknowableError("a conversion")
    return Column([int(v) if name == "int" else float(v) for v in numbers], list(column.index))


def _map(column: Column, given: object) -> Column:
    if callable(given):
        return _apply(column, given)
    if not isinstance(given, dict) or not given:
        raise UnknowableError("a mapping")
    texts = all(isinstance(k, str) for k in given)
    if texts and column.raw is not None and not all(v in given for v in column.values):
        keys = list(given)
        wanted = [keys[i % len(keys)] for i in range(4)]
        columns.want(column, wanted)
    found = [given.get(v) for v in column.values]
    if None in found:
        raise UnknowableError("a key that is missing")
    return Column(found, list(column.index))


def _apply(column: Column, call: object) -> Column:
    if not callable(call) or None in column.values:
        raise UnknowableError("a function")
    found = [call(v) for v in column.values]
    kinds = {type(v) for v in found}
    if len(kinds) != 1 or not kinds <= {bool, int, float, str}:
        raise UnknowableError("values of several kinds")
    return Column(found, list(column.index))


def _isin(column: Column, given: object) -> Column:
    if not isinstance(given, list | tuple) or not given:
        raise UnknowableError("what to look for")
    if all(isinstance(g, str) for g in given) and column.raw is not None and not set(given) & set(column.values):
        columns.want(column, (given[0], "other", given[-1], "other"))
    return Column([v in given for v in column.values], list(column.index))


def _isna(column: Column) -> Column:
    columns.want_missing(column)
    return Column([v is None for v in column.values], list(column.index))


def _notna(column: Column) -> Column:
    columns.want_missing(column)
    return Column([v is not None for v in column.values], list(column.index))


def _round(column: Column, digits: object = 0) -> Column:
    if not isinstance(digits, int) or not 0 <= digits <= MOST_DIGITS:
        raise UnknowableError("digits")
    scale = 10**digits
    # As NumPy does it: scaled, to the nearest even number, and back.
    return columns.each(column, lambda v: round(v * scale) / scale)


def _magnitude(value: object) -> object:
    return abs(value) if isinstance(value, int | float) else value


def _copy(column: Column) -> Column:
    return Column(list(column.values), list(column.index), column.raw)


METHODS: Mapping[str, Callable[..., object]] = {
    "mean": _reduce(_mean),
    "median": _reduce(_median),
    "std": _reduce(_std),
    "min": _reduce(min),
    "max": _reduce(max),
    "sum": _reduce(sum),
    "fillna": _fillna,
    "astype": _astype,
    "map": _map,
    "apply": _apply,
    "isin": _isin,
    "isna": _isna,
    "isnull": _isna,
    "notna": _notna,
    "notnull": _notna,
    "round": _round,
    "abs": lambda column: columns.each(column, _magnitude),
    "copy": _copy,
}
