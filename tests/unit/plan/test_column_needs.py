"""What a step says of the columns of its frames: those that it needs, adds and drops, and nothing uncertain."""

from __future__ import annotations

import pytest

from nb2prod.plan.column_needs import columns_of
from nb2prod.plan.functions import Parameter
from nb2prod.plan.unit import units_of
from nb2prod.types.model import ColumnUse
from tests.unit.making import analysis_of, plan_of

LOADED = "import pandas as pd\ndf = pd.read_csv('a.csv')\nprint(df)"


def _frame(*cells: str) -> Parameter:
    steps = [s.function for s in plan_of(LOADED, *cells).steps if s.function is not None]
    return next(p for f in steps for p in f.parameters if p.name == "df")


@pytest.mark.parametrize(
    ("code", "needed", "added", "dropped"),
    [
        ("df['c'] = df['a'] + df['b']\ndf['d'] = df['c'] * 2", "a b", "c d", ""),
        ("df['a'] = df['a'].fillna(0)", "a", "", ""),
        ("del df['a']\ndf.drop(columns=['b'], inplace=True)", "a b", "", "a b"),
        ("x = df.drop(columns=['a'])\ny = x['b'].sum()", "a", "", ""),
        ("for i in range(2):\n    df['n'] = i\n    print(df['n'], df['a'])", "a", "n", ""),
        ("if len(df) > 2:\n    df['n'] = 1\ny = df['n'].sum() + df['a'].sum()", "a", "", ""),
    ],
)
def test_a_step_tells_the_columns_that_it_needs_adds_and_drops(
    code: str, needed: str, added: str, dropped: str
) -> None:
    use = _frame(code, "print(df)").columns
    assert (use.read, use.added, use.dropped) == tuple(tuple(t.split()) for t in (needed, added, dropped))


def test_what_is_read_after_the_name_stands_for_another_frame_is_not_needed() -> None:
    code = "df['z'] = df['a']\ndf = df.rename(columns={'b': 'c'})\ndf['d'] = df['c']"
    analysis = analysis_of(LOADED, code)
    use = columns_of("df", units_of(analysis)[3:], analysis.interpretation.columns)
    assert use == ColumnUse(("a", "b"), ("z",))
