"""Arrays whose shape, and perhaps content, is known without NumPy: compared with NumPy itself."""

from __future__ import annotations

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.render.tests_of.tracing.grid import (
    Grid,
    UnfitError,
    broadcast,
    elementwise,
    from_nested,
    grid,
    joined,
    product,
    reduced,
    reshaped,
    taken,
    transposed,
)

SHAPES = st.lists(st.integers(1, 4), min_size=1, max_size=3).map(tuple)


def _made(shape: tuple[int, ...]) -> tuple[Grid, np.ndarray]:
    array = np.arange(float(np.prod(shape))).reshape(shape)
    return grid(shape, array.ravel().tolist()), array


def _same(found: Grid, array: np.ndarray) -> bool:
    return found.shape == array.shape and np.allclose(found.values or (), array.ravel())


@given(SHAPES)
def test_transposing_is_that_of_numpy(shape: tuple[int, ...]) -> None:
    found, array = _made(shape)

    assert _same(transposed(found), array.T)


@given(SHAPES, SHAPES)
def test_broadcasting_is_that_of_numpy(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    try:
        expected = np.broadcast_shapes(left, right)
    except ValueError:
        with pytest.raises(UnfitError):
            broadcast([left, right])
        return

    assert broadcast([left, right]) == expected
    (a, x), (b, y) = _made(left), _made(right)
    assert _same(elementwise(operator.add, (a, b)), x + y)


@given(SHAPES, st.integers(0, 2))
def test_sums_along_an_axis_are_those_of_numpy(shape: tuple[int, ...], axis: int) -> None:
    found, array = _made(shape)
    axis %= len(shape)

    assert _same(reduced(found, sum, axis), array.sum(axis=axis))


@pytest.mark.parametrize(
    "key", [(0,), (-1,), (slice(1, 3),), (slice(None), 1), (slice(None), None), (1, slice(None, None, 2)), (None, 0)]
)
def test_indexing_is_that_of_numpy(key: tuple[object, ...]) -> None:
    found, array = _made((4, 3))

    assert _same(taken(found, key), array[key])  # type: ignore[index]


def test_an_index_out_of_bounds_is_refused() -> None:
    with pytest.raises(UnfitError):
        taken(Grid((4, 3)), (4,))


@pytest.mark.parametrize("axis", [0, 1])
def test_joining_is_that_of_numpy(axis: int) -> None:
    found, array = _made((2, 3))

    assert _same(joined([found, found], axis), np.concatenate([array, array], axis=axis))


@pytest.mark.parametrize(("left", "right"), [((2, 3), (3, 4)), ((3,), (3, 2)), ((2, 3), (3,)), ((3,), (3,))])
def test_the_matrix_product_is_that_of_numpy(left: tuple[int, ...], right: tuple[int, ...]) -> None:
    (a, x), (b, y) = _made(left), _made(right)

    assert _same(product(a, b), np.dot(x, y))


def test_where_only_a_shape_is_known_only_a_shape_comes_out() -> None:
    assert elementwise(operator.mul, (Grid((5, 1)), Grid((3,)))) == Grid((5, 3))
    assert reduced(Grid((5, 3)), sum, 0) == Grid((3,))
    assert product(Grid((5, 3)), Grid((3,))) == Grid((5,))


def test_a_size_that_is_left_open_follows_from_the_others() -> None:
    assert reshaped(Grid((6, 2)), (-1, 3)).shape == (4, 3)
    with pytest.raises(UnfitError):
        reshaped(Grid((6, 2)), (5, -1))


def test_lists_of_different_lengths_are_no_array() -> None:
    with pytest.raises(UnfitError):
        from_nested([[1, 2], [3]])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**15])
def test_values_out_of_bounds_are_not_kept(value: float) -> None:
    assert grid((2,), [1.0, value]) == Grid((2,))
