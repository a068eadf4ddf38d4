"""A feature needs a statistic of the whole table, which is kept nowhere.

## What it does
Follows means, ranks, bins, dummies, and values by group from the table that they are computed from into the features of
a model. What a fitted object keeps (a scaler, an encoder, a pipeline) is left alone.

## Why it matters in production
One record has no mean. Whoever serves the model computes the statistic from whatever is at hand (a batch, a day), and
the model is fed other features than it was fitted on, without an error.

## Example
    people["income"] = people["income"] / people["income"].max()
    model.fit(people[["age", "income"]], people["segment"])

## Better
    model = make_pipeline(MaxAbsScaler(), LogisticRegression())
    model.fit(people[["age", "income"]], people["segment"])
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find features with a statistic of the whole table in them."""
    yield from hits(unit, LeakKind.WHOLE_FRAME)


RULE = NotebookRule(
    code="NBV002",
    name="feature-from-whole-table",
    summary="a feature with a statistic of the whole table",
    level=Level.PRODUCTION,
    words=WORDS,
    check=check,
)
_START = """
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MaxAbsScaler
people = pd.read_csv("people.csv")
# %%
"""
_END = "\nLogisticRegression().fit(people[['age', 'income']], people['segment'])"
VALID = (
    Case(_START + "make_pipeline(MaxAbsScaler(), LogisticRegression()).fit(people[['income']], people['segment'])"),
    Case(_START + "people['income'] = people['income'] / 1000" + _END),
    Case(_START + "print(people['income'].max())" + _END),
    Case(_START + "people['rank'] = people['income'].rank()" + _END),
)
INVALID = (
    Case(_START + "people['income'] = people['income'] / people['income'].max()" + _END, at=((2, 1),)),
    Case(_START + "people['age'] = people.groupby('city')['age'].transform('mean')" + _END, at=((2, 1),)),
)
