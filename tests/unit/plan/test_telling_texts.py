"""Steps that are alike are told apart by the texts in their code, and get no number."""

from __future__ import annotations

import pytest

from nb2prod.plan.telling_texts import telling_texts
from nb2prod.plan.unit import units_of
from tests.unit.making import analysis_of, functions_of, plan_of


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("sns.countplot(data=df, x='cap-shape', hue='class')", [["cap", "shape"], ["class"]]),
        ("df['Sale Price'].hist()", [["sale", "price"]]),
        ("print('Number of rows:', len(df))", [["number", "rows"]]),
        ("df.plot(kind='bar', color='red')", []),
        ("print('%d of %d')", []),
        ("open('a/b.csv')", []),
        ("print('x' * 99, 'y')", []),
    ],
)
def test_texts_that_tell(source: str, words: list[list[str]]) -> None:
    assert telling_texts(units_of(analysis_of(source))) == words


def test_plots_of_columns_are_named_by_them() -> None:
    start = "import pandas as pd\nimport seaborn as sns\nfrom data import mushrooms"
    plots = [f"sns.countplot(data=mushrooms, x='{column}')" for column in ("cap-shape", "cap-color", "odor")]

    names = [f.name for f in functions_of(plan_of(start, *plots))]

    assert len(set(names)) == 3
    assert not any(name[-1].isdigit() for name in names)


def test_figures_that_are_only_shown_are_named_by_their_heading() -> None:
    made = plan_of("import matplotlib.pyplot as plt", "plt.show()")

    assert [f.name for f in functions_of(made)] == ["show_figures"]
