"""Lines that only look something up stay where they are seen to fail, and are left out where nothing says so."""

from __future__ import annotations

import pytest

from nb2prod.plan.model import DispositionKind
from tests.unit.making import plan_of

FRAME = 'import pandas as pd\ndf = pd.DataFrame({"a": [1], "b": [2]})\n'


def _is_left_out(*cells: str) -> bool:
    return plan_of(*cells).dispositions[-1].kind is DispositionKind.OMITTED


@pytest.mark.parametrize(
    "cell",
    [
        'd = {"a": 1}\nd["k"]',
        'd = {"a": 1}\nprint(d["k"] + 1) if d else d["k"]',
        'd = {1: "a"}\nd[2].upper()',
        "xs = [1, 2]\nxs[2]",
        "xs = 1, 2\nxs[-3]",
        '{"a": 1}["b"]',
        'int("a")',
        'float("1,5")',
        'import json\njson.loads("{bad")',
        f'{FRAME}df["missing"]',
        f"{FRAME}df.missing",
        "import math\nmath.nothing",
        "def f(a, b): return a\nf(1)",
        "def f(a, *, b): return a\nf(1)",
        "def f(a): return a\nf(1, 2)",
        "xs = [2, 1]\nys = xs.sort()\nys[0]",
        "a = 1\nb = 'x'\na + b",
        "t = '12a'\nint(t)",
        "x = 1\ndel x\nx",
        "d = {}\ndef f(k): return d[k]\nf(1)",
        f'{FRAME}df["missing"].mean()',
        f'{FRAME}df[["a", "missing"]].head()',
        f'{FRAME}df.groupby("missing").size()',
        f'{FRAME}df.sort_values(by=["a", "missing"]).head()',
        f'{FRAME}df.query("a > 1 and missing < @limit")',
    ],
)
def test_look_ups_that_are_seen_to_fail_stay(cell: str) -> None:
    assert not _is_left_out(cell)


@pytest.mark.parametrize(
    "cell",
    [
        'd = {"a": 1}\nd["a"]',
        'd = {"a": 1}\nd["k"] = 2\nd["k"]',
        'd = {"a": 1}\ndef add(t): t["k"] = 1\nadd(d)\nd["k"]',
        'other = {"k": 1}\nd = {"a": 1, **other}\nd["k"]',
        'd = {"a": 1}\nif d:\n    d = {"k": 2}\nd["k"]',
        'd = {"a": 1}\nd.get("k")',
        "xs = [1, 2]\nxs[-2]",
        "xs = [1, 2]\nxs.append(3)\nxs[2]",
        "xs = [1, 2]\nxs[5:]",
        "ys = [1] * 9\nxs = [1, *ys]\nxs[5]",
        'int("12")',
        'lambda d: {"a": 1}["k"]',
        f'{FRAME}df["a"]',
        f'{FRAME}df["c"] = 1\ndf["c"]',
        'import pandas as pd\ndf = pd.read_csv("a.csv")\ndf["x"]',
        f"{FRAME}df.head()",
        f"{FRAME}df.a",
        f"{FRAME}df.columns",
        f'{FRAME}df[["b", "a"]]',
        f'{FRAME}df.groupby("a").size()',
        f'{FRAME}df.query("a > 1 and b.abs() < 3 and index > 0")',
        f'{FRAME}df.sort_values(["b", "a"])',
        f"{FRAME}df.groupby(len).size()",
        "import math\nmath.pi",
        "def f(a, b=1): return a\nf(1)",
        "def f(a, *b, **c): return a\nf(1, 2, d=3)",
        "def f(a, b): return a\nxs = [1, 2]\nf(*xs)",
        "a = 1\nb = 2.0\na + b",
    ],
)
def test_other_displays_are_left_out(cell: str) -> None:
    assert _is_left_out(cell)


def test_tags_go_first() -> None:
    made = plan_of('d = {"a": 1}', 'd["k"]', tags={2: frozenset({"nb2prod:skip"})})
    assert made.dispositions[-1].kind is DispositionKind.OMITTED
