"""What names are believed to be."""

from __future__ import annotations

import pytest

from nb2prod.types import TypeSource
from tests.unit.types.support import interpreted, type_of

CASES = [
    # literals and displays
    ("x = 1", "int"),
    ("x = 'a'", "str"),
    ("x = f'{xs}'", "str"),
    ("x = [1, 2]", "list[int]"),
    ("x = [1, 'a']", "list"),
    ("x = []", "list"),
    ("x = {'a': 1.0}", "dict[str, float]"),
    ("x = (1, 'a')", "tuple[int, str]"),
    ("x = {1, 2}", "set[int]"),
    ("x = None", "none"),
    # operators
    ("x = 1 / 2", "float"),
    ("x = 1 + 2.0", "float"),
    ("x = 7 // 2", "int"),
    ("x = 'a' * 3", "str"),
    ("x = '%s' % 3", "str"),
    ("x = [1] + [2]", "list[int]"),
    ("x = not xs", "bool"),
    ("x = 1 < 2", "bool"),
    ("x = 'a' in xs", "bool"),
    ("x = df['a'] > 3", "pandas.Series"),
    ("x = df['a'] * 2 + df['b']", "pandas.Series"),
    ("x = np.zeros(3) > 1", "numpy.ndarray"),
    ("x = -np.zeros(3)", "numpy.ndarray"),
    # items and attributes
    ("x = df['a']", "pandas.Series"),
    ("x = df.price", "pandas.Series"),
    ("x = df[['a', 'b']]", "pandas.DataFrame"),
    ("x = df[df['a'] > 3]", "pandas.DataFrame"),
    ("x = df.loc[df['a'] > 3, 'b']", "pandas.Series"),
    ("x = df.iloc[:, 0]", "pandas.Series"),
    ("x = df.iloc[:, 1:]", "pandas.DataFrame"),
    ("x = df.shape[0]", "int"),
    ("x = df.columns", "pandas.Index"),
    ("x = df.values", "numpy.ndarray"),
    ("x = xs[0]", "int"),
    ("x = xs[1:]", "list[int]"),
    ("x = {'a': df}['a']", "pandas.DataFrame"),
    ("x = (1, df)[1]", "pandas.DataFrame"),
    ("x = 'abc'[0]", "str"),
    # calls and chains
    ("x = df.dropna().reset_index(drop=True)", "pandas.DataFrame"),
    ("x = df.groupby('a')['b'].mean()", "pandas.Series"),
    ("x = df['a'].str.lower().str.strip()", "pandas.Series"),
    ("x = df.drop('a', axis=1, inplace=True)", "none"),
    ("x = pd.concat([df, df])", "pandas.DataFrame"),
    ("x = len(df)", "int"),
    ("x = sorted(xs)", "list[int]"),
    ("x = 'a b'.split()", "list[str]"),
    ("x = sum(xs)", "int"),
    ("x = open('a.txt')", "io.TextIOWrapper"),
    ("from numpy import zeros as z\nx = z(3)", "numpy.ndarray"),
    ("from numpy import *\nx = zeros(3)", "numpy.ndarray"),
    ("from sklearn.svm import SVC\nx = SVC()", "sklearn.svm.SVC"),
    ("from sklearn.svm import SVC\nx = SVC().fit(df, xs)", "sklearn.svm.SVC"),
    ("import matplotlib.pyplot as plt\nf, x = plt.subplots()", "matplotlib.axes.Axes"),
    ("import matplotlib.pyplot as plt\nf, a = plt.subplots(2, 2)\nx = a[0, 1]", "matplotlib.axes.Axes"),
    # unpacking
    ("a, x = 1, 'a'", "str"),
    ("a, *x = xs", "list[int]"),
    ("from sklearn.model_selection import train_test_split\nx, a = train_test_split(df)", "pandas.DataFrame"),
    (
        "from sklearn.model_selection import train_test_split\na, b, x, c = train_test_split(df, df['a'])",
        "pandas.Series",
    ),
    # loops, branches, with
    ("for x in xs:\n    pass", "int"),
    ("for i, x in enumerate(['a']):\n    pass", "str"),
    ("for k, x in {'a': 1.0}.items():\n    pass", "float"),
    ("with open('a.txt') as x:\n    pass", "io.TextIOWrapper"),
    ("if xs:\n    x = 1\nelse:\n    x = 2", "int"),
    ("if xs:\n    x = 1\nelse:\n    x = 'a'", "?"),
    ("x = None\nif xs:\n    x = df", "pandas.DataFrame | none"),
    ("x = 1\nfor i in xs:\n    x = x / 2", "?"),
    ("try:\n    x = 1\nexcept ValueError:\n    x = 2", "int"),
    ("x = [i * 2.0 for i in xs]", "list[float]"),
    ("x = {i: str(i) for i in xs}", "dict[int, str]"),
    ("x = (i for i in xs)", "generator[int]"),
    ("x = 1 if xs else 2", "int"),
    ("if (x := 3) > 2:\n    pass", "int"),
    ("x = 'a'\nfor i in xs:\n    if i:\n        x = 1\n        continue\n    print(i)", "?"),
    ("x = 'a'\nfor i in [1, 2]:\n    x = 1", "int"),
    ("x = 'a'\n[x for i in xs if (x := 2)]", "?"),
    # containers that grow
    ("x = []\nx.append('a')", "list[str]"),
    ("x = []\nfor i in xs:\n    x.append(i)", "list[int]"),
    ("x = {}\nx['a'] = df", "dict[str, pandas.DataFrame]"),
    ("x = []\nx.append(1)\nx.append('a')", "list"),
    # functions and classes of the notebook
    ("def f(a):\n    return a.dropna()\nx = f(df)", "pandas.DataFrame"),
    ("def f(a, b=2):\n    return b\nx = f(1)", "int"),
    ("def f(*a, **k):\n    return a\nx = f(1)", "tuple[int]"),
    ("def f(a):\n    if a:\n        return 1\nx = f(1)", "int | none"),
    ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nx = f(3)", "?"),
    ("def f(a: int) -> str:\n    return g(a)\nx = f(1)", "str"),
    ("f = lambda a: a + 1\nx = f(1)", "int"),
    ("def f():\n    yield 'a'\nx = list(f())", "list[str]"),
    ("class A:\n    pass\nx = A()", "A"),
    ("class A:\n    def m(self):\n        return 1\nx = A().m()", "int"),
    ("class A:\n    def __init__(self, v):\n        self.v = v\nx = A('a').v", "str"),
    ("class A:\n    @property\n    def p(self):\n        return df\nx = A().p", "pandas.DataFrame"),
    ("class A:\n    def __call__(self):\n        return 'a'\nx = A()()", "str"),
    ("class A:\n    def m(self):\n        return 1\nclass B(A):\n    pass\nx = B().m()", "int"),
    ("from functools import partial\ndef f(a, b):\n    return b\nx = partial(f, 1)('a')", "str"),
    # annotations
    ("x: int = g()", "int"),
    ("from typing import Optional\nx: Optional[str] = g()", "str | none"),
    ("x: 'list[int]' = g()", "list[int]"),
    # what is not known stays unknown
    ("x = g()", "?"),
    ("x = df[g()]", "?"),
    ("import foreign\nx = foreign.make()", "?"),
]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_type(code: str, expected: str) -> None:
    assert type_of(code).type == expected


def test_unknown_has_no_confidence() -> None:
    guess = type_of("x = g()")

    assert (guess.source, guess.confidence) == (TypeSource.UNKNOWN, 0.0)


@pytest.mark.parametrize(
    ("code", "source"),
    [
        ("x = 1", TypeSource.LITERAL),
        ("x = len(xs)", TypeSource.TABLE),
        ("x: int = g()", TypeSource.ANNOTATION),
        ("x = 1 + 2", TypeSource.PROPAGATION),
        ("x = df.price", TypeSource.CONVENTION),
    ],
)
def test_source_is_said(code: str, source: TypeSource) -> None:
    guess = type_of(code)

    assert guess.source is source
    assert 0 < guess.confidence <= 1


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("x = pd.DataFrame({'a': [1], 'b': [2]})", ("a", "b")),
        ("x = df[['a', 'b']]", ("a", "b")),
        ("x = pd.DataFrame({'a': [1]})\nx['c'] = 1", ("a", "c")),
        ("x = pd.DataFrame({'a': [1], 'b': [2]}).drop(columns=['a'])", ("b",)),
        ("x = df.dropna()", ()),
    ],
)
def test_columns_that_are_known(code: str, columns: tuple[str, ...]) -> None:
    assert type_of(code).columns == columns


def test_parameters_and_returns_are_joined_over_calls() -> None:
    _, found = interpreted("def f(a):\n    return [a]\nf(1)\nf(2)", "def g(a): return a\ng(1)\ng('a')")

    assert found.parameters["f", "a"].type == "int"
    assert found.returns["f"].type == "list[int]"
    assert found.parameters["g", "a"].type == "?"
    assert found.returns["g"].type == "?"


def test_functions_that_are_never_called_return_something_too() -> None:
    _, found = interpreted("def f(a):\n    return 'a'")

    assert found.returns["f"].type == "str"


def test_after_names_what_a_statement_binds_or_changes() -> None:
    facts, found = interpreted("a = [1]\nb = a\nb.append('x')")

    assert set(found.after[facts[0].id]) == {"a"}
    assert set(found.after[facts[2].id]) == {"a", "b"}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("from sklearn.datasets import load_iris\nx = load_iris().data", "numpy.ndarray"),
        ("from sklearn.datasets import load_iris\nx = load_iris()['target']", "numpy.ndarray"),
        ("from sklearn.datasets import load_iris\nx = load_iris(as_frame=True).data", "pandas.DataFrame"),
        ("from sklearn.datasets import load_iris\nx = load_iris()", "sklearn.utils.Bunch"),
        (
            "from sklearn import model_selection as m, svm\nx = m.GridSearchCV(svm.SVC(), {}).fit(df).best_estimator_",
            "sklearn.svm.SVC",
        ),
        ("from scipy.io import loadmat\nx = loadmat('a.mat')", "dict"),
        ("from scipy.io import loadmat\nx = loadmat('a.mat')['X']", "numpy.ndarray"),
        ("import statsmodels.api as sm\nx = sm.OLS(df['a'], df).fit().resid", "pandas.Series"),
        ("import statsmodels.api as sm\nx = sm.OLS(np.ones(3), np.ones((3, 1))).fit().resid", "numpy.ndarray"),
        ("x = min(1, 2)", "int"),
        ("x = max(xs)", "int"),
        ("x = max(1, 'a')", "?"),
        ("x = sum(map(int, 'abc'))", "int"),
        ("x = sum([True, False])", "int"),
        ("x = foreign.model().feature_importances_", "numpy.ndarray"),
        ("x = np.ones(3).estimators_", "?"),
        ("x = np.ones(3)[0] > 1", "numpy.bool_"),
    ],
)
def test_what_libraries_give(code: str, kind: str) -> None:
    assert type_of(code).type == kind
