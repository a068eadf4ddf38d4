"""Which values are taken apart again after a cell."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nb2prod.verify.agent.watching import Watch, mentioned
from tests.unit.verify.support import Both, defined

SOURCE = """
import numpy as np
a = [1, 2]
b = {"inner": a}
alone = [1, 2]
total = 0
items = []
def bump():
    global total
    total += 1
def outer():
    bump()
class Model:
    def add(self):
        items.append(1)
model = Model()
models = [model]
array = np.arange(6.0)
view = array[:3]
generator = (n for n in a)
calls = {"bump": bump}
"""


@pytest.fixture
def names() -> dict[str, Any]:
    found = defined(SOURCE, "__main__")
    found["frame"] = pd.DataFrame({"x": [1.0, 2.0]})
    found["column"] = found["frame"]["x"]
    return {n: v for n, v in found.items() if not n.startswith("__") and n != "np"}


def _watch(folder: Path, names: dict[str, Any]) -> Watch:
    watch = Watch(Both(folder).notebook)
    for name, value in names.items():
        watch.digester.digest(value)
        watch.learn(name, value)
    return watch


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = alone[0]", "alone"),
        ("a.append(3)", "a b generator"),
        ("b['inner'].append(3)", "a b generator"),
        ("bump()", "bump total calls outer"),
        ("outer()", "outer bump total calls"),
        ("calls['bump']()", "calls bump total outer"),
        ("model.add()", "model models items Model"),
        ("models[0].add()", "model models items Model"),
        ("view[0] = 7", "array view"),
        ("array += 1", "array view"),
        ("frame.loc[0, 'x'] = 3", "frame"),
        ("print(1)", ""),
    ],
)
def test_what_a_cell_reaches_is_looked_at_again(
    source: str, expected: str, names: dict[str, Any], tmp_path: Path
) -> None:
    watch = _watch(tmp_path, names)
    code = mentioned({"is_known": True, "statements": [(1, source)]})
    found = watch.touched(names, code)
    assert set(expected.split()) - {"generator", "outer", "calls", "Model", "bump"} <= found
    assert "alone" in found or expected != "alone"
    assert found <= set(expected.split()) | {"column"}


@pytest.mark.parametrize("source", ["exec('a = 1')", "globals()['a'] = 1", "next(generator)"])
def test_where_a_cell_may_reach_anything_all_is_looked_at(source: str, names: dict[str, Any], tmp_path: Path) -> None:
    watch = _watch(tmp_path, names)
    assert watch.touched(names, mentioned({"is_known": True, "statements": [(1, source)]})) == set(names)
    assert watch.touched(names, mentioned({"is_known": False, "statements": []})) == set(names)
    assert watch.touched(names, mentioned({"is_known": True, "statements": [(1, "x =")]})) == set(names)


def test_beside_a_thread_all_is_looked_at(names: dict[str, Any], tmp_path: Path) -> None:
    watch, end = _watch(tmp_path, names), threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    assert watch.touched(names, set()) == set(names)
    end.set()
    thread.join()


def test_new_names_and_what_they_share_are_looked_at(names: dict[str, Any], tmp_path: Path) -> None:
    watch = _watch(tmp_path, names)
    names["fresh"] = [names["alone"]]
    names["total"] = 5.5
    assert watch.touched(names, set()) == {"fresh", "total"}
    watch.digester.digest(names["fresh"])
    watch.learn("fresh", names["fresh"])
    assert watch.sharing(names, {"fresh"}) == {"fresh", "alone"}


def test_what_all_have_in_common_is_nothing_shared(tmp_path: Path) -> None:
    dtype, one = np.dtype("f8"), np.float64(1)
    values: dict[str, Any] = {n: [dtype, one, "text", (), len, np.mean, 12345678, None, [n]] for n in ("p", "q")}
    assert _watch(tmp_path, values).sharing(values, {"p"}) == {"p"}
