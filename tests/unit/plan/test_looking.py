"""Which bare lines are only looked at, and which are left in since they do more."""

from __future__ import annotations

import pytest

from nb2prod.plan.model import DispositionKind
from tests.unit.making import plan_of

COUNTING = "class C:\n    n = 0\n    @classmethod\n    def up(cls):\n        cls.n += 1"
STATEFUL = "class C:\n    n = 0\n    def __hash__(self):\n        C.n += 1\n        return 1"
REMEMBERING = "from functools import cached_property\nclass C:\n    @cached_property\n    def t(self):\n        pass"
FILLING = "def f():\n    pass\nf.seen = []\ndef g(x):\n    f.seen.append(x)\n    return x"
FRAME = (
    "import pandas as pd\ndf = pd.DataFrame({'a': [1]})\nlog = []\ndef large(d):\n    log.append(1)\n    return d.a > 0"
)
STYLED = FRAME.replace("def large(d):", "def mark(v):").replace("return d.a > 0", "return ''")
PIPELINE = (
    "from sklearn.pipeline import make_pipeline\nfrom sklearn.preprocessing import FunctionTransformer\n"
    "from sklearn.linear_model import LinearRegression\nlog = []\n"
)
WATCHED = f"{PIPELINE}def watch(X):\n    log.append(1)\n    return X"
QUIET = f"{PIPELINE}def watch(X):\n    Y = X.copy()\n    Y[0] = 1\n    return Y"
MADE = "m = make_pipeline(FunctionTransformer(watch), LinearRegression())\nm.fit([[1]], [1])"
LOUD = (
    f"{PIPELINE}class Loud(LinearRegression):\n    def predict(self, X):\n        log.append(1)\n"
    "        return super().predict(X)"
)
SCALER = "from sklearn.preprocessing import StandardScaler, scale\nimport numpy as np\nA = np.ones((2, 2))"

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
    (["def f():\n    pass", 'setattr(f, "n", 1)'], "it gives a function an attribute"),
    ([FILLING, "g(1)"], "it fills an attribute of another function"),
    ([FILLING, "def h(x):\n    return g(x)", "h(1)"], "what it calls fills an attribute of another function"),
    (
        ["import math\nmath.seen = []\ndef g(x):\n    s = math.seen\n    s.append(x)", "g(1)"],
        "as of a module",
    ),
    ([FRAME, "df[large]"], "the callable has an effect"),
    ([FRAME, "df.loc[lambda d: large(d)]"], "what the lambda calls has an effect"),
    ([WATCHED, MADE, "m.predict([[1]])"], "a function of the notebook runs within"),
    ([LOUD, "m = Loud().fit([[1]], [1])", "m.score([[1]], [1])"], "the inherited method calls an overridden one"),
    ([SCALER, "s = StandardScaler(copy=False).fit(A)", "s.transform(A)"], "it works in place"),
    ([STYLED, "st = df.style.map(mark)", "st"], "showing it runs a function with an effect"),
    ([STYLED, "st = df.style.map(mark)", "display(st)"], "showing it runs a function with an effect"),
    ([SCALER, "scale(A, copy=False)"], "it works in place"),
]

LEFT_OUT = [
    ["def f(x):\n    return x", "f(1)"],
    ["def f(x):\n    raise NotImplementedError", "f"],
    ["class C:\n    def __init__(self):\n        self.n = 1", "c = C()", "c.n"],
    ["import pandas as pd\ndf = pd.DataFrame()", "df.merge(df)"],
    ["xs = [1, 2]", "1 in xs"],
    ["import numpy as np", "np.random.rand(3)"],
    [QUIET, MADE, "m.predict([[1]])"],
    [WATCHED, MADE, "m"],
    [WATCHED, "m = LinearRegression().fit([[1]], [1])", "m.predict([[1]])"],
    [SCALER, "s = StandardScaler().fit(A)", "s.transform(A)"],
    ["import pandas as pd\ndf = pd.DataFrame({'a': [1]})\ndef large(d):\n    return d.a > 0", "df[large]"],
    [STYLED.replace("log.append(1)", "x = 1"), "st = df.style.map(mark)", "st"],
    [STYLED, "st = df.style.map(str)", "st"],
    [FRAME, "df.loc[lambda d: d.a > 0]"],
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
