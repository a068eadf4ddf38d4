"""What is known of a value without taking it apart, and what that must not miss."""

from __future__ import annotations

import gc
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nb2prod.verify.agent.digest import Digester
from nb2prod.verify.agent.known import Memory
from nb2prod.verify.agent.naming import Naming
from nb2prod.verify.agent.nodes import Node
from nb2prod.verify.agent.store import Store
from nb2prod.verify.compare import Comparer
from nb2prod.verify.model import Verdict
from nb2prod.verify.stored import Numbers
from tests.unit.verify.support import defined

NAMING = Naming("", frozenset(), {})


class Taught:
    """A digester that counts how many values it takes apart."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(str(folder))
        self.digester = Digester(NAMING, self.store, {}, Memory(str(folder)))

    def parts(self, value: Any) -> int:
        """Number of parts that a value was taken apart to."""
        self.digester.digest(value)
        return self.digester._parts

    def hash(self, value: Any) -> str:
        """Hash of a value."""
        return self.digester.digest(value).hash


@pytest.fixture
def taught(tmp_path: Path) -> Taught:
    """A digester with a memory."""
    return Taught(tmp_path)


VALUE: dict[str, Any] = {"a": [{1}, (2.5, "x")], "b": np.arange(5.0), "c": pd.Series([1, None])}


def test_a_value_is_taken_apart_once_in_all_runs(tmp_path: Path) -> None:
    first = Taught(tmp_path)
    assert first.parts(VALUE) > 1
    assert first.parts(VALUE) == 0
    parts = [VALUE, VALUE["a"], VALUE["a"][0], VALUE["b"], VALUE["c"], VALUE["c"].index]
    assert {id(part) for part in parts} <= first.digester.reach.parts
    second = Taught(tmp_path)
    assert second.parts(VALUE) == 0
    assert second.hash(VALUE) == first.hash(VALUE)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["a"][0].add(2),
        lambda value: value["b"].__setitem__(2, 9.0),
        lambda value: value["c"].__setitem__(0, 7.0),
        lambda value: value.update(d=None),
        lambda value: value["a"].__setitem__(1, (2.5, b"x")),
        lambda value: value.__setitem__("b", value["b"].astype("i8")),
        lambda value: value.__setitem__("b", value["b"].reshape(5, 1)),
    ],
)
def test_any_change_is_seen(change: Any, taught: Taught) -> None:
    value = {"a": [{1}, (2.5, "x")], "b": np.arange(5.0), "c": pd.Series([1.0, None])}
    before = taught.hash(value)
    change(value)
    assert taught.hash(value) != before


def test_own_code_counts_though_pickling_keeps_its_name_alone(taught: Taught, monkeypatch: pytest.MonkeyPatch) -> None:
    import __main__

    hashes = []
    for number in (1, 2):
        made = defined(f"def step(x):\n    return x + {number}\n", "__main__")["step"]
        assert isinstance(made, FunctionType)
        monkeypatch.setattr(__main__, "step", made, raising=False)
        hashes.append(taught.hash([made, {1}]))
    assert hashes[0] != hashes[1]
    assert "x" not in taught.digester.reach.names


def test_what_pickling_leaves_out_is_no_proof(taught: Taught) -> None:
    class Measured(np.ndarray[Any, Any]):
        unit = ""

    value = [np.arange(3.0).view(Measured)]
    value[0].unit = "m"
    before = taught.hash(value)
    value[0].unit = "km"
    assert taught.hash(value) != before


def test_a_function_behind_a_cache_counts(taught: Taught) -> None:
    import functools

    import __main__

    name = "cached"
    hashes = []
    for number in (1, 2):
        made = defined(f"def {name}(x):\n    return x + {number}\n", "__main__")[name]
        wrapped = functools.lru_cache(made)
        setattr(__main__, name, wrapped)
        hashes.append(taught.hash([wrapped, {1}]))
        delattr(__main__, name)
    assert hashes[0] != hashes[1]


def test_what_the_user_takes_apart_is_always_asked_for(tmp_path: Path) -> None:
    digester = Digester(NAMING, Store(str(tmp_path)), {"collections.OrderedDict": "builtins:list"}, Memory(""))
    assert digester.memory is None


def test_what_is_known_can_be_compared_with_the_tolerance(tmp_path: Path) -> None:
    left, right = Taught(tmp_path), Taught(tmp_path)
    left.digester.digest([{"x": 1.0}, {2}])
    ours = left.store.reference(left.digester.digest([{"x": 1.0}, {2}]))
    others = right.store.reference(right.digester.digest([{"x": 1.0 + 1e-12}, {2}]))
    assert Comparer(tmp_path, 1e-9).compare(ours, others).verdict is Verdict.EQUAL
    assert Comparer(tmp_path, 0.0).compare(ours, others).verdict is Verdict.DIFFERENT


def test_large_trees_are_stored_in_parts_and_compared_across_them(tmp_path: Path) -> None:
    def nested(last: float) -> Any:
        return [[[{n}, n / 7] for n in range(300)], [[{n}, n / 3] for n in range(300)], last]

    both = Taught(tmp_path)
    one, other = (both.store.reference(both.digester.digest(nested(x))) for x in (1.0, 2.0))
    judged = Comparer(tmp_path, 1e-9).compare(one, other)
    assert judged.verdict is Verdict.DIFFERENT
    assert judged.why.startswith("[2]: ")
    assert len(list(tmp_path.glob("*.json"))) > 2


def test_collecting_garbage_is_as_it_was(taught: Taught) -> None:
    taught.parts(VALUE)
    assert gc.isenabled()


def test_a_pack_that_ends_early_gives_what_is_whole(tmp_path: Path) -> None:
    store = Store(str(tmp_path))
    told = [store.numbers(np.arange(20.0 + n).tobytes(), "d") for n in range(2)]
    store.reference(Node("x"))
    (pack,) = tmp_path.glob("numbers-*.pack")
    pack.write_bytes(pack.read_bytes()[:-1])
    numbers = Numbers(tmp_path)
    assert numbers.get(told[0]) == np.arange(20.0).tobytes()
    assert numbers.get(told[1]) is None


@pytest.mark.parametrize("turned", [False, True])
def test_a_large_array_is_known_however_it_lies_in_memory(turned: bool, taught: Taught) -> None:
    value = {"a": np.arange(9000.0).reshape(90, 100)}
    value["a"] = value["a"].T if turned else value["a"][:, ::2]
    before = taught.hash(value)
    assert taught.parts(value) == 0
    assert taught.hash({"a": value["a"].copy()}) == before
    value["a"][3, 4] += 1
    assert taught.hash(value) != before
