"""Annotations name only what their module knows by that name."""

from __future__ import annotations

import pytest

from nb2prod.render.annotations import Surroundings, annotate, annotate_many
from nb2prod.types.model import TypeGuess, TypeSource
from tests.unit.making import knowledge, package_output, script_output


def _written(kind: str, around: Surroundings) -> str | None:
    found = annotate(TypeGuess(kind, TypeSource.TABLE, 1.0), knowledge(), around)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("kind", "around", "expected"),
    [
        ("list[int]", Surroundings(), "list[int]"),
        ("list[int]", Surroundings(others=frozenset({"list"})), None),
        ("list[int]", Surroundings(imports={"int": "from math import sqrt as int"}), None),
        ("dict[str, list[float]]", Surroundings(others=frozenset({"float"})), None),
        ("pandas.DataFrame", Surroundings(imports={"pd": "import pandas as pd"}), "pd.DataFrame"),
        ("pandas.DataFrame", Surroundings(imports={"pd": "import pydantic as pd"}), None),
        ("pandas.DataFrame", Surroundings(others=frozenset({"pd"})), None),
        ("Model", Surroundings(), None),
        ("Model", Surroundings(classes=frozenset({"Model"})), "Model"),
    ],
)
def test_a_name_that_means_something_else_is_not_written(kind: str, around: Surroundings, expected: str | None) -> None:
    assert _written(kind, around) == expected


def test_several_values_need_the_name_of_the_tuple() -> None:
    guesses = [TypeGuess("int", TypeSource.TABLE, 1.0)] * 2
    assert annotate_many(guesses, knowledge(), Surroundings())[0] == "tuple[int, int]"
    assert annotate_many(guesses, knowledge(), Surroundings(others=frozenset({"tuple"})))[0] == ""


@pytest.mark.parametrize("name", ["list", "tuple", "int", "dict"])
def test_a_package_runs_though_the_notebook_binds_the_name_of_a_type(name: str) -> None:
    cells = [
        f"def {name}(*x):\n    return x",
        "xs = [1, 2, 3]\nn = len(xs)",
        "# %% [markdown]\n# Count\n",
        f"total = sum(xs)\ncounts = {{'n': n}}\nprint(total, {name}(1, 2))",
        "ys = [x + total for x in xs]\nprint(ys, counts)",
    ]
    code = [c for c in cells if "markdown" not in c]
    assert package_output(*cells) == script_output(*code)
