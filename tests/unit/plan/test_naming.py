"""Names made from the author's text are always names."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.plan.naming import field_name
from nb2prod.render.project import package_name
from tests.unit.making import package_texts, plan_of


@given(st.text() | st.sampled_from([*keyword.kwlist, "_753", "class_", "Ünder", "__x__", "str", "变量"]))
def test_every_text_gives_a_field_and_a_package(text: str) -> None:
    for name in (field_name(text), package_name(text)):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)


@pytest.mark.parametrize("name", ["_753", "class_", "str", "_", "None_"])
def test_a_setting_is_named_by_an_identifier(name: str) -> None:
    made = plan_of(f'{name} = "../input/753.csv"\nimport pandas as pd\nprint(pd.read_csv({name}))')
    for text in package_texts(made, "made").values():
        compile(text, "made", "exec")


def test_a_query_of_a_table_that_begins_with_a_digit_gives_a_name() -> None:
    made = plan_of(
        'import pandas as pd\nimport sqlite3\nprint(pd.read_sql("select * from 2020_sales", sqlite3.connect("a.db")))'
    )
    assert all(s.name.isidentifier() for s in made.settings)


def test_a_tag_that_is_no_name_names_nothing() -> None:
    made = plan_of("x = len('a')\nprint(x)", tags={1: frozenset({"nb2prod:name=class"})})
    assert all(s.function is None or s.function.name != "class" for s in made.steps)


@pytest.mark.parametrize(
    "code",
    [
        f"xs = ({', '.join('1' * 300)})\nprint(xs[3], xs.count(1))",
        f"class {'A' * 300}:\n    pass\nx = {'A' * 300}()\nprint(x)",
        f"import {'a' * 300}.b\nx = {'a' * 300}.b.C()\nprint(x.d)",
        "class Größe:\n    pass\nd = {}\nd[Größe()] = 1\nprint(d)",
    ],
)
def test_names_and_types_of_any_length_and_script_are_planned(code: str) -> None:
    assert plan_of(code).steps
