"""Calls of built-ins, and of methods of arrays."""

from __future__ import annotations

from collections.abc import Mapping

from nb2prod.render.tests_of.tracing.grid import Grid, UnfitError, from_nested, product, reshaped, taken
from nb2prod.render.tests_of.tracing.numpy_calls import REDUCTIONS, reduce_grid, shape_of

MOST_ITEMS = 300


class _Unknown:
    """Nothing is known of a value."""


UNKNOWN = _Unknown()


def call_builtin(name: str, given: list[object]) -> object:
    """What a built-in function gives.

    Args:
        name: The function.
        given: Arguments by position; there are no others.

    Raises:
        UnfitError: That isn't known.
    """
    match name, given:
        case "len", [Grid(shape=(count, *_))]:
            return count
        case "len", [list() | tuple() | str() as value]:
            return len(value)
        case "list", [value]:
            return _rows(value)
        case "tuple", [value]:
            return tuple(_rows(value))
        case "float", [bool() | int() | float() as value]:
            return float(value)
        case "int", [bool() | int() | float() as value]:
            return int(value)
        case "zip", [_, *_]:
            return list(zip(*map(_rows, given), strict=False))
        case "range", [int(), *_]:
            return _counted([v for v in given if isinstance(v, int)])
    raise UnfitError


def _counted(bounds: list[int]) -> list[int]:
    numbers = range(*bounds)
    if len(numbers) > MOST_ITEMS:
        raise UnfitError
    return list(numbers)


def _rows(value: object) -> list[object]:
    """What iterating gives."""
    match value:
        case Grid(shape=(count, *rest)) if count <= MOST_ITEMS:
            parts = [taken(value, (i,)) for i in range(count)]
            return list(parts) if rest else [p.values[0] if p.values else UNKNOWN for p in parts]
        case list() | tuple():
            return list(value)
    raise UnfitError


def array_method(base: Grid, name: str, given: list[object], named: Mapping[str, object]) -> object:
    """What a method of an array gives.

    Args:
        base: The array.
        name: The method.
        given: Arguments by position.
        named: Arguments by name.

    Raises:
        UnfitError: That isn't known.
    """
    match name:
        case "reshape":
            return reshaped(base, shape_of(given[0] if len(given) == 1 else given))
        case "ravel" | "flatten" if not given and not named:
            return reshaped(base, (-1,))
        case "copy" if not given:
            return base
        case "astype":
            return Grid(base.shape)
        case "dot":
            return product(base, from_nested(given[0]))
    if name in REDUCTIONS:
        return reduce_grid(base, name, given, named)
    raise UnfitError
