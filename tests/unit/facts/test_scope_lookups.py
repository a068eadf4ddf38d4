"""Names that the notebook looks up by text: what is certain is said as a name, the rest stays."""

from __future__ import annotations

import pytest

from tests.unit.making import analysis_of

SETTLED = [
    # (cells before, the last statement, what it becomes)
    (["a = 1"], 'x = globals()["a"]', "x = a"),
    (["a = 1"], 'x = globals().get("a", 5)', "x = a"),
    (["import os"], 'x = globals().get("os")', "x = os"),
    ([], 'x = globals().get("b", [])', "x = []"),
    ([], 'x = globals().get("b")', "x = None"),
    ([], 'x = globals().get("b", globals().get("c", 2))', "x = 2"),
    ([], 'x = globals().get("b", 1 if y else 2)', "x = (1 if y else 2)"),
    (["a = 1"], 'x = "a" in dir()', "x = True"),
    (["a = 1"], 'x = "b" not in locals()', "x = True"),
    ([], 'x = "__file__" in globals()', "x = False"),
    (["a = 1"], 'def f():\n    return vars()["a"], globals()["a"]', 'def f():\n    return vars()["a"], a'),
    ([], 'if "x" not in globals():\n    x = 1', "if True:\n    x = 1"),
    ([], 'globals()["x"] = 1', "x = 1"),
    (['globals()["other"] = 1'], 'x = globals().get("a", 2)', "x = 2"),
    (["names = {'b': 1}", "globals().update(names)"], 'x = "a" in globals()', "x = False"),
]

KEPT = [
    # (cells, why the look-up is not certain)
    (['x = globals()["b"]'], "raises"),
    (["if y:\n    a = 1", 'x = globals().get("a")'], "may be bound"),
    (["a = 1", "del a", 'x = "a" in globals()'], "unbound again"),
    (["a = 1", 'x = globals().get("a", f())'], "the default has to run"),
    (["a = 1", 'f = lambda a: globals()["a"]'], "the name means the parameter there"),
    (['def f():\n    return globals().get("a")', "a = 1"], "bound before or after a call"),
    (["for i in y:\n    x = 'a' in globals()\n    a = 1"], "bound from the second round on"),
    (["exec(text)", 'x = globals().get("a")'], "code from text may bind it"),
    (["globals()[n] = 1", 'x = globals().get("a")'], "a name that nothing tells is stored by text"),
    (['def f():\n    globals()["a"] = 1', 'x = globals().get("a")'], "a function may bind it by text"),
    (["from m import *", 'x = globals().get("a")'], "a star import may bind it"),
    (['x = globals().get("_")'], "IPython binds it"),
    (["x = f\"{globals().get('a')}\""], "inside an f-string"),
]


@pytest.mark.parametrize(("before", "code", "expected"), SETTLED)
def test_a_certain_look_up_is_a_name_or_its_default(before: list[str], code: str, expected: str) -> None:
    statements = analysis_of(*before, code).parsed.statements

    assert statements[-1].source == expected


@pytest.mark.parametrize(("cells", "why"), KEPT)
def test_what_is_not_certain_stays(cells: list[str], why: str) -> None:
    statements = analysis_of(*cells).parsed.statements

    assert [s.source for s in statements] == cells, why


def test_facts_are_those_of_the_new_text() -> None:
    analysis = analysis_of("rate = 1", 'def scaled(x):\n    return x * globals().get("rate", 2)')

    definition = analysis.facts[-1].definition
    assert definition is not None
    assert definition.free == {"rate"}
    assert not definition.dynamic
