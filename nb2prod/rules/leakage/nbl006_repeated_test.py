"""Several models are scored on the same test rows, and no others are left to judge the one that is chosen.

## What it does
Counts the models that are scored on the same rows set apart: three or more, or a loop over hyperparameters, where
neither cross-validation on the training rows nor rows of their own do the choosing.

## Why it matters in production
The best of many scores is partly luck, and the more models are tried, the more of it. What is chosen by the test set
has no test any more.

## Example
    for depth in range(1, 20):
        tree = DecisionTreeClassifier(max_depth=depth).fit(X_train, y_train)
        scores.append(tree.score(X_test, y_test))

## Better
Choose on the training rows, test once:

    search = GridSearchCV(DecisionTreeClassifier(), {"max_depth": range(1, 20)}).fit(X_train, y_train)
    search.score(X_test, y_test)
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find test rows that choose among models."""
    yield from hits(unit, LeakKind.MULTI_TEST)


RULE = NotebookRule(
    code="NBL006",
    name="repeated-test",
    summary="test rows that choose among models",
    level=Level.PRODUCTION,
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
birds = pd.read_csv("birds.csv")
X_train, X_test, y_train, y_test = train_test_split(birds[["wing", "song"]], birds["kind"], random_state=7)
# %%
"""
VALID = (
    Case(_START + "near = KNeighborsClassifier().fit(X_train, y_train)\nprint(near.score(X_test, y_test))"),
    Case(
        _START + "search = GridSearchCV(SVC(), {'C': [1, 10, 100]}).fit(X_train, y_train)\n"
        "print(search.score(X_test, y_test))"
    ),
    Case(
        _START + "X_fit, X_val, y_fit, y_val = train_test_split(X_train, y_train, random_state=1)\n"
        "for n in (1, 3, 5):\n"
        "    near = KNeighborsClassifier(n).fit(X_fit, y_fit)\n"
        "    print(n, near.score(X_val, y_val))\n"
        "print(KNeighborsClassifier(3).fit(X_train, y_train).score(X_test, y_test))"
    ),
)
INVALID = (
    Case(
        _START + "for n in (1, 3, 5):\n"
        "    near = KNeighborsClassifier(n).fit(X_train, y_train)\n"
        "    print(n, near.score(X_test, y_test))",
        at=((2, 3),),
    ),
    Case(
        _START
        + "models = {'near': KNeighborsClassifier(), 'line': LogisticRegression(), 'wood': RandomForestClassifier()}\n"
        "for name, model in models.items():\n"
        "    model.fit(X_train, y_train)\n"
        "    print(name, model.score(X_test, y_test))",
        at=((2, 4),),
    ),
)
