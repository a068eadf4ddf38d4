"""What is known of an expression's value without running it: never another one than Python and NumPy give."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from nb2prod.render.tests_of.tracing.expressions import Scope, value_of
from nb2prod.render.tests_of.tracing.grid import Grid
from nb2prod.render.tests_of.tracing.learning import Estimator
from nb2prod.render.tests_of.tracing.plain_calls import UNKNOWN
from nb2prod.render.tests_of.tracing.trace import follow
from nb2prod.render.tests_of.values import Library

_LIBRARIES = {"np": "numpy", "make_blobs": "sklearn.datasets.make_blobs", "load_iris": "sklearn.datasets.load_iris"}
_LIBRARIES |= {"split": "sklearn.model_selection.train_test_split", "PCA": "sklearn.decomposition.PCA"}


def _outer(name: str) -> object:
    return Library(_LIBRARIES.get(name, name))


def _value(text: str, **names: object) -> object:
    return value_of(ast.parse(text, mode="eval").body, Scope(dict(names), _outer))


@pytest.mark.parametrize(
    "text",
    [
        "np.linspace(0, 20, 50)",
        "np.linspace(-1, 1, 7)[:, np.newaxis] * np.arange(3)",
        "np.array([[1, 2], [3, 4]]) @ np.array([1, -1])",
        "np.column_stack((np.arange(4), np.ones(4)))",
        "np.c_[np.ones((4, 1)), np.arange(4) ** 2]",
        "np.vstack([np.zeros(3), np.arange(3)]).T",
        "np.hstack([np.arange(3), np.arange(2)])",
        "np.concatenate([np.ones((2, 2)), np.zeros((1, 2))])",
        "np.sin(np.linspace(0, 3, 4)).reshape(-1, 2)",
        "np.eye(3)[1]",
        "np.arange(2, 11, 3)",
        "np.dot(np.arange(6).reshape(2, 3), [1.0, 2.0, 3.0])",
        "np.where(np.arange(4) > 1, 1.0, -1.0)",
        "np.arange(6).reshape(2, 3).sum(axis=1)",
        "-np.arange(3)[::-1] / 2",
    ],
)
def test_arrays_are_those_of_numpy(text: str) -> None:
    expected = eval(text, {"np": np})

    found = _value(text)

    assert isinstance(found, Grid)
    assert found.shape == expected.shape
    assert found.values is not None
    np.testing.assert_allclose(found.values, expected.ravel())


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2 * np.random.rand(100, 1)", (100, 1)),
        ("np.random.normal(size=50)", (50,)),
        ("np.zeros(10 ** 9)[2:]", (10**9 - 2,)),
        ("np.random.normal(0, 1, (3, 4)).T", (4, 3)),
        ("np.random.RandomState(0).randn(7)", (7,)),
        ("make_blobs(n_samples=60, centers=3, random_state=1)[0]", (60, 2)),
        ("load_iris().data[:, :2]", (150, 2)),
        ("split(load_iris().data, test_size=0.25)[0]", (112, 4)),
        ("split(load_iris().target, test_size=0.25)[1]", (38,)),
        ("PCA(n_components=2).fit_transform(load_iris().data)", (150, 2)),
    ],
)
def test_of_what_is_drawn_or_learned_the_shape_is_known(text: str, shape: tuple[int, ...]) -> None:
    assert _value(text) == Grid(shape)


@pytest.mark.parametrize(
    "text",
    [
        "unknown(3)",
        "np.arange(0, 1, 0.1)",
        "np.random.normal()",
        "np.array([[1], [1, 2]])",
        "np.arange(3) @ np.arange(4)",
        "np.frobnicate(3)",
        "1 / 0",
        "10 ** 10 ** 10",
        "make_blobs(centers=[[0, 0], [1, 1]])[0]",
        "np.zeros(10 ** 9)[10 ** 9]",
        "((((99 ** 16) ** 16) ** 16) ** 16) ** 16",
    ],
)
def test_what_is_not_understood_is_unknown(text: str) -> None:
    assert _value(text) is UNKNOWN


def test_an_estimator_is_known_by_its_class() -> None:
    assert _value("PCA(n_components=2)") == Estimator("PCA", {"n_components": 2})


def _followed(text: str, changed: frozenset[str] = frozenset(), **given: object) -> dict[str, object]:
    node = ast.parse(text).body[0]
    assert isinstance(node, ast.FunctionDef)
    return follow(node, given, changed, _outer)


def test_statements_are_followed_one_by_one() -> None:
    found = _followed("def f(n):\n    a, b = n, 2\n    b += a\n    c = unknown(b)\n    d = np.ones(b)", n=3)

    assert found == {"n": 3, "a": 3, "b": 5, "d": Grid((5,), (1.0,) * 5)}


def test_what_a_loop_or_branch_binds_is_unknown() -> None:
    source = "def f():\n    a = b = c = 1\n    for a in [1, 2]:\n        b = a\n    if unknown:\n        c = 2"
    found = _followed(source)

    assert found == {}


def test_of_what_is_changed_in_place_only_the_shape_is_known() -> None:
    source = "def f():\n    a = np.zeros(3)\n    a[0] = 1\n    xs = [1]\n    xs.append(2)"
    found = _followed(source, frozenset({"a", "xs"}))

    assert found == {"a": Grid((3,))}


def test_items_are_stored_as_numpy_does() -> None:
    body = "w = np.ones(6)\n    w[2:] = 3\n    w[0] = 7.5\n    X = np.zeros((2, 3))\n    X[:, 1] = [4, 5]"
    found = _followed(f"def f():\n    {body}")
    expected: dict[str, np.ndarray] = {}
    exec(body.replace("\n    ", "\n"), {"np": np}, expected)

    for name in ("w", "X"):
        value = found[name]
        assert isinstance(value, Grid)
        assert value.values is not None
        np.testing.assert_allclose(value.values, expected[name].ravel())


@pytest.mark.parametrize("store", ["w[0] = 0.5", "w[unknown] = 1", "w[w > 0] = 1", "w[0] = unknown"])
def test_of_an_item_that_cannot_be_told_the_shape_stays(store: str) -> None:
    assert _followed(f"def f():\n    w = np.arange(6)\n    {store}")["w"] == Grid((6,))
