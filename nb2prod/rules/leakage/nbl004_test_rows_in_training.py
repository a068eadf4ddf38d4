"""A model is scored on test rows that are among those it was fitted on.

## What it does
Finds a model that is fitted on all rows, or on both parts of a split, and then scored on the part that was set apart to
test it.

## Why it matters in production
Such a score measures memory. A model that has only learned its rows by heart gets full marks.

## Example
    X_train, X_test, y_train, y_test = train_test_split(X, y)
    model.fit(X, y)
    model.score(X_test, y_test)

## Better
    model.fit(X_train, y_train)
    model.score(X_test, y_test)

A model for production may well be fitted on all rows, after it was judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find scores on test rows that a model was fitted on."""
    yield from hits(unit, LeakKind.OVERLAP)


RULE = NotebookRule(
    code="NBL004",
    name="test-rows-in-training",
    summary="a score on test rows that the model was fitted on",
    severity=Severity.ERROR,
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from sklearn.metrics import mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.tree import DecisionTreeRegressor
loans = pd.read_csv("loans.csv")
X, y = loans.drop(columns="rate"), loans["rate"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=7)
tree = DecisionTreeRegressor()
# %%
"""
VALID = (
    Case(_START + "tree.fit(X_train, y_train)\nprint(tree.score(X_test, y_test))\ntree.fit(X, y)\ntree.predict(X[:5])"),
    Case(_START + "tree.fit(X_train, y_train)\nprint(tree.score(X_train, y_train), tree.score(X_test, y_test))"),
    Case(_START + "tree.fit(X, y)\nsubmission = tree.predict(pd.read_csv('new.csv'))"),
)
INVALID = (
    Case(_START + "tree.fit(X, y)\nprint(tree.score(X_test, y_test))", at=((2, 2),)),
    Case(_START + "tree.fit(X, y)\nguess = tree.predict(X_test)\nmean_squared_error(y_test, guess)", at=((2, 2),)),
)
