"""Steps that do the same become one function, and the pipeline calls it again."""

from __future__ import annotations

import ast

import pytest

from nb2prod.plan.build import Options, plan
from nb2prod.plan.cost import Weights
from nb2prod.plan.model import DispositionKind, Plan
from nb2prod.render.calls import calls_in_order
from nb2prod.render.record import functions_of
from nb2prod.render.spans import statement_order, statement_spans
from tests.unit.making import analysis_of, knowledge, package_texts

START = "import pandas as pd\ndf = pd.DataFrame({'a': [3, 1], 'b': [1, 2]})\ndf.to_csv('a.csv')"
SORT = "df = df.sort_values('a')\ndf['c'] = df['a'].cumsum()"
OTHER = "df['a'] = -df['a']\nprint(df['a'].sum())\ndf.to_csv('b.csv')"
END = "df.to_csv('c.csv')\nprint(df)"


# Each cell is a step.
APART = Options(weights=Weights(function=0.0, inside_cell=20.0, torn_cell=20.0))


def _plan(*cells: str) -> Plan:
    return plan(analysis_of(*cells), knowledge(), APART)


def _calls(made: Plan) -> list[str]:
    return [s.function.name for s in made.steps if s.function is not None]


def test_equal_steps_share_a_function() -> None:
    made = _plan(START, SORT, OTHER, SORT, END)
    names = _calls(made)

    assert len(names) > len(set(names))
    assert len(functions_of(made)) == len(set(names))


def test_statements_of_a_later_one_stand_where_the_pipeline_calls_it() -> None:
    made = _plan(START, SORT, OTHER, SORT, END)
    texts = {name.partition(".")[2]: text for name, text in package_texts(made, "pack").items() if "." in name}

    merged = [d for d in made.dispositions if d.kind is DispositionKind.MERGED]
    spans = statement_spans(made, texts)

    assert [d.statement.cell for d in merged] == [4, 4]
    assert {d.module for d in merged} == {"pipeline"}
    assert {texts["pipeline"].splitlines()[spans[d.statement][0] - 1].strip() for d in merged} == {
        f"df = preprocessing.{functions_of(made)[1].name}(df)"
    }
    order = statement_order(made)
    assert sorted(order.values()) == list(range(len(order)))


@pytest.mark.parametrize(
    "other",
    [
        "df = df.sort_values('b')\ndf['c'] = df['a'].cumsum()",
        "k = df.sort_values('a')\ndf = k\ndf['c'] = df['a'].cumsum()",
        "df = df.sort_values('a')\ndf['c'] = df['a'].cumsum()\nk = 1",
    ],
)
def test_others_stay_apart(other: str) -> None:
    names = _calls(_plan(START, SORT, OTHER, other, END))

    assert len(names) == len(set(names))


def test_what_binds_a_name_of_its_own_stays_apart() -> None:
    source = "k = df.sort_values('a')\ndf = k[k.a > 1]"

    names = _calls(_plan(START, source, OTHER, source, END))

    assert len(names) == len(set(names))


def test_calls_are_found_in_the_order_in_which_they_run() -> None:
    text = (
        "def run(x):\n    x = part(x)\n    if x:\n        a.f(x)\n    return end(x)\n"
        "def end(x):\n    return b.g(x)\n"
        "def part(x):\n    x = a.f(x)\n    return x\n"
    )

    found = [(function, name) for function, _, name in calls_in_order(ast.parse(text).body, {"f", "g"})]

    assert found == [("part", "f"), ("run", "f"), ("end", "g")]
