"""Names in queries, formulas and expressions that stand as texts."""

from __future__ import annotations

import ast

import pytest

from nb2prod.facts.text_names import names_in_text, readable, text_calls


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("df.query('a > @limit')", {"limit"}),
        ("df.eval('b = a * @k + @m')", {"k", "m"}),
        ("smf.ols('y ~ center(x) + C(z)', df)", {"center"}),
        ("pd.eval('x + y.z')", {"x", "y"}),
        ("df.filter('a@b')", set()),
        ("df.query(text)", set()),
    ],
)
def test_names_in_literals(code: str, names: set[str]) -> None:
    assert names_in_text(ast.parse(code)) == names


@pytest.mark.parametrize(
    ("code", "texts"),
    [
        ("df.query(t)", ["t"]),
        ("df.query(expr=t)", ["t"]),
        ("smf.ols(formula=f, data=df)", ["f"]),
        ("dmatrix(d, df)", ["d"]),
        ("ne.evaluate(e)", ["e"]),
        ("model.eval()", []),
        ("eval(t)", []),
        ("f(t)", []),
    ],
)
def test_calls_that_read_texts(code: str, texts: list[str]) -> None:
    assert [ast.unparse(t) for _, t in text_calls(ast.parse(code))] == texts


def test_a_query_reads_only_what_is_marked() -> None:
    query, formula = (next(text_calls(ast.parse(c)))[0] for c in ("df.query(t)", "smf.ols(t, df)"))
    assert readable("a > @b", query) == {"b"}
    assert readable("y ~ f(a)", formula) == {"y", "f", "a"}
