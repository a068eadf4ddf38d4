"""Long texts and tables leave the step they stand in; what can be changed in place is copied each time."""

from __future__ import annotations

import ast

import pytest

from nb2prod.plan.data import LEAST, long_literals
from tests.unit.making import package_texts, plan_of

NUMBERS = "[" + ", ".join(str(n) for n in range(60)) + "]"
ROWS = "[" + ", ".join(f"[{n}, 'row {n}']" for n in range(60)) + "]"
TEXT = "'''" + "\n".join(f"  line {n}" for n in range(30)) + "'''"


def _literals(source: str) -> list[str]:
    node = ast.parse(source).body[0]
    return [ast.get_source_segment(source, found.node) or "" for found in long_literals(node, source)]


@pytest.mark.parametrize("literal", [NUMBERS, ROWS, TEXT], ids=["numbers", "rows", "text"])
def test_long_literals_are_found_wherever_they_stand(literal: str) -> None:
    for source in (f"x = {literal}", f"x = f(1, data={literal})", f"for i in range(3):\n    x = g({literal})"):
        assert _literals(source) == [literal]


def test_what_is_short_or_computed_is_no_data() -> None:
    assert _literals("x = [" + ", ".join("1" for _ in range(LEAST - 1)) + "]") == []
    assert _literals("x = [" + ", ".join(f"n + {n}" for n in range(60)) + "]") == []
    assert _literals(f"f{TEXT}") == []


def test_a_docstring_stays_where_it_is() -> None:
    assert _literals(f"def f():\n    {TEXT}") == []


def test_a_step_takes_a_copy_of_what_it_may_change() -> None:
    cells = [f"x = {NUMBERS}\nx.append(1)", f"y = {ROWS}\ny[0].append(1)", f"z = {TEXT}\nprint(x, y, z)"]

    texts = package_texts(plan_of(*cells), "made")
    whole = "\n".join(texts.values())

    assert "X.copy()" in whole
    assert "copy.deepcopy(Y)" in whole
    assert "import copy" in whole
    assert "z = Z" in whole


def test_a_name_of_the_notebook_is_not_hidden() -> None:
    texts = package_texts(plan_of(f"copy = 1\nX = 2\nx = {ROWS}\nx.append(copy + X)\nprint(x)"), "made")
    whole = "\n".join(texts.values())

    assert "import copy as copying" in whole
    assert "X_DATA = [" in whole
    assert "copying.deepcopy(X_DATA)" in whole
