"""Inputs kept whole, by rows, or not at all."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression  # type: ignore[import-untyped]

from nb2prod.record.agent.encoding import ATTEMPTS, MOST_ROWS, Encoder, places, sampled
from nb2prod.record.shipped.rebuilding import rebuild

_NONE = frozenset[int]()


def _made(node: Any) -> Any:
    return rebuild(node, pytest.fail)


def test_rows_are_chosen_alike_for_all_tables_of_one_length() -> None:
    frame = pd.DataFrame({"n": range(1000)})

    rows = sampled(frame, "spread", 80, _NONE)

    assert rows["n"].tolist() == sampled(np.arange(1000), "spread", 80, _NONE).tolist()
    assert rows["n"].tolist() == sampled(list(range(1000)), "spread", 80, frozenset({1000}))
    assert rows["n"].iloc[[0, -1]].tolist() == [0, 999]
    assert len(rows) == 80


def test_a_list_that_belongs_to_no_table_stays_whole() -> None:
    names = [f"column {n}" for n in range(500)]

    assert sampled(names, "spread", 80, frozenset({1000})) is names


@pytest.mark.parametrize(("way", "rows"), [attempt for attempt in ATTEMPTS if attempt[1]])
def test_chosen_rows_differ_and_stand_in_order(way: str, rows: int) -> None:
    found = places(4321, way, rows)

    assert found == sorted(set(found))
    assert len(found) == rows
    assert 0 <= found[0] <= found[-1] < 4321


def test_a_small_table_is_kept_whole_in_every_attempt() -> None:
    kept = Encoder().attempts(pd.DataFrame({"a": [1, 2]}), _NONE)

    assert len(kept["nodes"]) == len(ATTEMPTS)
    assert all(_made(node).equals(pd.DataFrame({"a": [1, 2]})) for node in kept["nodes"])


def test_a_large_table_is_kept_by_rows_alone() -> None:
    kept = Encoder().attempts(np.zeros(MOST_ROWS + 1), _NONE)

    assert kept["nodes"][0] is None
    assert [len(_made(node)) for node in kept["nodes"][1:]] == [rows for _, rows in ATTEMPTS[1:]]


def test_an_estimator_is_pickled_since_nothing_else_serves() -> None:
    kept = Encoder().attempts(LinearRegression(fit_intercept=False), _NONE)

    assert kept["nodes"][0]["is"] == "pickled"
    assert _made(kept["nodes"][0]).fit_intercept is False


@pytest.mark.parametrize(
    "value", [(n for n in range(3)), threading.Lock(), lambda: 1], ids=lambda value: type(value).__name__
)
def test_what_no_file_can_hold_is_said(value: Any) -> None:
    kept = Encoder().attempts(value, _NONE)

    assert "can't be kept" in kept["reason"]


def test_nothing_is_a_value_too() -> None:
    assert Encoder().attempts(None, _NONE)["none"]
