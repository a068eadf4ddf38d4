"""Long plain containers, which are compared as one piece."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nb2prod.verify.agent.flat_values import LEAST, flat
from nb2prod.verify.model import Verdict
from tests.unit.verify.support import Both

RECORDS = [{"id": n, "x": n / 7, "tags": ["a", str(n)], "of": (None, True)} for n in range(LEAST)]


@pytest.fixture
def both(tmp_path: Path) -> Both:
    return Both(tmp_path)


def _of_one(change: Callable[[Any], object]) -> list[Any]:
    changed = copy.deepcopy(RECORDS)
    change(changed[700])
    return changed


def test_the_same_is_equal(both: Both) -> None:
    assert flat(RECORDS) is not None
    assert both.compare(RECORDS, copy.deepcopy(RECORDS)).verdict is Verdict.EQUAL


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.update(id=-1),
        lambda one: one.update(id=float(one["id"])),
        lambda one: one.update(x=one["x"] * (1 + 1e-6)),
        lambda one: one.update(x=np.float64(one["x"])),
        lambda one: one.update(x=str(one["x"])),
        lambda one: one.update(of=[None, True]),
        lambda one: one.update(of=(None, 1)),
        lambda one: one["tags"].append("c"),
        lambda one: one["tags"].reverse(),
        lambda one: one.update(tags=("a", "700")),
        lambda one: one.update(extra=None),
        lambda one: one.update(id=one.pop("id")),
        lambda one: one.update(x={1.5}),
    ],
)
def test_any_change_is_different(change: Callable[[Any], object], both: Both) -> None:
    assert both.compare(RECORDS, _of_one(change)).verdict is Verdict.DIFFERENT


def test_numbers_may_differ_by_the_tolerance_each_by_its_own_size(both: Both) -> None:
    near = _of_one(lambda one: one.update(x=one["x"] * (1 + 1e-12)))
    assert both.compare(RECORDS, near).verdict is Verdict.EQUAL
    large = [*RECORDS, {"id": 1, "x": 1e15, "small": 1e-3}]
    other = [*RECORDS, {"id": 1, "x": 1e15, "small": 2e-3}]
    assert both.compare(large, other).verdict is Verdict.DIFFERENT


def test_numbers_elsewhere_are_not_the_same(both: Both) -> None:
    left: list[Any] = [[1.5, "a"]] * LEAST
    assert both.compare(left, [["a", 1.5], *left[1:]]).verdict is Verdict.DIFFERENT
    assert both.compare([[1.5], []] * LEAST, [[], [1.5]] * LEAST).verdict is Verdict.DIFFERENT


def test_what_is_in_it_belongs_to_what_can_be_reached(both: Both) -> None:
    both.notebook.digest(RECORDS)
    assert {id(RECORDS[5]), id(RECORDS[5]["tags"])} <= both.notebook.reach.parts


ARRAYS = [np.arange(4.0) + n for n in range(LEAST)]


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.__setitem__(2, 0.5),
        lambda one: one.reshape(2, 2),
        lambda one: one.astype(int),
        lambda one: one.tolist(),
        lambda one: one[:3],
    ],
)
def test_many_arrays_are_taken_as_one_piece(change: Callable[[Any], Any], both: Both) -> None:
    other = [one.copy() for one in ARRAYS]
    assert flat(ARRAYS) is not None
    assert both.compare(ARRAYS, other).verdict is Verdict.EQUAL
    changed = change(other[9])
    other[9] = other[9] if changed is None else changed
    assert both.compare(ARRAYS, other).verdict is Verdict.DIFFERENT
    view = np.arange(8.0)[:4]
    both.notebook.digest([*ARRAYS, view])
    assert {id(ARRAYS[3]), id(view.base)} <= both.notebook.reach.parts


def test_other_containers_are_taken_apart_part_by_part() -> None:
    cycle: list[Any] = [1] * LEAST
    cycle.append(cycle)
    few = [np.array([1], np.float32)] * LEAST
    unfit = (cycle, [{1}] * LEAST, [{"fit_time": 1.0}] * LEAST, [1, "a", 2.5], few, {n: object() for n in range(LEAST)})
    assert [flat(one) for one in unfit] == [None] * len(unfit)
