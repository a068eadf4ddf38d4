"""Which categories, words or neighbours there are was learned from the rows that judge the model, too.

## What it does
Finds what NBL001 finds, where only occurrences were learned: `get_dummies`, encoders of labels, vocabularies of
tokenizers, values filled from neighbouring rows, rows left out by a statistic; and fits on all training rows, if parts
of them are tested on afterwards.

## Why it matters in production
A category that only occurs in test rows gets a column, and nobody sees what a record with a new category will meet:
mostly an error. The score itself rarely changes, which is why this rule is only for those who ask for it.

## Example
    cars = pd.get_dummies(cars)
    train, test = train_test_split(cars)

## Better
An encoder that is fitted on the training rows, and told what to do with what it has not seen:

    encoder = OneHotEncoder(handle_unknown="ignore").fit(train[["brand"]])
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find faint leaks."""
    yield from hits(unit, LeakKind.FAINT)


RULE = NotebookRule(
    code="NBL005",
    name="categories-of-test-rows",
    summary="categories that were learned from test rows, too",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, OneHotEncoder
from sklearn.tree import DecisionTreeRegressor
cars = pd.read_csv("cars.csv")
# %%
"""
_END = """
X, y = cars.drop(columns="price"), cars["price"]
X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=7)
tree = DecisionTreeRegressor().fit(X_train, y_train)
print(tree.score(X_test, y_test))
"""
VALID = (
    Case(_START + "cars['brand'] = cars['brand'].str.lower()" + _END),
    Case(_START + "cars['price'] = LabelEncoder().fit_transform(cars['price'])" + _END),
    Case(
        _START + "train, test = train_test_split(cars)\n"
        "encoder = OneHotEncoder(handle_unknown='ignore').fit(train[['brand']])\n"
        "tree = DecisionTreeRegressor().fit(encoder.transform(train[['brand']]), train['price'])\n"
        "print(tree.score(encoder.transform(test[['brand']]), test['price']))"
    ),
)
INVALID = (
    Case(_START + "cars = pd.get_dummies(cars)" + _END, at=((2, 1),)),
    Case(_START + "cars['brand'] = LabelEncoder().fit_transform(cars['brand'])" + _END, at=((2, 1),)),
    Case(_START + "cars = cars.ffill()" + _END, at=((2, 1),)),
)
