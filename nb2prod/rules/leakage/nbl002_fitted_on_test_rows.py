"""The rows that judge the model are prepared by something that was fitted on themselves.

## What it does
Finds scalers, imputers, encoders and statistics that are fitted once on the training rows and once more on the test
rows.

## Why it matters in production
A record that arrives alone has no mean and no categories of its own: it must be treated with what was learned in
training. A test that treats its rows otherwise measures something else than what will run, and a shift between the two
sets, which one wants to see, is scaled away.

## Example
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.fit_transform(X_test)

## Better
    X_train = scaler.fit_transform(X_train)
    X_test = scaler.transform(X_test)
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find fits on the rows that judge a model."""
    yield from hits(unit, LeakKind.REFIT)


RULE = NotebookRule(
    code="NBL002",
    name="fitted-on-test-rows",
    summary="test rows prepared by a fit of their own",
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler
homes = pd.read_csv("homes.csv")
X_train, X_test, y_train, y_test = train_test_split(homes[["area"]], homes["price"], random_state=1)
scaler = StandardScaler()
# %%
"""
_END = "\nmodel = Ridge().fit(X_train, y_train)\nprint(model.score(X_test, y_test))"
VALID = (
    Case(_START + "X_train = scaler.fit_transform(X_train)\nX_test = scaler.transform(X_test)" + _END),
    Case(_START + "mean = X_train.mean()\nX_train = X_train.fillna(mean)\nX_test = X_test.fillna(mean)" + _END),
    Case(_START + "print(X_test.mean())" + _END),
)
INVALID = (
    Case(
        _START + "X_train = scaler.fit_transform(X_train)\nX_test = scaler.fit_transform(X_test)" + _END, at=((2, 2),)
    ),
    Case(
        _START + "for part in (X_train, X_test):\n    part['area'] = part['area'] / part['area'].max()" + _END,
        at=((2, 2),),
    ),
    Case(_START + "X_test = X_test.fillna(X_test.median())" + _END, at=((2, 1),)),
)
