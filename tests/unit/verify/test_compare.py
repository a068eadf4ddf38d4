"""What counts as equal, as different, and as not to be compared, type by type."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import pathlib
import re
import threading
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse  # type: ignore[import-untyped]
from matplotlib.figure import Figure
from sklearn.ensemble import RandomForestClassifier  # type: ignore[import-untyped]
from sklearn.linear_model import LinearRegression, LogisticRegression  # type: ignore[import-untyped]
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

from nb2prod.verify.model import Verdict
from tests.unit.verify.support import Both, defined

X = np.arange(12.0).reshape(6, 2)
Y = np.array([0, 0, 0, 1, 1, 1])
FRAME = pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=["p", "q"])
Point = collections.namedtuple("Point", "x y")


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Box:
    content: Any


class Slotted:
    __slots__ = ("a",)

    def __init__(self, a: int) -> None:
        self.a = a


@pytest.fixture
def both(tmp_path: Path) -> Both:
    return Both(tmp_path)


def _ahead(items: list[int]) -> Any:
    iterator = iter(items)
    next(iterator)
    return iterator


def _closed(mode: str) -> Any:
    with open(__file__, mode) as file:  # noqa: PTH123 - the object itself is of interest
        return file


def _loop(*items: Any) -> list[Any]:
    made: list[Any] = list(items)
    made.append(made)
    return made


MAKERS: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
    "int": (lambda: 3, lambda: 4),
    "bool and int": (lambda: True, lambda: 1),
    "float": (lambda: 0.1, lambda: 0.2),
    "nan": (lambda: float("nan"), lambda: 1.0),
    "int and float": (lambda: 3, lambda: 3.0),
    "complex": (lambda: 1 + 2j, lambda: 1 + 3j),
    "str": (lambda: "a", lambda: "b"),
    "surrogate": (lambda: "\ud800", lambda: "\ud801"),
    "bytes": (lambda: b"a", lambda: b"b"),
    "long int": (lambda: 10**5000, lambda: 10**5000 + 1),
    "none": (lambda: None, lambda: 0),
    "list": (lambda: [1, [2, "x"]], lambda: [1, [2, "y"]]),
    "list and tuple": (lambda: [1], lambda: (1,)),
    "long list": (lambda: list(range(100)), lambda: [*range(99), 0]),
    "long list of floats": (lambda: [0.5] * 100, lambda: [*([0.5] * 99), 0.6]),
    "cycle": (lambda: _loop(1), lambda: _loop(2)),
    "deque": (lambda: collections.deque([1]), lambda: collections.deque([2])),
    "dict": (lambda: {"a": 1, (1, 2): 2}, lambda: {"a": 1, (1, 2): 3}),
    "order of a dict": (lambda: {"a": 1, "b": 2}, lambda: {"b": 2, "a": 1}),
    "counter": (lambda: collections.Counter("aab"), lambda: collections.Counter("abb")),
    "set": (lambda: {1, "a", (2,)}, lambda: {1, "a", (3,)}),
    "iterator": (lambda: iter([1, 2]), lambda: _ahead([1, 2])),
    "iterator over text": (lambda: iter("ab"), lambda: iter("ac")),
    "enumerate": (lambda: enumerate([1]), lambda: enumerate([1], 1)),
    "zip": (lambda: zip([1], "a", strict=True), lambda: zip([1], "b", strict=True)),
    "map": (lambda: map(len, ["a"]), lambda: map(repr, ["a"])),
    "reversed": (lambda: reversed([1, 2]), lambda: reversed([1, 3])),
    "closed file": (lambda: _closed("r"), lambda: _closed("rb")),
    "range": (lambda: range(3), lambda: range(4)),
    "slice": (lambda: slice(1, 2), lambda: slice(1, 3)),
    "datetime": (lambda: datetime.datetime(2024, 1, 2), lambda: datetime.datetime(2024, 1, 3)),
    "decimal": (lambda: decimal.Decimal("1.0"), lambda: decimal.Decimal("1.1")),
    "fraction": (lambda: fractions.Fraction(1, 3), lambda: fractions.Fraction(2, 3)),
    "path": (lambda: pathlib.Path("a"), lambda: pathlib.Path("b")),
    "pattern": (lambda: re.compile("a"), lambda: re.compile("a", re.IGNORECASE)),
    "named tuple": (lambda: Point(1, 2), lambda: Point(1, 3)),
    "enum": (lambda: Colour.RED, lambda: Colour.BLUE),
    "data class": (lambda: Box([1]), lambda: Box([2])),
    "slots": (lambda: Slotted(1), lambda: Slotted(2)),
    "namespace": (lambda: types.SimpleNamespace(a=1), lambda: types.SimpleNamespace(a=2)),
    "partial": (lambda: functools.partial(max, 1), lambda: functools.partial(max, 2)),
    "library function": (lambda: np.mean, lambda: np.median),
    "library class": (lambda: LinearRegression, lambda: LogisticRegression),
    "ufunc": (lambda: np.exp, lambda: np.log),
    "method": (lambda: [1].append, lambda: [2].append),
    "dtype": (lambda: np.dtype("f4"), lambda: np.dtype("f8")),
    "array": (lambda: np.array([1.0, np.nan]), lambda: np.array([1.0, 2.0])),
    "dtype of an array": (lambda: np.array([1, 2]), lambda: np.array([1.0, 2.0])),
    "shape": (lambda: np.zeros((2, 3)), lambda: np.zeros((3, 2))),
    "complex array": (lambda: np.array([1j, 2]), lambda: np.array([1j, 3])),
    "array of text": (lambda: np.array(["a", "b"]), lambda: np.array(["a", "c"])),
    "array of objects": (lambda: np.array(["a", None, [1]], object), lambda: np.array(["a", None, [2]], object)),
    "structured array": (lambda: np.zeros(2, "i4,f8"), lambda: np.ones(2, "i4,f8")),
    "array of times": (lambda: np.array(["2024-01-01"], "M8[D]"), lambda: np.array(["2024-01-02"], "M8[D]")),
    "masked array": (lambda: np.ma.array([1, 2], mask=[False, True]), lambda: np.ma.array([1, 2], mask=[True, False])),
    "strided array": (lambda: np.arange(9)[::2], lambda: np.arange(9)[1::2]),
    "scalar": (lambda: np.float64(1), lambda: np.float64(2)),
    "scalar and float": (lambda: np.float64(1), lambda: 1.0),
    "generator of numbers": (lambda: np.random.default_rng(1), lambda: np.random.default_rng(2)),
    "random state": (lambda: np.random.RandomState(1), lambda: np.random.RandomState(2)),
    "frame": (FRAME.copy, lambda: FRAME.assign(a=[1, 3])),
    "columns": (FRAME.copy, lambda: FRAME.rename(columns={"a": "c"})),
    "order of columns": (FRAME.copy, lambda: FRAME[["b", "a"]]),
    "index": (FRAME.copy, lambda: FRAME.set_axis(["p", "r"])),
    "dtype of a column": (FRAME.copy, lambda: FRAME.astype({"a": "float64"})),
    "columns of the same name": (
        lambda: pd.DataFrame([[1, 2]], columns=["a", "a"]),
        lambda: pd.DataFrame([[1, 3]], columns=["a", "a"]),
    ),
    "series": (lambda: FRAME["a"], lambda: FRAME["a"].rename("c")),
    "missing values": (lambda: pd.Series([None, "a"], dtype=object), lambda: pd.Series([np.nan, "a"], dtype=object)),
    "long text": (
        lambda: pd.Series([str(n) for n in range(30_000)], dtype=object),
        lambda: pd.Series([str(n) for n in range(29_999)] + [""], dtype=object),
    ),
    "categories": (
        lambda: pd.Series(["a", "b"], dtype="category"),
        lambda: pd.Series(["a", "b"], dtype=pd.CategoricalDtype(["b", "a"])),
    ),
    "nullable": (lambda: pd.array([1, None], dtype="Int64"), lambda: pd.array([1, 2], dtype="Int64")),
    "times": (lambda: pd.date_range("2024", periods=3), lambda: pd.date_range("2025", periods=3)),
    "time zone": (
        lambda: pd.date_range("2024", periods=3, tz="UTC"),
        lambda: pd.date_range("2024", periods=3, tz="Asia/Tokyo"),
    ),
    "many levels": (
        lambda: pd.MultiIndex.from_tuples([(1, "a"), (2, "b")]),
        lambda: pd.MultiIndex.from_tuples([(1, "a"), (2, "c")]),
    ),
    "timestamp": (lambda: pd.Timestamp("2024"), lambda: pd.Timestamp("2025")),
    "groups": (lambda: FRAME.groupby("a"), lambda: FRAME.groupby("b")),
    "sparse": (lambda: scipy.sparse.eye(3, format="csr"), lambda: scipy.sparse.eye(3, format="csr") * 2),
    "parameters": (lambda: LogisticRegression(C=1), lambda: LogisticRegression(C=2)),
    "fitted": (lambda: LinearRegression().fit(X, Y), lambda: LinearRegression().fit(X, Y + X[:, 0])),
    "fitted or not": (lambda: LinearRegression().fit(X, Y), LinearRegression),
    "forest": (
        lambda: RandomForestClassifier(3, random_state=0).fit(X, Y),
        lambda: RandomForestClassifier(3, random_state=1).fit(X, Y),
    ),
    "pipeline": (
        lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y),
        lambda: make_pipeline(StandardScaler(), LogisticRegression()).fit(X, 1 - Y),
    ),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_equal_values_are_equal_and_others_are_not(kind: str, both: Both) -> None:
    make, make_other = MAKERS[kind]
    assert both.compare(make(), make()).verdict is Verdict.EQUAL
    assert both.compare(make(), make_other()).verdict is Verdict.DIFFERENT


def test_the_source_that_all_share_is_no_part_of_what_holds_it(both: Both) -> None:
    held = types.SimpleNamespace(source=np.random.mtrand._rand, distribution=scipy.stats.norm)
    before = both.store.reference(both.notebook.digest(held))
    np.random.random()
    assert both.comparer.compare(before, both.store.reference(both.package.digest(held))).verdict is Verdict.EQUAL
    other = types.SimpleNamespace(source=np.random.RandomState(0), distribution=scipy.stats.norm)
    assert both.compare(held, other).verdict is Verdict.DIFFERENT


def _generator() -> Any:
    yield 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (Figure(), "picture"),
        (_generator(), "use it up"),
        (iter({"a": 1}), "use it up"),
        (zip([1], _generator(), strict=True), "part 1: [1]: looking at an iterator would use it up"),
        (open(__file__, "rb"), "handle"),  # noqa: PTH123, SIM115 - the object itself is of interest
        (threading.Lock(), "handle"),
        ({"a": [1, Figure()]}, "['a']: [1]: a picture"),
        (Box(threading.Lock()), ".content: a handle"),
    ],
)
def test_what_cannot_be_compared_is_never_equal(value: Any, reason: str, both: Both) -> None:
    judged = both.compare(value, value)
    assert judged.verdict is Verdict.NOT_COMPARED
    assert reason in judged.why


def test_looking_at_an_iterator_leaves_it_as_it_was(both: Both) -> None:
    iterator = zip([1, 2], iter("ab"), strict=True)
    next(iterator)
    both.compare(iterator, iterator)
    assert list(iterator) == [(2, "b")]


def test_a_part_that_differs_outweighs_one_that_cannot_be_compared(both: Both) -> None:
    assert both.compare([Figure(), 1], [Figure(), 2]).verdict is Verdict.DIFFERENT


def test_text_in_memory_is_no_handle(both: Both) -> None:
    assert both.compare(io.StringIO("a"), io.StringIO("a")).verdict is Verdict.EQUAL
    assert both.compare(io.StringIO("a"), io.StringIO("b")).verdict is Verdict.DIFFERENT


@pytest.mark.parametrize("value", [[], 0])
def test_what_nests_too_deeply_or_refuses_is_not_compared(value: Any, both: Both) -> None:
    class Refusing:
        __slots__ = ()

        def __reduce_ex__(self, _: Any) -> Any:
            raise RuntimeError

    nested = value
    for _ in range(100_000):
        nested = [nested]
    assert both.compare(nested, nested).why == "it is nested too deeply"
    assert "RuntimeError" in both.compare(Refusing(), Refusing()).why


def test_differences_name_the_part_and_both_values(both: Both) -> None:
    assert both.compare({"a": [1, 2]}, {"a": [1, 3]}).why == "['a'][1]: 2, and 3 in the package"
    assert both.compare(X, X + np.eye(6, 2)).why == "number 1 is 0.0, and 1.0 in the package"
    assert both.compare(Box(1), Box("x")).why == ".content: 1, and 'x' in the package"
    assert "['a']" in both.compare(FRAME, FRAME.assign(a=[1, 3])).why


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1.0, 1.0 + 1e-12, True),
        (1.0, 1.0 + 1e-6, False),
        (0.0, -0.0, True),
        (float("inf"), 1e300, False),
        (X, X * (1 + 1e-12), True),
        (np.array([1.0, 1e-17]), np.array([1.0, 3e-17]), True),
        (np.array([1e-17]), np.array([3e-17]), False),
        (X.astype("f4"), X.astype("f4") * np.float32(1 + 1e-6), True),
        ([0.1] * 50, [0.1 + 1e-15] * 50, True),
        ({"a": np.float64(2)}, {"a": np.float64(2 + 1e-12)}, True),
        (1j, 1j * (1 + 1e-12), True),
        (float("nan"), 1.0, False),
    ],
)
def test_numbers_may_differ_by_the_tolerance(left: Any, right: Any, equal: bool, both: Both) -> None:
    judged = both.compare(left, right)
    assert judged.verdict is (Verdict.EQUAL if equal else Verdict.DIFFERENT)
    assert not equal or judged.why == "within the tolerance"


def test_without_tolerance_only_the_same_numbers_are_equal(tmp_path: Path) -> None:
    assert Both(tmp_path, 0.0).compare(1.0, 1.0 + 1e-15).verdict is Verdict.DIFFERENT


def test_times_and_caches_of_library_objects_do_not_count(both: Both) -> None:
    left, right = LinearRegression().fit(X, Y), LinearRegression().fit(X, Y)
    left.mean_fit_time_, left._cache = 3.0, {"a": 1}
    right.mean_fit_time_, right._cache = 4.0, {}
    assert both.compare(left, right).verdict is Verdict.EQUAL


def test_what_a_model_was_asked_last_does_not_count(both: Both) -> None:
    asked, other = (types.SimpleNamespace(endog=[1.0], predict_dates=n, predict_end=n) for n in (3, 4))
    assert both.compare(asked, other).verdict is Verdict.EQUAL
    assert both.compare(asked, types.SimpleNamespace(endog=[1.0])).verdict is Verdict.EQUAL
    other.endog = [2.0]
    assert both.compare(asked, other).verdict is Verdict.DIFFERENT


def test_a_very_long_list_is_sampled_and_that_is_said(both: Both) -> None:
    judged = both.compare([{n} for n in range(30_000)], [{n} for n in range(30_000)])
    assert judged.verdict is Verdict.EQUAL
    assert "sample" in judged.why


CLASS = (
    "class Model:\n    k = 2\n    def __init__(self, a):\n        self.a = a\n"
    "    def twice(self):\n        return self.a * 2\n"
)


def test_instances_of_own_classes_are_matched_by_state(both: Both) -> None:
    ours, others = defined(CLASS, "__main__")["Model"], defined(CLASS, "made.steps")["Model"]
    assert both.compare(ours(1), others(1)).verdict is Verdict.EQUAL
    assert both.compare([ours(1)], [others(2)]).verdict is Verdict.DIFFERENT
    assert both.compare(ours, others).verdict is Verdict.EQUAL
    changed = defined(CLASS.replace("* 2", "* 3"), "made.steps")["Model"]
    assert both.compare(ours, changed).verdict is Verdict.NOT_COMPARED
    copied = defined(CLASS, "made.helpers")["Model"]
    assert both.compare(defined(CLASS, "helpers")["Model"](1), copied(1)).verdict is Verdict.EQUAL


FUNCTION = "def scale(v, k=2):\n    'Scale.'\n    return [np.sum(x, axis=0) * k * factor for x in v if x]\n"
IN_PACKAGE = {
    "the same": (FUNCTION, Verdict.EQUAL),
    "another name": (FUNCTION.replace("def scale", "def scale_2"), Verdict.EQUAL),
    "a parameter for a global": (FUNCTION.replace("k=2", "k=2, *, factor=None"), Verdict.EQUAL),
    "an import": ("import numpy as np\n" + FUNCTION, Verdict.EQUAL),
    "other indentation of the docstring": (FUNCTION.replace("'Scale.'", "'Scale. '"), Verdict.EQUAL),
    "another default": (FUNCTION.replace("k=2", "k=3"), Verdict.DIFFERENT),
    "another constant": (FUNCTION.replace("axis=0", "axis=1"), Verdict.NOT_COMPARED),
    "another keyword": (FUNCTION.replace("axis=0", "keepdims=0"), Verdict.NOT_COMPARED),
    "another operator": (FUNCTION.replace("* k", "+ k"), Verdict.NOT_COMPARED),
    "another condition": (FUNCTION.replace("if x", "if v"), Verdict.NOT_COMPARED),
    "another order": (FUNCTION.replace("v, k=2", "k, v=2"), Verdict.NOT_COMPARED),
}


@pytest.mark.parametrize("change", IN_PACKAGE)
def test_own_functions_are_equal_by_code_or_not_compared(change: str, both: Both) -> None:
    source, verdict = IN_PACKAGE[change]
    ours = defined(FUNCTION, "__main__")["scale"]
    names = defined(source, "made.steps")
    judged = both.compare(ours, names.get("scale") or names["scale_2"])
    assert judged.verdict is verdict


def test_another_function_of_the_notebook_and_other_data_of_a_class_are_differences(tmp_path: Path) -> None:
    other = FUNCTION.replace("def scale", "def shift").replace("* k", "+ k")
    ours, theirs = defined(FUNCTION, "__main__")["scale"], defined(other, "made.steps")["shift"]
    assert Both(tmp_path).compare(ours, theirs).verdict is Verdict.NOT_COMPARED
    known = Both(tmp_path)
    known.comparer.known = frozenset({"function notebook.shift"})
    assert known.compare(ours, theirs).verdict is Verdict.DIFFERENT
    changed = CLASS.replace("k = 2", "k = 3").replace("self.a * 2", "self.a * 4")
    judged = Both(tmp_path).compare(defined(CLASS, "__main__")["Model"], defined(changed, "made.steps")["Model"])
    assert (judged.verdict, judged.why) == (Verdict.DIFFERENT, ".k: 2, and 3 in the package")


def test_a_function_that_became_a_closure_is_known_again(both: Both) -> None:
    inside = "def step(factor):\n" + "".join(f"    {line}\n" for line in FUNCTION.splitlines()) + "    return scale\n"
    nested = defined("import numpy as np\n" + inside, "made.steps")["step"](3)
    assert both.compare(defined(FUNCTION, "__main__")["scale"], nested).verdict is Verdict.EQUAL


def test_cached_functions_and_lambdas_are_code_too(both: Both) -> None:
    source = "import functools\nf = functools.lru_cache(lambda v: v + 1)\n"
    ours, others = defined(source, "__main__")["f"], defined(source, "made.steps")["f"]
    assert both.compare(ours, others).verdict is Verdict.EQUAL
    changed = defined(source.replace("+ 1", "+ 2"), "made.steps")["f"]
    assert both.compare(ours, changed).verdict is Verdict.NOT_COMPARED


def test_a_user_says_what_to_compare_of_a_class(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_parts.py").write_text("def parts(model):\n    return model.a\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    both = Both(tmp_path, given={"notebook.Model": "own_parts:parts", "tests.Broken": "own_parts:nothing"})
    ours, others = defined(CLASS, "__main__")["Model"](1), defined(CLASS, "made.steps")["Model"](1)
    others.extra = 3
    assert both.compare(ours, others).verdict is Verdict.EQUAL
    others.a = 2
    assert both.compare(ours, others).verdict is Verdict.DIFFERENT
    broken = Both(tmp_path, given={"notebook.Model": "own_parts:nothing"}).compare(ours, others)
    assert (broken.verdict, broken.why) == (Verdict.NOT_COMPARED, "it can't be taken apart (AttributeError)")


GENERATOR = """
def batches(data, *, size={size}):
    for start in range(0, len(data), size):
        yield data[start:start + size]
def made(data):
    stream = batches(data)
    next(stream)
    return stream
"""


@pytest.mark.parametrize(
    ("data", "verdict"), [([1, 2, 3], Verdict.NOT_COMPARED), ([1, 2, 4], Verdict.DIFFERENT), ([1], Verdict.DIFFERENT)]
)
def test_a_generator_of_the_notebooks_own_is_never_equal_but_what_it_works_on_may_be_wrong(
    data: list[int], verdict: Verdict, tmp_path: Path
) -> None:
    both = Both(tmp_path)
    # The package's may have parameters of its own.
    ours = defined(GENERATOR.replace(", *, size={size}", "").replace("size", "2"), "__main__")
    others = defined(GENERATOR.replace("{size}", "2"), "made.steps")
    both.package.naming.is_own_file = lambda path: True  # type: ignore[method-assign]  # noqa: ARG005
    assert both.compare(ours["made"]([1, 2, 3]), others["made"](data)).verdict is verdict


def test_a_handle_of_something_shown_is_what_the_package_has_in_its_place(both: Both) -> None:
    handles = pytest.importorskip("IPython.display")
    stands_in = types.SimpleNamespace(display_id="a", shown=(), update=print)
    assert both.compare(handles.DisplayHandle("a"), stands_in).verdict is Verdict.NOT_COMPARED
    assert both.compare(stands_in, 3).verdict is Verdict.DIFFERENT
