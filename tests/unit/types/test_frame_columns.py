"""Columns that statements name: as items, attributes, arguments and in texts, and what they do to them."""

from __future__ import annotations

import pytest

from nb2prod.types.model import ColumnUse
from tests.unit.types.support import interpreted

PREAMBLE = """
import numpy as np
import pandas as pd
import seaborn as sns
import plotly.express as px
import statsmodels.formula.api as smf
df = pd.read_csv("a.csv")
other = pd.read_csv("b.csv")
xs = [1, 2]
names = ["a", "b"]
limit = 3
"""


def _uses(code: str) -> dict[str, ColumnUse]:
    facts, found = interpreted(PREAMBLE, code)
    return dict(found.columns.get(facts[-1].id, {}))


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("df['a']", "a"),
        ("df[['a', 'b']]", "a b"),
        ("df[names]", "a b"),
        ("df['a b'.split()]", "a b"),
        ("df['x,y'.split(',')]", "x y"),
        ("df.loc[:, 'a']", "a"),
        ("df.loc[df.b > 1, ['a', 'c']]", "a b c"),
        ("df.at[0, 'a']", "a"),
        ("df.a.mean()", "a"),
        ("df.groupby('a').b.sum()", "a b"),
        ("df.groupby(['a', 'b'])['c'].sum()", "a b c"),
        ("df.groupby('a').agg({'b': 'sum'})", "a b"),
        ("df.groupby('a').agg(total=('b', 'sum'))", "a b"),
        ("df.agg({'b': 'sum'})", "b"),
        ("df.sort_values(by=['a'])", "a"),
        ("df.sort_values('a')", "a"),
        ("df.dropna(subset=['a'])", "a"),
        ("df.drop_duplicates('a')", "a"),
        ("df.set_index('a')", "a"),
        ("df.pivot_table(values='a', index='b', columns='c')", "a b c"),
        ("df.pivot(index='b', columns='c', values='a')", "a b c"),
        ("pd.melt(df, id_vars=['a'])", "a"),
        ("df.nlargest(3, 'a')", "a"),
        ("df.astype({'a': int})", "a"),
        ("df.fillna({'a': 0})", "a"),
        ("df.rename(columns={'a': 'b'})", "a"),
        ("df.query('a > 1 and b == @limit and c == \"no\"')", "a b c"),
        ("df.query('`a` > 1 and name.str.len() > 2')", "a name"),
        ("pd.get_dummies(df, columns=['a'])", "a"),
        ("df.plot(x='a', y='b')", "a b"),
        ("df.plot.scatter(x='a', y='b')", "a b"),
        ("sns.scatterplot(data=df, x='a', y='b', hue='c')", "a b c"),
        ("px.line(df, x='a', y='b', color='c')", "a b c"),
        ("smf.ols('y ~ a + C(b) + np.log(c)', data=df)", "a b c y"),
        ("for c in names:\n    print(df[c])", "a b"),
        ("for i, c in enumerate(names):\n    print(i, df[c])", "a b"),
        ("for c in df.columns:\n    print(df[c])", "*"),
        ("[df[c] for c in df]", "*"),
        ("df.dropna().head()['a']", "a"),
        ("df[df['a'] > 1]['b']", "a b"),
        ("(lambda frame: frame['a'])(df)", "a"),
        ("df.pop('a')", "a"),
    ],
)
def test_columns_are_read(code: str, read: str) -> None:
    assert _uses(code)["df"].read == tuple(read.split())


@pytest.mark.parametrize(
    ("code", "added", "dropped"),
    [
        ("df['a'] = 1", "a", ""),
        ("df[['a', 'b']] = 1", "a b", ""),
        ("df.loc[df.index > 1, 'a'] = 1", "a", ""),
        ("df.a = 1", "a", ""),
        ("df.insert(0, 'a', 1)", "a", ""),
        ("x = df.assign(a=1, b=2)", "a b", ""),
        ("x = df.eval('a = 1')", "a", ""),
        ("del df['a']", "", "a"),
        ("x = df.drop(columns=['a', 'b'])", "", "a b"),
        ("x = df.drop('a', axis=1)", "", "a"),
        ("x = df.drop('a', 1)", "", "a"),
        ("df.drop(names, axis='columns', inplace=True)", "", "a b"),
        ("x = df.pop('a')", "", "a"),
    ],
)
def test_columns_are_added_and_dropped(code: str, added: str, dropped: str) -> None:
    use = _uses(code)["df"]
    assert (use.added, use.dropped) == (tuple(added.split()), tuple(dropped.split()))


@pytest.mark.parametrize(
    "code",
    [
        "df.drop('a')",
        "df.astype('int')",
        "df.fillna('none')",
        "df.iloc[0]",
        "df[df.index > 1]",
        "df.shape",
        "df.mean()",
        "df.index = xs",
        "xs[0]",
        "{'a': 1}['a']",
        "df[unknown]",
        "df.columns[0]",
    ],
)
def test_no_column_is_named(code: str) -> None:
    assert "df" not in _uses(code)


def test_keys_of_a_join_belong_to_their_frames() -> None:
    found = _uses("x = df.merge(other, left_on='a', right_on='b')")
    assert (found["df"].read, found["other"].read) == (("a",), ("b",))
    found = _uses("x = pd.merge(df, other, left_on='a', right_on='b')")
    assert (found["df"].read, found["other"].read) == (("a",), ("b",))


def test_a_frame_with_a_name_of_its_own_is_not_what_it_was_made_of() -> None:
    facts, found = interpreted(PREAMBLE, "clean = df.dropna()", "clean['a']")
    assert set(found.columns[facts[-1].id]) == {"clean"}


def test_a_frame_without_a_name_stands_under_none() -> None:
    assert _uses("pd.read_csv('c.csv')['a']")[""].read == ("a",)


def test_columns_in_functions_are_said_of_arguments_and_of_parameters() -> None:
    definition = "def work(frame, column):\n    frame['n'] = frame['a'] * 2\n    return frame.dropna()[column]"
    facts, found = interpreted(PREAMBLE, definition, "work(df, 'b')")
    assert found.columns[facts[-1].id]["df"] == ColumnUse(("a", "b"), ("n",))
    assert found.parameter_columns["work", "frame"] == ColumnUse(("a", "b"), ("n",))


def test_all_columns_are_no_column_that_is_known() -> None:
    facts, found = interpreted(PREAMBLE, "x = pd.DataFrame(xs, columns=df.columns)")
    assert found.after[facts[-1].id]["x"].columns == ()
