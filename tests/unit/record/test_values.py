"""Values described, written down, read back and made again."""

from __future__ import annotations

import collections
import datetime
import decimal
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse  # type: ignore[import-untyped]

from nb2prod.record.shipped.comparison import differences
from nb2prod.record.shipped.naming import CannotRebuildError
from nb2prod.record.shipped.rebuilding import rebuild
from nb2prod.record.shipped.storage import load, save
from nb2prod.record.shipped.values import describe
from nb2prod.verify.agent.digest import Digester
from nb2prod.verify.agent.naming import Naming
from nb2prod.verify.agent.store import Store


class Point:
    """Stands for a class of a notebook."""

    def __init__(self, x: float) -> None:
        self.x = x


def _own(name: str) -> Any:
    found: Any = globals()
    for part in name.split("."):
        found = found[part] if isinstance(found, dict) else getattr(found, part)
    return found


def _again(value: Any, folder: Path, own: str = "") -> Any:
    place = folder / "value.json"
    save({"value": describe(value, own)}, place)
    return rebuild(load(place)["value"], _own)


def _hash(value: Any, folder: Path) -> str:
    digester = Digester(Naming("", frozenset(), {}), Store(str(folder)), {})
    return digester.digest(value).hash


_MONTHS = pd.date_range("2024-01-31", periods=4, freq="ME")
_FRAME = pd.DataFrame(
    {
        "n": np.arange(4, dtype="int32"),
        "x": [0.1, math.nan, math.inf, -3.5],
        "t": ["a", None, "b", "b"],
        "c": pd.Categorical(["lo", "hi", "lo", None], categories=["lo", "hi", "none"], ordered=True),
        "d": pd.date_range("2024-01-01", periods=4, tz="Europe/Berlin"),
        "i": pd.array([1, None, 3, 4], dtype="Int64"),
        "b": pd.array([True, None, False, True], dtype="boolean"),
        "o": pd.Series([1, "x", None, (2, 3)], dtype=object),
    },
    index=pd.Index([9, 8, 7, 9], name="key"),
)
VALUES: dict[str, Any] = {
    "plain": [None, True, 1, -(10**40), 0.1, "text\nü", math.inf],
    "containers": {"a": (1, [2, {3}]), 4: frozenset("x"), None: b"\0\xff", ("k", 1): range(1, 9, 2)},
    "names that a description uses": {"is": "pickled", "values": "a0", "of": [1]},
    "moments": [datetime.datetime(2024, 1, 2, 3, 4, 5, 6), datetime.date(2024, 1, 2), datetime.timedelta(1, 2, 3)],
    "others": [decimal.Decimal("1.10"), 1 + 2j, slice(1, None), Path("a/b"), collections.deque([1, 2])],
    "scalars": [np.float64(0.1), np.int8(3), np.bool_(True), np.datetime64("2024-01-01", "D"), np.str_("x")],
    "arrays": [np.arange(12.0).reshape(3, 4), np.zeros((0, 3), dtype="f4"), np.array(["a", "bc"]), np.array(3)],
    "long arrays": [np.linspace(0, 1, 1000), np.asfortranarray(np.arange(200).reshape(10, 20)), np.arange(99) % 2 == 0],
    "arrays of moments": np.array(["2024-01-01", "NaT"], dtype="M8[ns]"),
    "arrays of objects": np.array([1, "a", None, [2]], dtype=object),
    "frame": _FRAME,
    "empty frame": _FRAME.iloc[:0],
    "frame with unusual labels": _FRAME[["n", "x"]].set_axis([("a", 1), ("b", 2)], axis=1),
    "frame with two columns of one name": pd.concat([_FRAME["n"], _FRAME["n"]], axis=1),
    "frame with two-level labels": _FRAME[["n", "x"]].set_index(
        pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["g", None])
    ),
    "series": [_FRAME[name] for name in _FRAME],
    "series of moments": pd.Series(range(4), index=_MONTHS, name=3),
    "text of few kinds": pd.Series(["yes", "no"] * 50, name="answer"),
    "timestamps": [pd.Timestamp("2024-01-01 10:00", tz="UTC"), pd.Timedelta("1 day 1 ms"), pd.NaT],
    "indexes": [pd.RangeIndex(3, name="n"), _FRAME.columns, _MONTHS, pd.Index([1.5, math.nan])],
    "functions, classes and modules": [np, np.mean, pd.DataFrame, math.sqrt, len, int],
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_is_made_again_exactly(name: str, tmp_path: Path) -> None:
    value = VALUES[name]

    again = _again(value, tmp_path)

    assert type(again) is type(value)
    assert _hash(again, tmp_path) == _hash(value, tmp_path)
    assert differences(describe(value), describe(again)) == []


_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary()
_KEYS = st.text() | st.integers() | st.tuples(st.integers(), st.text())
_NESTED = st.recursive(
    _PLAIN, lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(_KEYS, inner), max_leaves=20
)


@given(_NESTED)
def test_nested_values_are_made_again_whatever_is_in_them(value: Any) -> None:
    again = rebuild(json.loads(json.dumps(describe(value))), _own)

    assert repr(again) == repr(value)


def test_sparse_matrices_are_made_again(tmp_path: Path) -> None:
    value = sparse.csr_matrix(np.diag([1.0, 0.0, 3.0]))

    again = _again(value, tmp_path)

    assert type(again) is type(value)
    assert (again != value).nnz == 0


def test_an_instance_of_the_notebook_is_one_of_the_package(tmp_path: Path) -> None:
    again = _again(Point(0.5), tmp_path, own=Point.__module__.partition(".")[0])

    assert type(again) is Point
    assert again.x == 0.5


def test_names_of_the_notebook_stand_for_those_of_the_package() -> None:
    root = Point.__module__.partition(".")[0]

    assert describe(Point, root, {"Point": "Spot"}) == {"is": "name", "of": "own:Spot"}
    assert describe(Point(1), root, {"Point": "Spot"})["class"] == "own:Spot"


def test_files_are_small_texts_and_long_arrays_beside_them(tmp_path: Path) -> None:
    files = save({"short": describe(np.arange(3)), "long": describe(np.arange(3000))}, tmp_path / "v.json")

    assert [path.name for path in files] == ["v.json", "v.npz"]
    assert json.loads(files[0].read_text())["short"]["values"] == [0, 1, 2]


@pytest.mark.parametrize(
    "value", [iter([1]), (n for n in range(1)), map(len, ()), open], ids=lambda value: type(value).__name__
)
def test_what_says_too_little_can_not_be_made_again(value: Any) -> None:
    if callable(value):
        assert rebuild(describe(value), _own) is value
        return
    with pytest.raises(CannotRebuildError):
        rebuild(describe(value), _own)


def test_a_value_that_holds_itself_is_described() -> None:
    value: list[Any] = [1]
    value.append(value)

    assert describe(value) == [1, {"is": "cycle"}]
