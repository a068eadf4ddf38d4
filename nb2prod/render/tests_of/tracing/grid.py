"""Arrays of any number of dimensions, of which at least the shape is known. Frozen values."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

Number = float | int
MOST_VALUES = 2_000
_MATRIX = 2
LARGEST = 10**12
Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """An array.

    Attributes:
        shape: Its shape.
        values: Its elements, the last dimension running fastest; `None` where only the shape is known.
    """

    shape: Shape
    values: tuple[Number, ...] | None = None

    @property
    def nested(self) -> object:
        """Its elements as lists in lists; a number without dimensions."""
        assert self.values is not None
        return _nest(list(self.values), self.shape)


class UnfitError(Exception):
    """What is asked of an array fails, or isn't known."""


def grid(shape: Iterable[int], values: Iterable[Number] | None = None) -> Grid:
    """An array of a shape; without its values where they are many, large or no plain numbers."""
    sizes = tuple(shape)
    if values is None or math.prod(sizes) > MOST_VALUES:
        return Grid(sizes)
    listed = tuple(values)
    plain = all(isinstance(v, int | float) and math.isfinite(v) and abs(v) <= LARGEST for v in listed)
    return Grid(sizes, listed if plain and len(listed) == math.prod(sizes) else None)


def _nest(values: list[Number], shape: Shape) -> object:
    if not shape:
        return values[0]
    if len(shape) == 1:
        return values
    size = math.prod(shape[1:])
    return [_nest(values[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def from_nested(value: object) -> Grid:
    """The array that lists of numbers, or of arrays, make.

    Raises:
        UnfitError: They are of different lengths, or hold other things.
    """
    match value:
        case Grid():
            return value
        case bool() | int() | float():
            return grid((), (value,))
        case list() | tuple() if value:
            parts = [from_nested(v) for v in value]
            if len({p.shape for p in parts}) != 1:
                raise UnfitError
            values = None if any(p.values is None for p in parts) else [v for p in parts for v in p.values or ()]
            if values and any(isinstance(v, float) for v in values):
                values = [float(v) for v in values]
            return grid((len(parts), *parts[0].shape), values)
    raise UnfitError


def broadcast(shapes: Sequence[Shape]) -> Shape:
    """The shape that operands have together.

    Raises:
        UnfitError: They don't fit.
    """
    found: list[int] = []
    for sizes in itertools.zip_longest(*(reversed(s) for s in shapes), fillvalue=1):
        large = {s for s in sizes if s != 1}
        if len(large) > 1:
            raise UnfitError
        found.append(large.pop() if large else 1)
    return tuple(reversed(found))


def elementwise(call: Callable[..., object], given: Sequence[object]) -> Grid:
    """Apply a function element by element."""
    grids = [from_nested(g) for g in given]
    shape = broadcast([g.shape for g in grids])
    if any(g.values is None for g in grids) or math.prod(shape) > MOST_VALUES:
        return Grid(shape)
    columns = [_spread(g, shape) for g in grids]
    try:
        return grid(shape, [call(*row) for row in zip(*columns, strict=True)])  # type: ignore[misc]
    except (ArithmeticError, ValueError, TypeError):
        return Grid(shape)


def _spread(value: Grid, shape: Shape) -> list[Number]:
    """The elements of an array, repeated so that they fill a shape."""
    own = (1,) * (len(shape) - len(value.shape)) + value.shape
    steps = _steps(own)
    places = itertools.product(*(range(n) for n in shape))
    assert value.values is not None
    return [
        value.values[sum(step * (i if n > 1 else 0) for step, i, n in zip(steps, place, own, strict=True))]
        for place in places
    ]


def _steps(shape: Shape) -> list[int]:
    return [math.prod(shape[i + 1 :]) for i in range(len(shape))]


def reshaped(value: Grid, sizes: Sequence[int]) -> Grid:
    """The same elements in another shape; one size may be -1."""
    total, rest = math.prod(value.shape), math.prod(s for s in sizes if s >= 0)
    shape = tuple((total // rest if rest else 0) if s < 0 else s for s in sizes)
    if math.prod(shape) != total or sum(s < 0 for s in sizes) > 1:
        raise UnfitError
    return Grid(shape, value.values)


def transposed(value: Grid) -> Grid:
    """The dimensions in reverse order."""
    shape = value.shape[::-1]
    if value.values is None:
        return Grid(shape)
    steps = _steps(value.shape)[::-1]
    places = itertools.product(*(range(n) for n in shape))
    return Grid(shape, tuple(value.values[sum(map(int.__mul__, steps, place))] for place in places))


def taken(value: Grid, key: Sequence[object]) -> Grid:
    """What indexing with integers, slices and new axes gives.

    Raises:
        UnfitError: It fails, or the key is another one.
    """
    shape, choices = _selection(value, key)
    if value.values is None:
        return Grid(shape)
    return grid(shape, [value.values[place] for place in _places(value, choices)])


def stored(value: Grid, key: Sequence[object], item: object) -> Grid:
    """The array after something is stored into a part of it.

    Raises:
        UnfitError: It fails, or the key is another one.
    """
    shape, choices = _selection(value, key)
    given = from_nested(item)
    if broadcast([shape, given.shape]) != shape:
        raise UnfitError
    if value.values is None or given.values is None:
        return Grid(value.shape)
    is_float = any(isinstance(v, float) for v in value.values)
    if not is_float and any(isinstance(v, float) for v in given.values):
        # NumPy cuts fractions off where the array holds whole numbers.
        return Grid(value.shape)
    found = list(value.values)
    for place, new in zip(_places(value, choices), _spread(given, shape), strict=True):
        found[place] = float(new) if is_float else new
    return grid(value.shape, found)


def _selection(value: Grid, key: Sequence[object]) -> tuple[Shape, list[range]]:
    """The shape of what a key selects, and the indices in each dimension."""
    choices: list[range] = []
    shape: list[int] = []
    dimensions = iter(value.shape)
    for part in key:
        if part is None:
            shape.append(1)
            continue
        size = next(dimensions, None)
        if size is None:
            raise UnfitError
        chosen = _chosen(part, size)
        choices.append(chosen)
        shape += [] if isinstance(part, int) else [len(chosen)]
    rest = list(dimensions)
    return (*shape, *rest), [*choices, *(range(n) for n in rest)]


def _places(value: Grid, choices: Sequence[range]) -> list[int]:
    steps = _steps(value.shape)
    return [sum(map(int.__mul__, steps, place)) for place in itertools.product(*choices)]


def _chosen(part: object, size: int) -> range:
    match part:
        case bool():
            raise UnfitError
        case int() if -size <= part < size:
            return range(part % size, part % size + 1)
        case slice():
            return range(size)[part]
    raise UnfitError


def joined(parts: Sequence[Grid], axis: int) -> Grid:
    """Arrays one behind the other along an axis."""
    axis = axis % len(parts[0].shape)
    others = {p.shape[:axis] + p.shape[axis + 1 :] for p in parts}
    if len(others) != 1:
        raise UnfitError
    shape = (*parts[0].shape[:axis], sum(p.shape[axis] for p in parts), *parts[0].shape[axis + 1 :])
    if any(p.values is None for p in parts):
        return Grid(shape)
    blocks = math.prod(shape[:axis])
    sizes = [math.prod(p.shape[axis:]) for p in parts]
    found = [
        v
        for b in range(blocks)
        for p, n in zip(parts, sizes, strict=True)
        for v in (p.values or ())[b * n : (b + 1) * n]
    ]
    return grid(shape, found)


def reduced(value: Grid, call: Callable[[list[Number]], Number], axis: int | None) -> Grid:
    """One axis, or all, put together to one number."""
    if axis is None:
        return grid((), None if value.values is None else [call(list(value.values))])
    axis = axis % len(value.shape)
    shape = value.shape[:axis] + value.shape[axis + 1 :]
    if value.values is None:
        return Grid(shape)
    steps = _steps(value.shape)
    places = itertools.product(*(range(n) for i, n in enumerate(value.shape) if i != axis))
    rest = [s for i, s in enumerate(steps) if i != axis]
    found = []
    for place in places:
        start = sum(map(int.__mul__, rest, place))
        found.append(call([value.values[start + i * steps[axis]] for i in range(value.shape[axis])]))
    return grid(shape, found)


def product(left: Grid, right: Grid) -> Grid:
    """The matrix product."""
    if not left.shape or not right.shape:
        return elementwise(lambda a, b: a * b, (left, right))
    if (
        left.shape[-1] != right.shape[max(0, len(right.shape) - _MATRIX)]
        or max(len(left.shape), len(right.shape)) > _MATRIX
    ):
        raise UnfitError
    rows = left.shape[:-1]
    columns = right.shape[1:]
    if left.values is None or right.values is None:
        return Grid((*rows, *columns))
    count, width = left.shape[-1], math.prod(columns)
    found = [
        math.fsum(left.values[r * count + k] * right.values[k * width + c] for k in range(count))
        for r in range(math.prod(rows))
        for c in range(width)
    ]
    whole = all(isinstance(v, int) for v in (*left.values, *right.values))
    return grid((*rows, *columns), [int(v) for v in found] if whole else found)
