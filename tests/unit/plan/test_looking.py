"""Which bare lines are only looked at, and which are left in since they do more."""

from __future__ import annotations

import pytest

from nb2prod.plan.model import DispositionKind
from tests.unit.making import plan_of

COUNTING = "class C:\n    n = 0\n    @classmethod\n    def up(cls):\n        cls.n += 1"
STATEFUL = "class C:\n    n = 0\n    def __hash__(self):\n        C.n += 1\n        return 1"
REMEMBERING = "from functools import cached_property\nclass C:\n    @cached_property\n    def t(self):\n        pass"

KEPT = [
    # (cells, why the last line is more than a display)
    (["def f(x):\n    assert x", "f(1)"], "it may raise"),
    (["def f(x):\n    raise ValueError", "def g(x):\n    return f(x)", "g(0)"], "what it calls may raise"),
    (["import numpy as np", "np.testing.assert_allclose(1, 1)"], "a check of a library"),
    (["import pandas as pd\ndf = pd.DataFrame()", 'df.merge(df, validate="one_to_one")'], "a check by an argument"),
    ([STATEFUL, "c = C()", "c in {1}"], "it counts how often it is hashed"),
    ([REMEMBERING, "c = C()", "c.t"], "it remembers"),
    (["from functools import cache\n@cache\ndef f(x):\n    return x", "f(1)"], "it remembers"),
    ([STATEFUL, "class D(C):\n    pass", "d = D()", "d in {1}"], "its base counts"),
    (["import numpy as np", "np.random.seed(1)"], "it seeds draws that no table knows of"),
    (["it = iter([1, 2])", "1 in it"], "it uses up an iterator"),
    ([COUNTING, "C.up()", "print(C.n)"], "it changes C"),
]

LEFT_OUT = [
    ["def f(x):\n    return x", "f(1)"],
    ["def f(x):\n    raise NotImplementedError", "f"],
    ["class C:\n    def __init__(self):\n        self.n = 1", "c = C()", "c.n"],
    ["import pandas as pd\ndf = pd.DataFrame()", "df.merge(df)"],
    ["xs = [1, 2]", "1 in xs"],
    ["import numpy as np", "np.random.rand(3)"],
]


def _kinds(cells: list[str], position: int) -> DispositionKind:
    return plan_of(*cells).dispositions[position].kind


@pytest.mark.parametrize(("cells", "why"), KEPT)
def test_a_line_that_does_more_than_show_stays(cells: list[str], why: str) -> None:
    last = -2 if cells[-1].startswith("print") else -1

    assert _kinds(cells, last) is DispositionKind.MOVED, why


@pytest.mark.parametrize("cells", LEFT_OUT)
def test_a_line_that_only_shows_is_left_out(cells: list[str]) -> None:
    assert _kinds(cells, -1) is DispositionKind.OMITTED
