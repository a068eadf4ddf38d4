"""Code that looks names up by text runs in the pipeline, whose variables are those of its module then."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stdout

import pytest

from nb2prod.plan.model import StepKind
from tests.unit.making import imported, package_texts, plan_of


def _inline(*cells: str) -> list[str]:
    return [s.piece.statement.source for s in plan_of(*cells).steps if s.kind is StepKind.INLINE and s.piece]


@pytest.mark.parametrize(
    "cells",
    [
        ("x = 1", "exec(open('a.txt').read())", "print(x)"),
        ("globals().update(d)", "print(x)"),
        ("def f(t):\n    return eval(t)", "x = 1", "print(f('x'))"),
        ("import __main__", "x = 1", "print(__main__.x)"),
        ("import pandas as pd\ndf = pd.read_csv('a.csv')", "k = 1", "print([df.query(t) for t in ['a > @k']])"),
        ("import pandas as pd\ndef q(df, t):\n    return df.query(t)", "k = 1", "print(q(pd.DataFrame(), 'a > @k'))"),
    ],
)
def test_names_are_shared_where_code_looks_them_up(cells: tuple[str, ...]) -> None:
    assert plan_of(*cells).shared is not None
    assert _inline(*cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("x = 1", "print(x)"),
        ("x = 1", "print(globals().get('x'))"),
        ("def f():\n    return locals()", "print(f())"),
        ("import pandas as pd\ndf = pd.read_csv('a.csv')", "k = 1", "print(df.query('a > @k'))"),
        ("import pandas as pd\ndef q(df, t):\n    return df.query(t)", "print(q(pd.DataFrame(), 'a > 1'))"),
        ("import torch", "def f(model, x):\n    return model.eval(x)", "print(f(torch.nn.Linear(1, 1), 2))"),
    ],
)
def test_names_are_not_shared_without_need(cells: tuple[str, ...]) -> None:
    assert plan_of(*cells).shared is None


def test_the_pipeline_declares_what_it_shares() -> None:
    text = package_texts(plan_of("x = 1", "for k in 'ab':\n    exec(f'{k} = x')", "print(a, b)"), "made")[
        "made.pipeline"
    ]
    assert "global __name__, a, b, k, x" in text
    assert "\na: Any\n" in text
    assert 'exec(f"{k} = x", globals())' in text or "exec(f'{k} = x', globals())" in text


def test_scopes_inside_of_comprehensions_stay() -> None:
    text = package_texts(plan_of("locals()['a' * 1] = 1", "print([eval('a') for _ in range(2)], vars()['a'])"), "made")[
        "made.pipeline"
    ]
    assert "globals()['a' * 1] = 1" in text
    assert "[eval('a') for" in text
    assert "globals()['a'])" in text


@pytest.mark.parametrize(
    ("cells", "inline"),
    [
        (("import unittest", "def f(x):\n    return x", "unittest.main(argv=[''], exit=False)"), True),
        (("import sys", "def f(x):\n    return x", "print(hasattr(sys.modules[__name__], 'f'))"), True),
        (("import sys", "def f(x):\n    return x", "me = sys.modules[__name__]", "print(me.f(1))"), False),
    ],
)
def test_definitions_stand_in_a_module_that_is_searched(cells: tuple[str, ...], inline: bool) -> None:
    assert any(s.startswith("def f") for s in _inline(*cells)) is inline


def test_a_pipeline_whose_notebook_binds_run_runs_twice() -> None:
    texts = package_texts(plan_of("run = 3", "exec('run += 1')", "print(run)"), "made_twice")
    out = io.StringIO()
    with imported(texts, "made_twice") as pipeline, redirect_stdout(out):
        start = pipeline.run
        main = sys.modules["__main__"]
        try:
            start()
            start()
        finally:
            sys.modules["__main__"] = main

    assert out.getvalue() == "4\n4\n"
