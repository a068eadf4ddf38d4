"""The target is among the features.

## What it does
Follows the columns of a table from where it is read: it finds a model that is fitted on the column it shall predict, or
on the one column that its target was computed from.

## Why it matters in production
The model reads the answer off its input, and scores nearly perfectly. When it serves, there is no answer to read.

## Example
    wines["good"] = wines["quality"] > 6
    model.fit(wines.drop(columns="good"), wines["good"])

## Better
    model.fit(wines.drop(columns=["good", "quality"]), wines["good"])
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find the target among the features."""
    yield from hits(unit, LeakKind.TARGET)


RULE = NotebookRule(
    code="NBL007",
    name="target-among-features",
    summary="a model that is fitted on its target",
    severity=Severity.ERROR,
    words=WORDS,
    smells=(21,),
    check=check,
)
_START = """
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
wines = pd.read_csv("wines.csv")
tree = DecisionTreeClassifier()
# %%
"""
VALID = (
    Case(_START + "tree.fit(wines.drop(columns='kind'), wines['kind'])"),
    Case(_START + "tree.fit(wines[['acid', 'sugar']], wines['kind'])"),
    Case(_START + "kind = wines.pop('kind')\ntree.fit(wines, kind)"),
    Case(_START + "X = wines.copy()\ny = X['kind']\ndel X['kind']\ntree.fit(X, y)"),
    Case(_START + "names = ['acid', 'kind']\nnames.remove('kind')\ntree.fit(wines[names], wines['kind'])"),
    Case(_START + "names = ['kind', 'acid']\ndel names[0]\ntree.fit(wines[names], wines['kind'])"),
    Case(_START + "names = ['kind', 'acid']\nnames[0] = 'sugar'\ntree.fit(wines[names], wines['kind'])"),
    Case(_START + "tree.fit(wines.iloc[:, :-1], wines['kind'])"),
    Case(_START + "kind = wines['kind']\nwines.drop('kind', axis=1, inplace=True)\ntree.fit(wines, kind)"),
    Case(
        _START + "pipe = make_pipeline(make_column_transformer((StandardScaler(), ['acid'])), tree)\n"
        "pipe.fit(wines, wines['kind'])"
    ),
    Case(_START + "wines['day'] = wines['sold'].diff()\ntree.fit(wines.drop(columns='kind'), wines['kind'])"),
)
INVALID = (
    Case(_START + "tree.fit(wines, wines['kind'])", at=((2, 1),)),
    Case(
        _START
        + "X_train, X_test, y_train, y_test = train_test_split(wines, wines['kind'])\ntree.fit(X_train, y_train)",
        at=((2, 2),),
    ),
    Case(
        _START
        + "wines['good'] = (wines['quality'] > 6).astype(int)\ntree.fit(wines.drop('good', axis=1), wines['good'])",
        at=((2, 2),),
    ),
    Case(_START + "names = ['acid']\nnames.append('kind')\ntree.fit(wines[names], wines['kind'])", at=((2, 3),)),
    Case(_START + "columns = ['acid', 'kind']\ntree.fit(wines[columns], wines['kind'])", at=((2, 2),)),
)
