"""What statements read, change and leave unknown."""

from __future__ import annotations

import pytest

from nb2prod.types import TypeSource
from tests.unit.types.support import PREAMBLE, interpreted, last_effects

MUTATES = [
    # stores
    ("df['a'] = 1", {"df"}),
    ("df.loc[0, 'a'] = 1", {"df"}),
    ("df.columns = ['a']", {"df"}),
    ("xs[0] = 1", {"xs"}),
    ("del xs[0]", {"xs"}),
    ("xs += [1]", {"xs"}),
    ("x = 'a'\nx += 'b'", set()),
    ("x = 1\nx += 1", set()),
    ("x = (1,)\nx += (2,)", set()),
    ("x = np.zeros(3)\nx += 1", {"x"}),
    # methods by table and receiver
    ("xs.append(1)", {"xs"}),
    ("xs.count(1)", set()),
    ("df.drop('a', axis=1)", set()),
    ("df.drop('a', axis=1, inplace=True)", {"df"}),
    ("df.drop('a', axis=1, inplace=False)", set()),
    ("flag = len(xs) > 1\ndf.drop('a', axis=1, inplace=flag)", {"df"}),
    ("a = np.zeros(2)\nb = np.zeros(2)\nnp.add(a, 1, out=b)", {"b"}),
    ("s = set()\ns.update(xs)", {"s"}),
    ("s = 'abc'\ns.replace('a', 'b')", set()),
    ("from sklearn.linear_model import LinearRegression as L\nm = L()\nm.fit(df, xs)", {"m"}),
    ("from sklearn.linear_model import LinearRegression as L\nm = L().fit(df, xs)\nm.predict(df)", set()),
    # aliases
    ("ys = xs\nys.append(1)", {"xs", "ys"}),
    ("ys = list(xs)\nys.append(1)", {"ys"}),
    ("a = [xs]\na[0].append(1)", {"a", "xs"}),
    ("a = [xs]\na.append(1)", {"a"}),
    ("a = {'k': xs}\na['k'].append(1)", {"a", "xs"}),
    ("s = df['a']\ns[0] = 1", {"s", "df"}),
    ("s = df['a']\ndf['b'] = 1", {"df"}),
    ("d = df[df['a'] > 1]\nd['b'] = 1", {"d"}),
    ("d = df.copy()\nd['b'] = 1", {"d"}),
    ("v = df.values\nv[0] = 1", {"v", "df"}),
    ("a = np.zeros(3)\nb = a[1:]\nb[0] = 1", {"a", "b"}),
    ("for d in [df]:\n    d['a'] = 1", {"df"}),
    ("a, b = xs, df\na.append(1)", {"a", "xs"}),
    ("a = xs if df.empty else [1]\na.append(1)", {"a", "xs"}),
    # iterators
    ("i = iter(xs)\nnext(i)", {"i"}),
    ("i = iter(xs)\nlist(i)", {"i"}),
    ("i = (x for x in xs)\nsum(i)", {"i"}),
    ("i = map(str, xs)\nfor x in i:\n    pass", {"i"}),
    ("i = iter(xs)\nj = zip(i, xs)\nlist(j)", {"i", "j"}),
    ("for x in zip(xs, xs):\n    pass", set()),
    ("list(xs)", set()),
    ("def f(a):\n    a.append(1)\n    return a\ni = (f(x) for x in [xs])\nlist(i)", {"i", "xs"}),
    # functions of the notebook
    ("def f(a):\n    a['n'] = 1\nf(df)", {"df"}),
    ("def f(a):\n    a = a.copy()\n    a['n'] = 1\nf(df)", set()),
    ("def g(a):\n    a.append(1)\ndef f(a):\n    g(a)\nf(xs)", {"xs"}),
    ("def f():\n    xs.append(1)\nf()", {"xs"}),
    ("n = 0\ndef f():\n    global n\n    n += 1\nf()", {"n"}),
    ("def f(a, b=[]):\n    b.append(a)\nf(1)", {"f"}),
    ("def f(a):\n    return a\ny = f(xs)\ny.append(1)", {"xs", "y"}),
    ("def f(a):\n    yield a.append(1)\nf(xs)", set()),
    ("def f(a):\n    yield a.append(1)\nlist(f(xs))", {"xs"}),
    ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g\nc = f()\nc()", {"c"}),
    ("xs.sort(key=lambda v: df.pop('a'))", {"xs", "df"}),
    ("df['a'].apply(lambda v: xs.append(v))", {"xs"}),
    (
        "memo = {}\ndef d(f):\n    def w(n):\n        memo[n] = f(n)\n    return w\n@d\ndef h(n):\n    return n\nh(1)",
        {"memo"},
    ),
    # classes of the notebook
    ("class A:\n    def m(self):\n        self.v = 1\na = A()\na.m()", {"a"}),
    (
        (
            "class A:\n    def __init__(self, v):\n        self.v = v\n"
            "    def m(self):\n        self.v.append(1)\na = A(xs)\na.m()"
        ),
        {"a", "xs"},
    ),
    ("class A:\n    v = []\na = A()\nA.v.append(1)", {"A", "a"}),
    ("class A:\n    def __add__(self, o):\n        xs.append(o)\na = A()\na + 1", {"xs"}),
    ("class A:\n    @property\n    def p(self):\n        xs.append(1)\na = A()\na.p", {"xs"}),
    ("class A:\n    def __repr__(self):\n        xs.append(1)\n        return ''\na = A()\na", {"xs"}),
    ("class A:\n    def __iter__(self):\n        xs.append(1)\n        return iter(xs)\na = A()\nlist(a)", {"xs"}),
    (
        (
            "from dataclasses import dataclass, field\ndef f():\n    xs.append(1)\n"
            "@dataclass\nclass A:\n    v: list = field(default_factory=f)\nA()"
        ),
        {"xs"},
    ),
    ("class A:\n    def __init_subclass__(cls):\n        xs.append(1)\nclass B(A):\n    pass", {"xs"}),
    ("from collections import defaultdict\nd = defaultdict(list)\nd[3]", {"d"}),
    ("def f(v):\n    xs.append(v)\ni = map(f, [1])\nlist(i)", {"i", "xs"}),
    ("import calendar\ncalendar.isleap = lambda y: xs.append(y)\ncalendar.isleap(3)", {"xs"}),
    # values of an unknown type may be instances
    ("class A:\n    def __repr__(self):\n        xs.append(1)\n        return ''\na = df[1][2]\na", {"xs"}),
    ("class A:\n    def __repr__(self):\n        xs.append(1)\n        return ''\na = [A()]\na", {"xs"}),
    ("class A:\n    def __add__(self, o):\n        xs.append(o)\na = df[1][2]\na + 1", {"xs"}),
    ("class A:\n    def head(self):\n        xs.append(1)\na = df[1][2]\na.head()", {"xs"}),
    ("class A:\n    @property\n    def p(self):\n        xs.append(1)\na = df[1][2]\na.p", {"xs"}),
    # channels
    ("print(xs)", {"<stdout>"}),
    ("import os\nos.environ['A'] = 'b'", {"<environment>"}),
    ("import sys\nsys.path.append('a')", {"<imports>"}),
    ("np.pi = 3", {"<imports>", "np"}),
    ("pd.options.display.max_rows = 3", {"<options:pandas>"}),
    ("import random\nrandom.seed(1)", {"<random:python>"}),
    ("np.random.rand(3)", {"<random:numpy>"}),
    ("r = np.random.RandomState(1)\nr.rand(3)", {"r"}),
    ("df.sample(5)", {"<random:numpy>"}),
    ("df.sample(5, random_state=1)", set()),
    ("df.sample(5, random_state=None)", {"<random:numpy>"}),
    ("df.to_csv('b.csv')", {"<files:b.csv>"}),
    ("p = './b.csv'\ndf.to_csv(p)", {"<files:b.csv>"}),
    ("with open('b.txt', 'w') as f:\n    f.write('a')", {"<files:b.txt>"}),
    ("import os\nos.chdir('..')", {"<cwd>"}),
    ("import matplotlib.pyplot as plt\nplt.plot(xs)", {"<figures>"}),
]


@pytest.mark.parametrize(("code", "expected"), MUTATES)
def test_mutates(code: str, expected: set[str]) -> None:
    effects = last_effects(code)

    assert set(effects.mutates) == expected
    assert effects.unknown == ()


READS = [
    ("limit = 3\ndf.query('a > @limit')", {"limit"}),
    ("limit = 3\ndef f():\n    return limit\nf()", {"limit"}),
    ("limit = 3\ndef g():\n    return limit\ndef f():\n    return g()\nf()", {"limit", "g"}),
    ("def f():\n    return later\nlater = 3\nf()", {"later"}),
    ("pd.read_csv('b.csv')", {"<files:b.csv>", "<cwd>"}),
    ("pd.read_csv('/b.csv')", {"<files:/b.csv>"}),
    ("import os\nos.environ.get('A')", {"<environment>"}),
    ("import os\nos.environ['A']", {"<environment>"}),
    ("np.random.rand(3)", {"<random:numpy>"}),
    ("import neighbour", {"<files:neighbour.py>", "<imports>"}),
    ("import tensorflow", {"<environment>", "<imports>"}),
]


@pytest.mark.parametrize(("code", "expected"), READS)
def test_reads(code: str, expected: set[str]) -> None:
    assert expected <= last_effects(code).reads


def test_functions_that_an_object_keeps_may_run_with_its_methods() -> None:
    code = "import threading\ndef f():\n    xs.append(1)\nt = threading.Thread(target=f)\nt.start()"

    assert "xs" in last_effects(code).mutates


def test_metaclasses_are_unknown() -> None:
    code = "class M(type):\n    def __call__(cls):\n        xs.append(1)\nclass A(metaclass=M):\n    pass\nA()"

    assert last_effects(code).unknown
    assert "xs" in last_effects(code.removesuffix("\nA()")).mutates


def test_formulas_read_the_names_that_they_use() -> None:
    code = (
        "import statsmodels.formula.api as smf\ndef center(v):\n    return v - v.mean()\nsmf.ols('y ~ center(a)', df)"
    )

    assert "center" in last_effects(code).reads


UNKNOWN = [
    ("foreign(xs)", "foreign", {"xs"}),
    ("import foreign\nforeign.make(xs, df)", "foreign.make", {"xs", "df"}),
    ("y = foreign()\ny.mangle(xs)", "y.mangle", {"xs", "y"}),
    ("y = foreign(xs)\ny.mangle()", "y.mangle", {"xs", "y"}),
    ("@foreign\ndef f(a):\n    return 1\nf(xs)", "f", {"xs"}),
]


@pytest.mark.parametrize(("code", "call", "changed"), UNKNOWN)
def test_unknown_calls_may_change_what_they_are_given(code: str, call: str, changed: set[str]) -> None:
    effects = last_effects(code)

    assert call in effects.unknown
    assert changed <= effects.mutates
    assert not effects.certain & changed


CERTAIN = [
    ("xs.append(1)", {"xs"}),
    ("if df.empty:\n    xs.append(1)", set()),
    ("for x in df:\n    xs.append(1)", set()),
    ("for x in [1, 2]:\n    xs.append(1)", {"xs"}),
    ("ys = xs\nys.append(1)", {"xs", "ys"}),
    ("def f(a):\n    a.append(1)\nf(xs)", {"xs"}),
    ("def f(a):\n    if a:\n        return\n    a.append(1)\nf(xs)", set()),
    ("df.empty and xs.append(1)", set()),
    ("s = df['a']\ns[0] = 1", {"s"}),
]


@pytest.mark.parametrize(("code", "expected"), CERTAIN)
def test_certain_mutations(code: str, expected: set[str]) -> None:
    assert set(last_effects(code).certain) == expected


@pytest.mark.parametrize(
    ("code", "harmless"),
    [
        ("df.head()", True),
        ("df.describe()", True),
        ("df", True),
        ("df.groupby('a').size()", True),
        ("xs", True),
        ("len(xs) + 1", True),
        ("df.plot()", False),
        ("xs.pop()", False),
        ("df.pop('a')", False),
        ("df.sample(3)", False),
        ("iter(xs)", True),
        ("next(iter(xs))", True),
        ("i = iter(xs)\nnext(i)", False),
        ("foreign(df)", False),
        ("[xs.append(x) for x in xs]", False),
        ("class A:\n    pass\nA()", True),
        ("import foreign\nclass A(foreign.B):\n    pass\nA()", False),
        ("eval('xs.pop()')", False),
        ("print(xs)", False),
    ],
)
def test_harmless(code: str, *, harmless: bool) -> None:
    assert last_effects(code).harmless is harmless


def test_unknown_files_are_all_files_that_the_notebook_names() -> None:
    facts, found = interpreted("import pandas as pd\ndf = pd.read_csv('a.csv')\ndf.to_csv(name)")

    assert "<files:a.csv>" in found.effects[facts[-1].id].mutates


def test_calls_are_named_in_order() -> None:
    assert last_effects("df.dropna().head()").callees == (
        "pandas.DataFrame.dropna",
        "pandas.core.generic.NDFrame.head",
    )


def test_global_writes_of_functions_change_the_type() -> None:
    facts, found = interpreted("n = 0\ndef f():\n    global n\n    n = 'a'\nf()")

    assert found.after[facts[-1].id]["n"].type == "str"
    assert found.after[facts[-1].id]["n"].source is TypeSource.LITERAL


def test_preamble_is_known() -> None:
    facts, found = interpreted(PREAMBLE)

    assert not any(found.effects[fact.id].unknown for fact in facts)
