"""What the static evaluation knows of NumPy: functions on numbers and one-dimensional arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from nb2prod.render.tests_of.operators import array_of, elementwise
from nb2prod.render.tests_of.values import MOST_ITEMS, Array, Known, UnknowableError, items_of

Number = float | int


def _each(call: Callable[..., object]) -> Callable[..., object]:
    def apply(*given: object) -> object:
        if any(isinstance(g, Array) for g in given):
            return elementwise(call, given)
        if not all(isinstance(g, int | float) for g in given):
            raise UnknowableError("other things than numbers")
        return call(*given)

    return apply


def _numbers(value: object) -> list[Number]:
    values = value.values if isinstance(value, Array) else array_of(items_of(value)).values
    if not values:
        raise UnknowableError("an empty array")
    return list(values)


def _reduce(call: Callable[[list[Number]], object]) -> Callable[..., object]:
    return lambda value: call(_numbers(value))


def _mean(values: list[Number]) -> float:
    return math.fsum(values) / len(values)


def _variance(values: list[Number]) -> float:
    mean = _mean(values)
    return math.fsum((v - mean) ** 2 for v in values) / len(values)


def _median(values: list[Number]) -> float:
    ordered, middle = sorted(values), len(values) // 2
    return float(ordered[middle]) if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _dot(left: object, right: object) -> object:
    first, second = _numbers(left), _numbers(right)
    if len(first) != len(second):
        raise UnknowableError("arrays that don't fit")
    return sum(a * b for a, b in zip(first, second, strict=True))


def _made(value: float) -> Callable[[object], object]:
    def make(count: object) -> object:
        if not isinstance(count, int) or not 0 < count <= MOST_ITEMS:
            raise UnknowableError("the shape of an array")
        return Array([value] * count)

    return make


_REDUCTIONS: Mapping[str, Callable[[list[Number]], object]] = {
    "sum": sum,
    "mean": _mean,
    "var": _variance,
    "std": lambda values: math.sqrt(_variance(values)),
    "min": min,
    "max": max,
}
_ELEMENTS: Mapping[str, Callable[..., object]] = {
    "sqrt": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "log1p": math.log1p,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "tanh": math.tanh,
    "abs": abs,
    "absolute": abs,
    "square": lambda v: v * v,
    "maximum": max,
    "minimum": min,
    "power": lambda a, b: float(a) ** b if a > 0 else _refuse(),
    "where": lambda condition, a, b: a if condition else b,
}


def _refuse() -> object:
    raise UnknowableError("a power")


def _array(value: object) -> object:
    return array_of(items_of(value))


_MEMBERS: Mapping[str, Callable[..., object]] = {
    **{name: _each(call) for name, call in _ELEMENTS.items()},
    **{name: _reduce(call) for name, call in _REDUCTIONS.items()},
    "median": _reduce(_median),
    "dot": _dot,
    "array": _array,
    "asarray": _array,
    "zeros": _made(0.0),
    "ones": _made(1.0),
}
FUNCTIONS: Mapping[str, Known] = {f"numpy.{name}": Known(f"numpy.{name}", call) for name, call in _MEMBERS.items()}


def array_method(value: Array, name: str) -> Callable[..., object] | None:
    """A method of an array; `None` where it isn't known."""
    if reduction := _REDUCTIONS.get(name):
        return lambda: reduction(_numbers(value))
    match name:
        case "copy":
            return lambda: Array(list(value.values))
        case "tolist":
            return lambda: list(value.values)
    return None


def array_attribute(value: Array, name: str) -> object:
    """An attribute of an array.

    Raises:
        UnknowableError: It isn't known.
    """
    match name:
        case "size":
            return len(value.values)
        case "shape":
            return (len(value.values),)
        case "ndim":
            return 1
        case "T":
            return value
    raise UnknowableError(f"the attribute {name} of an array")


def array_item(value: Array, key: object) -> object:
    """What indexing an array gives; never a view of it.

    Raises:
        UnknowableError: It isn't known.
    """
    match key:
        case bool():
            raise UnknowableError("an index")
        case int():
            return value.values[key]
        case Array(mask) if mask and isinstance(mask[0], bool) and len(mask) == len(value.values):
            return array_of([v for v, chosen in zip(value.values, mask, strict=True) if chosen])
    raise UnknowableError("an index")
