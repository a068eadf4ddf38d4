"""Arrays: how many dimensions they have and what their elements are."""

from __future__ import annotations

import pytest

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arrays import ARRAY, BOOL_, FLOAT64, INT64, SHAPE, array, plain
from tests.unit.types.support import type_of

START = "import numpy as np\nA = np.zeros((3, 4))\nv = np.ones(4)\nn = np.arange(4)\n"


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("A[0]", "numpy.ndarray"),
        ("A[0][0]", "numpy.float64"),
        ("A[0, 1]", "numpy.float64"),
        ("A[:, 1]", "numpy.ndarray"),
        ("A[:, 1][0]", "numpy.float64"),
        ("A[:, [1, 2]][0]", "numpy.ndarray"),
        ("A[A > 0][0]", "numpy.float64"),
        ("A[np.where(A > 0)][0]", "numpy.float64"),
        ("A[None, 0][0]", "numpy.ndarray"),
        ("v[v > 0][0]", "numpy.float64"),
        ("A.sum()", "numpy.float64"),
        ("A.sum(axis=0)", "numpy.ndarray"),
        ("A.sum(axis=0)[0]", "numpy.float64"),
        ("v.sum(axis=0)", "numpy.float64"),
        ("np.mean(A, axis=1, keepdims=True)[0]", "numpy.ndarray"),
        ("(v > 0).sum()", "numpy.int64"),
        ("np.argmax(A, axis=1)[0]", "numpy.int64"),
        ("A @ v", "numpy.ndarray"),
        ("(A @ v)[0]", "numpy.float64"),
        ("v @ v", "numpy.float64"),
        ("v.dot(v)", "numpy.float64"),
        ("A.T.dot(A)[0]", "numpy.ndarray"),
        ("np.dot(A, v)[0]", "numpy.float64"),
        ("np.sqrt(v)[0]", "numpy.float64"),
        ("(v * 2)[0]", "numpy.float64"),
        ("(n / 2)", "numpy.ndarray"),
        ("A.shape", "tuple[int, int]"),
        ("A.shape[1]", "int"),
        ("foreign(A).shape", "?"),
        ("np.array([1, 2])[0]", "numpy.int64"),
        ("np.array([[1.5], [2.5]])[0]", "numpy.ndarray"),
        ("np.array([1, 2], dtype=float)[0]", "numpy.float64"),
        ("np.array([1, 2], dtype='int8')[0]", "?"),
        ("v.astype(int)[0]", "numpy.int64"),
        ("v.reshape(-1, 1)[0]", "numpy.ndarray"),
        ("v.reshape(foreign)[0]", "?"),
        ("A.ravel()[0]", "numpy.float64"),
        ("np.c_[v, v][0]", "numpy.ndarray"),
        ("np.r_[v, v][0]", "?"),
        ("np.random.randn(3, 2)[0]", "numpy.ndarray"),
        ("np.random.rand()", "?"),
        ("np.random.normal(size=3)[0]", "?"),
        ("np.random.permutation(5)[0]", "numpy.int64"),
        ("np.s_[:3]", "slice"),
        ("[row for row in A][0][0]", "numpy.float64"),
    ],
)
def test_what_an_array_gives(expression: str, kind: str) -> None:
    assert type_of(f"{START}found = {expression}", "found").type == kind


def test_rows_are_unpacked_and_lengths_too() -> None:
    code = f"{START}first, second, third = A\nrows, columns = A.shape\n"

    assert [type_of(code, name).type for name in ("first", "third")] == ["numpy.ndarray"] * 2
    assert [type_of(code, name).type for name in ("rows", "columns")] == ["int"] * 2


def test_a_length_is_a_number_however_many_there_are() -> None:
    assert type_of("x = np.squeeze(np.zeros((3, 1))).shape").type == "tuple"
    assert type_of("x = np.squeeze(np.zeros((3, 1))).shape[0]").type == "int"


def test_axes_in_rows() -> None:
    code = "import matplotlib.pyplot as plt\nfig, ((a, b), (c, d)) = plt.subplots(2, 2)\n"

    assert {type_of(code, name).type for name in "abcd"} == {"matplotlib.axes.Axes"}


def test_a_function_is_followed_with_what_its_arguments_are() -> None:
    code = "def loss(w, X):\n    return ((X @ w) ** 2).sum()\n"

    assert type_of(f"{START}{code}one = loss(v, A)\n", "one").type == "numpy.float64"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (array(FLOAT64, 2), ARRAY),
        (array(INT64, 0), INT64),
        (SHAPE, TypeExpression("tuple")),
        (TypeExpression("list", (array(BOOL_, 1),)), TypeExpression("list", (ARRAY,))),
        (TypeExpression("sklearn.utils.Bunch", (ARRAY,)), TypeExpression("sklearn.utils.Bunch")),
    ],
)
def test_parts_of_arrays_are_not_said(kind: TypeExpression, said: TypeExpression) -> None:
    assert plain(kind) == said
