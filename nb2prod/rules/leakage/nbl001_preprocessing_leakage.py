"""Something was computed from the rows that judge the model, and the model was fitted with it.

## What it does
Follows rows from where they are loaded, through scalers, imputers, encoders, statistics (`df.mean()`, `groupby`),
vocabularies, components and selected features, to where they are split and to where a model is scored. It finds what
was learned from all rows before some of them were set apart: through functions, loops, pipelines and cross-validation.

## Why it matters in production
The score tells how well the model does on rows that it knows something about. In production there are no such rows,
and the model does worse than promised; the more so, the fewer rows and the more features there are.

## Example
    scaled = StandardScaler().fit_transform(customers)
    train, test = train_test_split(scaled, random_state=0)
    model.fit(train[:, 1:], train[:, 0])
    model.score(test[:, 1:], test[:, 0])

## Better
Split first and fit on the training rows alone, or let a pipeline do it, in every fold too:

    train, test = train_test_split(customers, random_state=0)
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(train.drop(columns="churned"), train["churned"])
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find fits that saw the rows which judge a model."""
    yield from hits(unit, LeakKind.PREPROCESSING)


RULE = NotebookRule(
    code="NBL001",
    name="preprocessing-leakage",
    summary="a fit that saw the rows which judge the model",
    severity=Severity.ERROR,
    words=WORDS,
    smells=(21,),
    check=check,
)
_IMPORTS = """
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
trips = pd.read_csv("trips.csv")
"""
_SPLIT = """
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)
model = LogisticRegression()
model.fit(X_train, y_train)
print(model.score(X_test, y_test))
"""
VALID = (
    Case(
        _IMPORTS + "X_train, X_test, y_train, y_test = train_test_split(trips[['km']], trips['late'])\n"
        "scaler = StandardScaler()\n"
        "model = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)\n"
        "accuracy_score(y_test, model.predict(scaler.transform(X_test)))"
    ),
    Case(
        _IMPORTS + "pipe = make_pipeline(StandardScaler(), LogisticRegression())\n"
        "cross_val_score(pipe, trips[['km']], trips['late'])"
    ),
    Case(  # Row by row.
        _IMPORTS + "trips['speed'] = trips['km'] / trips['hours']\n"
        "trips['long'] = (trips['km'] > 100).astype(int)\n"
        "trips['total'] = trips[['km', 'toll']].sum(axis=1)\n"
        "trips = trips.dropna()\n"
        "X, y = trips[['speed', 'long', 'total']], trips['late']" + _SPLIT
    ),
    Case(  # Looked at, but no feature.
        _IMPORTS + "trips['band'] = pd.qcut(trips['km'], 4)\n"
        "print(trips['km'].mean())\n"
        "X, y = trips[['km', 'hours']], trips['late']" + _SPLIT
    ),
    Case(  # For the day it is put to use, once it has been judged.
        _IMPORTS + "X, y = trips[['km']], trips['late']" + _SPLIT + "scaled = StandardScaler().fit_transform(X)\n"
        "final = LogisticRegression().fit(scaled, y)"
    ),
    Case(
        _IMPORTS + "X, y = trips[['km']].values, trips['late'].values\n"
        "for here, there in KFold(5).split(X):\n"
        "    scaler = StandardScaler().fit(X[here])\n"
        "    model = LogisticRegression().fit(scaler.transform(X[here]), y[here])\n"
        "    print(model.score(scaler.transform(X[there]), y[there]))"
    ),
)
INVALID = (
    Case(
        _IMPORTS + "# %%\nX, y = StandardScaler().fit_transform(trips[['km']]), trips['late']" + _SPLIT,
        at=((2, 1),),
    ),
    Case(
        _IMPORTS
        + "# %%\ntrips['km'] = trips['km'].fillna(trips['km'].mean())\nX, y = trips[['km']], trips['late']"
        + _SPLIT,
        at=((2, 1),),
    ),
    Case(  # Through functions.
        _IMPORTS + "# %%\n"
        "def centre(frame, name):\n"
        "    frame[name] = frame[name] - frame[name].mean()\n"
        "    return frame\n"
        "# %%\n"
        "trips = centre(trips, 'km')\n"
        "X, y = trips[['km']], trips['late']" + _SPLIT,
        at=((2, 2),),
    ),
    Case(  # Features chosen by the target of all rows.
        _IMPORTS
        + "# %%\nX, y = SelectKBest(k=2).fit_transform(trips[['km', 'hours', 'toll']], trips['late']), trips['late']"
        + _SPLIT,
        at=((2, 1),),
    ),
    Case(
        _IMPORTS + "# %%\nX = PCA(2).fit_transform(trips[['km', 'hours', 'toll']])\n"
        "cross_val_score(LogisticRegression(), X, trips['late'])",
        at=((2, 1),),
    ),
    Case(  # A split by hand.
        _IMPORTS + "# %%\nscaled = StandardScaler().fit_transform(trips[['km']])\n"
        "model = LogisticRegression().fit(scaled[:800], trips['late'][:800])\n"
        "print(model.score(scaled[800:], trips['late'][800:]))",
        at=((2, 1),),
    ),
    Case(  # Split and kept for a model that others train.
        _IMPORTS + "# %%\nscaled = StandardScaler().fit_transform(trips[['km']])\n"
        "train, test = train_test_split(scaled)",
        at=((2, 1),),
    ),
)
