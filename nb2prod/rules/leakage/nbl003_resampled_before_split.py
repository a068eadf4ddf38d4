"""Rows are copied, or made from others, before test rows are set apart.

## What it does
Finds oversampling (SMOTE and its kin, `resample`, `sample(replace=True)`, a table put together with a part of itself)
whose result is split, or cross-validated.

## Why it matters in production
Copies of one row land on both sides: the model is tested on what it has seen. Of all leaks this one flatters most, and
it turns up exactly where the rare class matters.

## Example
    X, y = SMOTE().fit_resample(X, y)
    X_train, X_test, y_train, y_test = train_test_split(X, y)

## Better
Split first and resample the training rows; in a cross-validation, with the pipeline of imbalanced-learn:

    X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)
    X_train, y_train = SMOTE().fit_resample(X_train, y_train)
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find rows that are multiplied before they are split."""
    yield from hits(unit, LeakKind.RESAMPLING)


RULE = NotebookRule(
    code="NBL003",
    name="resampled-before-split",
    summary="rows that are copied before they are split",
    severity=Severity.ERROR,
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from imblearn.under_sampling import RandomUnderSampler
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score, train_test_split
from sklearn.utils import resample
claims = pd.read_csv("claims.csv")
X, y = claims.drop(columns="fraud"), claims["fraud"]
# %%
"""
_END = """
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=1)
forest = RandomForestClassifier(random_state=1).fit(X_train, y_train)
print(forest.score(X_test, y_test))
"""
VALID = (
    Case(
        _START + "X_train, X_test, y_train, y_test = train_test_split(X, y, stratify=y)\n"
        "X_more, y_more = SMOTE().fit_resample(X_train, y_train)\n"
        "forest = RandomForestClassifier().fit(X_more, y_more)\nprint(forest.score(X_test, y_test))"
    ),
    Case(_START + "cross_val_score(make_pipeline(SMOTE(), RandomForestClassifier()), X, y)"),
    Case(_START + "X, y = RandomUnderSampler().fit_resample(X, y)" + _END),
    Case(_START + "claims = claims.sample(frac=1)\nX, y = claims[['sum']], claims['fraud']" + _END),
)
INVALID = (
    Case(_START + "X, y = SMOTE().fit_resample(X, y)" + _END, at=((2, 1),)),
    Case(_START + "X, y = SMOTE().fit_resample(X, y)\ncross_val_score(RandomForestClassifier(), X, y)", at=((2, 1),)),
    Case(
        _START + "rare = claims[claims['fraud'] == 1]\n"
        "more = resample(rare, n_samples=5000, random_state=0)\n"
        "claims = pd.concat([claims[claims['fraud'] == 0], more])\n"
        "X, y = claims[['sum']], claims['fraud']" + _END,
        at=((2, 2),),
    ),
    Case(
        _START + "claims = pd.concat([claims, claims[claims['fraud'] == 1]])\n"
        "X, y = claims[['sum']], claims['fraud']" + _END,
        at=((2, 1),),
    ),
)
