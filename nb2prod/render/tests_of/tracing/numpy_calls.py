"""What functions of NumPy give, as far as that is known."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from nb2prod.render.tests_of.tracing.grid import (
    MOST_VALUES,
    Grid,
    Number,
    UnfitError,
    elementwise,
    from_nested,
    grid,
    joined,
    product,
    reduced,
    reshaped,
    transposed,
)

Named = Mapping[str, object]
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
    "arctan": math.atan,
    "tanh": math.tanh,
    "floor": lambda v: float(math.floor(v)),
    "ceil": lambda v: float(math.ceil(v)),
    "abs": abs,
    "absolute": abs,
    "square": lambda v: v * v,
    "sign": lambda v: (v > 0) - (v < 0),
    "maximum": max,
    "minimum": min,
}
_ROUNDING = 1e-6


def _variance(values: list[Number]) -> float:
    mean = math.fsum(values) / len(values)
    return math.fsum((v - mean) ** 2 for v in values) / len(values)


REDUCTIONS: Mapping[str, Callable[[list[Number]], Number]] = {
    "sum": lambda v: sum(v) if all(isinstance(x, int) for x in v) else math.fsum(v),
    "mean": lambda v: math.fsum(v) / len(v),
    "min": min,
    "max": max,
    "amin": min,
    "amax": max,
    "std": lambda v: math.sqrt(_variance(v)),
    "var": _variance,
}


def shape_of(value: object) -> tuple[int, ...]:
    """A shape that is given as a number or several."""
    match value:
        case bool():
            raise UnfitError
        case int():
            return (value,)
        case list() | tuple() if all(isinstance(v, int) for v in value):
            return tuple(value)
    raise UnfitError


def _filled(number: float) -> Callable[..., Grid]:
    def make(given: Sequence[object], named: Named) -> Grid:
        shape = shape_of(given[0] if given else named["shape"])
        plain = len(given) == 1 and not named.keys() - {"shape"}
        return grid(shape, [number] * math.prod(shape) if plain and math.prod(shape) <= MOST_VALUES else None)

    return make


def _linspace(given: Sequence[object], named: Named) -> Grid:
    match [*given, named.get("num", 50)][:3]:
        case [int() | float() as start, int() | float() as stop, int(count)] if count > 1 and not named.keys() - {
            "num"
        }:
            step = (stop - start) / (count - 1)
            return grid((count,), [start + i * step for i in range(count)] if count <= MOST_VALUES else None)
    raise UnfitError


def _arange(given: Sequence[object], named: Named) -> Grid:
    if named or not given or not _are_numbers(*given):
        raise UnfitError
    numbers = [v for v in given if isinstance(v, int | float)]
    start, stop, step = (0, numbers[0], 1) if len(numbers) == 1 else (*numbers, 1)[:3]
    count = max(0, math.ceil((stop - start) / step))
    steps = (stop - start) / step
    if abs(steps - round(steps)) < _ROUNDING and not all(isinstance(n, int) for n in numbers):
        # With fractions rounding decides whether one more fits.
        raise UnfitError
    return grid((count,), [start + i * step for i in range(count)] if count <= MOST_VALUES else None)


def _are_numbers(*values: object) -> bool:
    return all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _array(given: Sequence[object], named: Named) -> Grid:
    found = from_nested(given[0])
    kind = named.get("dtype", given[1] if len(given) > 1 else None)
    if kind in ("float", "float64", "numpy.float64") and found.values is not None:
        return grid(found.shape, [float(v) for v in found.values])
    return found if kind is None and not named.keys() - {"dtype"} else Grid(found.shape)


def _columns(given: Sequence[object], _: Named) -> Grid:
    parts = [from_nested(v) for v in _items(given[0])]
    return joined([reshaped(p, (p.shape[0], 1)) if len(p.shape) == 1 else p for p in parts], 1)


def _stacked(axis: int) -> Callable[..., Grid]:
    def stack(given: Sequence[object], _: Named) -> Grid:
        parts = [from_nested(v) for v in _items(given[0])]
        if axis == 0:
            parts = [reshaped(p, (1, *p.shape)) if len(p.shape) == 1 else p for p in parts]
            return joined(parts, 0)
        return joined(parts, 0 if len(parts[0].shape) == 1 else 1)

    return stack


def _items(value: object) -> list[object]:
    if not isinstance(value, list | tuple) or not value:
        raise UnfitError
    return list(value)


def _concatenate(given: Sequence[object], named: Named) -> Grid:
    axis = named.get("axis", given[1] if len(given) > 1 else 0)
    if not isinstance(axis, int):
        raise UnfitError
    return joined([from_nested(v) for v in _items(given[0])], axis)


def _eye(given: Sequence[object], named: Named) -> Grid:
    if named or len(given) != 1 or not isinstance(given[0], int):
        raise UnfitError
    count = given[0]
    return grid(
        (count, count),
        [float(r == c) for r in range(count) for c in range(count)] if count * count <= MOST_VALUES else None,
    )


def _reshape(given: Sequence[object], _: Named) -> Grid:
    return reshaped(from_nested(given[0]), shape_of(given[1]))


def _drawn(place: int) -> Callable[..., Grid | object]:
    """What a random draw gives: its shape alone."""

    def draw(given: Sequence[object], named: Named) -> Grid:
        size = given[place] if len(given) > place else named.get("size")
        if size is None or len(given) > place + 1:
            raise UnfitError
        return Grid(shape_of(size))

    return draw


def _drawn_by_sizes(given: Sequence[object], _: Named) -> Grid:
    if not given:
        raise UnfitError
    return Grid(shape_of(list(given)))


def _where(given: Sequence[object], _: Named) -> Grid:
    return elementwise(lambda c, a, b: a if c else b, given)


def _meshgrid(given: Sequence[object], named: Named) -> list[Grid]:
    parts = [from_nested(g) for g in given]
    if named or len(parts) != 2:  # noqa: PLR2004
        raise UnfitError
    shape = (parts[1].shape[0], parts[0].shape[0])
    return [Grid(shape), Grid(shape)]


def with_constant(value: Grid, named: Named) -> Grid:
    """What `add_constant` of statsmodels gives: a column of ones more, where no column is constant yet."""
    columns = reshaped(value, (value.shape[0], -1))
    prepend = named.get("prepend", True)
    if columns.values is None or not isinstance(prepend, bool) or named.keys() - {"prepend"}:
        raise UnfitError
    width = columns.shape[1]
    if any(len(set(columns.values[i::width])) == 1 for i in range(width)):
        raise UnfitError
    ones = grid((value.shape[0], 1), [1.0] * value.shape[0])
    return joined([ones, columns] if prepend else [columns, ones], 1)


CALLS: Mapping[str, Callable[..., object]] = {
    "array": _array,
    "asarray": _array,
    "linspace": _linspace,
    "arange": _arange,
    "zeros": _filled(0.0),
    "ones": _filled(1.0),
    "eye": _eye,
    "identity": _eye,
    "column_stack": _columns,
    "vstack": _stacked(0),
    "hstack": _stacked(1),
    "concatenate": _concatenate,
    "reshape": _reshape,
    "where": _where,
    "meshgrid": _meshgrid,
    "dot": lambda given, _: product(from_nested(given[0]), from_nested(given[1])),
    "matmul": lambda given, _: product(from_nested(given[0]), from_nested(given[1])),
    "transpose": lambda given, _: transposed(from_nested(given[0])),
    "power": lambda given, _: elementwise(lambda a, b: float(a) ** b, given),
    "random.rand": _drawn_by_sizes,
    "random.randn": _drawn_by_sizes,
    "random.random": _drawn(0),
    "random.random_sample": _drawn(0),
    "random.standard_normal": _drawn(0),
    "random.normal": _drawn(2),
    "random.uniform": _drawn(2),
    "random.randint": _drawn(2),
    "random.integers": _drawn(2),
    "random.poisson": _drawn(1),
    "random.binomial": _drawn(2),
    "random.exponential": _drawn(1),
    "random.permutation": lambda given, _: grid(shape_of(given[0])),
}


def call_numpy(name: str, given: Sequence[object], named: Named) -> object:
    """What a function of NumPy gives.

    Args:
        name: Its name behind `numpy.`.
        given: Arguments by position.
        named: Arguments by name.

    Raises:
        UnfitError: That isn't known.
    """
    if name in CALLS:
        return CALLS[name](given, named)
    if name in _ELEMENTS and not named:
        return elementwise(_ELEMENTS[name], given)
    if name in REDUCTIONS and given and not named.keys() - {"axis"}:
        return reduce_grid(from_nested(given[0]), name, given[1:], named)
    raise UnfitError


def reduce_grid(value: Grid, name: str, given: Sequence[object], named: Named) -> object:
    """A sum, a mean and the like, over all elements or along an axis."""
    axis = given[0] if given else named.get("axis")
    if not (axis is None or isinstance(axis, int)) or named.keys() - {"axis"} or len(given) > 1:
        raise UnfitError
    found = reduced(value, REDUCTIONS[name], axis)
    return found.values[0] if not found.shape and found.values else found
