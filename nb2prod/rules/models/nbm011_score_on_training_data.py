"""A model is only scored on the rows that it was fitted on.

## What it does
Follows data from `fit` to `score` and to metrics, and finds models that meet nothing but their own training rows, in a
notebook that judges none on others.

## Why it matters in production
A tree that has learned its rows by heart scores 1.0. What counts is how it does on rows that it has never seen, and
that nobody has measured here.

## Example
    model.fit(X, y)
    print(model.score(X, y))

## Better
    print(cross_val_score(model, X, y).mean())
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find models that are judged by what they know."""
    yield from hits(unit, LeakKind.TRAINING_SCORE)


RULE = NotebookRule(
    code="NBM011",
    name="score-on-training-data",
    summary="a score on nothing but training rows",
    words=WORDS,
    check=check,
)
_START = """
import pandas as pd
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.tree import DecisionTreeRegressor
wines = pd.read_csv("wines.csv")
X, y = wines.drop(columns="price"), wines["price"]
tree = DecisionTreeRegressor()
# %%
"""
VALID = (
    Case(_START + "tree.fit(X, y)\nprint(tree.score(X, y))\nprint(cross_val_score(tree, X, y))"),
    Case(
        _START + "X_train, X_test, y_train, y_test = train_test_split(X, y)\ntree.fit(X_train, y_train)\n"
        "print(tree.score(X_train, y_train))\nprint(tree.score(X_test, y_test))"
    ),
    Case(_START + "tree.fit(X, y)\ntree.predict(pd.read_csv('new.csv'))"),
)
INVALID = (
    Case(_START + "tree.fit(X, y)\nprint(tree.score(X, y))", at=((2, 2),)),
    Case(_START + "tree.fit(X, y)\nguess = tree.predict(X)\nmean_absolute_error(y, guess)", at=((2, 2),)),
)
