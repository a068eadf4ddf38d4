"""What recorded tests take for a difference, and what they don't."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression  # type: ignore[import-untyped]
from sklearn.tree import DecisionTreeClassifier  # type: ignore[import-untyped]

from nb2prod.record.agent.thinning import fitted
from nb2prod.record.shipped.comparison import differences, timeless
from nb2prod.record.shipped.storage import load, save
from nb2prod.record.shipped.values import describe

_X = np.array([[0.0], [1.0], [2.0], [3.0]])
_FRAME = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
DIFFERENT: dict[str, tuple[Any, Any]] = {
    "an integer and a float": (1, 1.0),
    "a truth and an integer": (True, 1),
    "a number": (0.5, 0.50001),
    "a text": ("a", "b"),
    "a list and a tuple": ([1], (1,)),
    "lengths": ([1, 2], [1]),
    "order": ([1, 2], [2, 1]),
    "a key": ({"a": 1}, {"b": 1}),
    "a key more": ({"a": 1}, {"a": 1, "b": 2}),
    "a dtype": (np.arange(3), np.arange(3.0)),
    "a shape": (np.zeros((2, 3)), np.zeros((3, 2))),
    "an element": (np.array([1.0, 2.0]), np.array([1.0, 2.1])),
    "a missing number": (np.array([1.0, np.nan]), np.array([1.0, 2.0])),
    "a column": (_FRAME, _FRAME.rename(columns={"a": "c"})),
    "the order of columns": (_FRAME, _FRAME[["b", "a"]]),
    "an index": (_FRAME, _FRAME.set_axis([1, 2, 3], axis=0)),
    "the name of an index": (_FRAME, _FRAME.rename_axis("k")),
    "a name": (_FRAME["a"], _FRAME["a"].rename("c")),
    "a frame and a series": (_FRAME[["a"]], _FRAME["a"]),
    "a column's dtype": (_FRAME, _FRAME.astype({"a": "int8"})),
    "categories": (pd.Series(["a"], dtype="category"), pd.Series(["a"]).astype(pd.CategoricalDtype(["a", "b"]))),
    "a parameter": (LinearRegression(), LinearRegression(fit_intercept=False)),
    "a fitted attribute": (LinearRegression().fit(_X, _X[:, 0]), LinearRegression().fit(_X, 2 * _X[:, 0])),
    "a tree": (
        DecisionTreeClassifier(random_state=0).fit(_X, [0, 0, 1, 1]),
        DecisionTreeClassifier(random_state=0).fit(_X, [0, 1, 1, 1]),
    ),
    "fitted and not": (LinearRegression(), LinearRegression().fit(_X, _X[:, 0])),
    "a class": (LinearRegression(), DecisionTreeClassifier()),
    "a set": ({1, 2}, {1, 3}),
}


def _stored(node: Any, folder: Path) -> Any:
    save({"value": node}, folder / "v.json")
    return load(folder / "v.json")["value"]


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_difference_is_found_and_said(name: str, tmp_path: Path) -> None:
    one, other = map(describe, DIFFERENT[name])

    assert differences(_stored(one, tmp_path), other)
    assert differences(_stored(other, tmp_path), one)


@pytest.mark.parametrize("name", DIFFERENT)
def test_the_same_value_does_not_differ_from_itself(name: str, tmp_path: Path) -> None:
    for value in DIFFERENT[name]:
        assert differences(_stored(describe(value), tmp_path), describe(value)) == []


def test_rounding_is_no_difference() -> None:
    array = np.linspace(1, 2, 50)

    assert differences(describe(array), describe(array * (1 + 1e-12))) == []
    assert differences(describe(0.1 + 0.2), describe(0.3)) == []
    assert differences(describe({"a": 1.0}), describe({"a": 1.0 + 1e-13})) == []


def test_what_is_not_compared_may_be_anything() -> None:
    assert differences({"is": "not compared"}, describe([1, 2])) == []


def test_the_place_of_a_difference_is_named() -> None:
    expected, actual = ({"results": {"df": describe(pd.DataFrame({"a": [1.0, x]}))}} for x in (2.0, 3.0))

    assert differences(expected, actual) == [
        "results.df.values[0]: 1 of 2 differ; [1] is 3.0, recorded was 2.0",
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("mean 0.1000000001", "mean 0.1", True),
        ("mean 0.11", "mean 0.1", False),
        ("7 rows", "8 rows", False),
        ("a: 1.0", "b: 1.0", False),
        ("a:  0.0", "a: -1e-17", True),
    ],
)
def test_numbers_in_texts_have_the_tolerance_of_numbers(one: str, other: str, same: bool) -> None:
    found = differences({"is": "text", "of": one}, {"is": "text", "of": other})

    assert (not found) is same


def test_day_and_time_of_now_are_no_difference() -> None:
    then, now = "Date: (now) Time: (now) R: 0.5", f"{datetime.datetime.now():Date: %a, %d %b %Y Time: %H:%M:%S R: 0.5}"

    assert differences({"is": "text", "of": then}, {"is": "text", "of": now}) == []
    assert differences(then, now) == []
    assert differences(then, now.replace("0.5", "0.6"))
    assert timeless("1999-01-01 is another day") == "1999-01-01 is another day"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_what_was_thinned_out_is_still_compared(level: int, tmp_path: Path) -> None:
    value: dict[str, Any] = {"array": np.arange(5000.0), "texts": [f"t{n}" for n in range(5000)], "frame": _FRAME}
    changed = {**value, "array": np.append(np.arange(4999.0), 7.0)}
    thinned = _stored(fitted(describe(value), level), tmp_path)

    assert differences(thinned, describe(value)) == []
    assert differences(thinned, describe(changed))
    assert differences(thinned, describe({**value, "texts": value["texts"][:-1]}))
    assert (tmp_path / "v.json").stat().st_size < 100_000
