"""A step that would be one call on what it is given joins a neighbour, unless the call tells what it is for."""

from __future__ import annotations

import pytest

from nb2prod.plan.thin import is_thin
from nb2prod.plan.unit import units_of
from tests.unit.making import analysis_of, functions_of, plan_of


@pytest.mark.parametrize(
    ("source", "thin"),
    [
        ("y = x.dropna()", True),
        ("y = pd.get_dummies(x)", True),
        ("x.reset_index(inplace=flag)", True),
        ("k = 10", True),
        ("k = -1.5", True),
        ("y = x.drop(columns='a')", False),
        ("y = x + 1", False),
        ("y = pd.read_csv(path)", False),
        ("y = f(x)(x)", False),
        ("if x:\n    y = f(x)", False),
    ],
)
def test_thin_statements(source: str, thin: bool) -> None:
    unit = units_of(analysis_of("import pandas as pd\n" + source))[-1]

    assert is_thin(unit) is thin


def test_a_thin_step_joins_its_neighbour() -> None:
    made = plan_of(
        "import pandas as pd\ndf = pd.read_csv('a.csv')",
        "df = df.dropna()",
        "df['a'] = df['b'] * 2",
        "df.to_csv('b.csv')",
    )

    sizes = [len(f.pieces) for f in functions_of(made) if f.module == "preprocessing"]

    assert sizes == [2]
