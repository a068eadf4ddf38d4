"""Evaluation in all its forms: measures written out by hand, own functions, importances, cross-validation, loops."""

from __future__ import annotations

import pytest

from tests.unit.roles.support import analysed, guesses

IMPORTS = """\
import numpy as np
import pandas as pd
import torch
import torch.nn as nn
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report, mean_squared_error
from sklearn.model_selection import KFold, cross_val_score
"""

MEASURES: tuple[str, ...] = (
    "rmse = np.sqrt(((y_test - y_pred) ** 2).mean())",
    "hits = ((y_pred == 1) & (y_test == 1)).sum()",
    "residuals = y_test - y_pred",
    "right = (out.argmax(1) == labels).sum()",
    "importance = pd.DataFrame({'name': X.columns, 'value': forest.feature_importances_})",
    "forest.feature_importances_",
    "lasso.intercept_",
    "scores = cross_val_score(model, X, y, cv=5)",
    "gains = booster.feature_importance()",
)


@pytest.mark.parametrize("code", MEASURES)
def test_a_measure_is_evaluation(code: str) -> None:
    assert guesses(IMPORTS, code)[-1].activity == "evaluate"


MEASURED: tuple[tuple[str, str], ...] = (
    # What measured values become, and how they are shown.
    ("fi = pd.DataFrame({'value': forest.feature_importances_})", "fi.head()"),
    ("hits = ((y_pred == 1) & (y_test == 1)).sum()", "precision = hits / (hits + misses)"),
    ("residuals = y_test - y_pred", "total = (residuals ** 2).sum()"),
    ("def f(m):\n    m.fit(X, y)\n    return m.score(X, y)\nscore = f(model)", "print(score)"),
    ("def get_importances(m):\n    m.fit(X, y)\n    return m\nvar_imp = get_importances(m)", "var_imp.head(10)"),
    (
        "found = {}\nfor name, m in models.items():\n    found[name] = mean_squared_error(y, m.predict(X))",
        "print(found)",
    ),
)


@pytest.mark.parametrize(("before", "code"), MEASURED)
def test_what_is_made_of_measured_values_is_evaluation(before: str, code: str) -> None:
    assert guesses(IMPORTS, before, code)[-1].activity == "evaluate"


@pytest.mark.parametrize(
    "code",
    ["lengths = widths - heights", "df['a'] - df['b']", "same = (left == right).sum()", "rest = y_pred - 1"],
)
def test_other_differences_are_no_measures(code: str) -> None:
    assert guesses(IMPORTS, code)[-1].activity != "evaluate"


FUNCTIONS: tuple[tuple[str, str], ...] = (
    # A function is for measuring by what it returns, by its name, or since it does nothing else.
    (
        "def predict(X, m, y):\n    p = m.predict(X)\n    mse = mean_squared_error(y, p)\n    return np.sqrt(mse)",
        "evaluate",
    ),
    ("def f(X, m, y):\n    p = m.predict(X)\n    error = mean_squared_error(y, p)\n    return error", "evaluate"),
    ("def report(m):\n    p = m.predict(X)\n    print(classification_report(y, p))", "evaluate"),
    (
        "def evaluate(m, data):\n    m.eval()\n    n = 0\n    for x, y in data:\n        n += m(x).sum()\n    return n",
        "evaluate",
    ),
    ("def f(m, X, y):\n    m.fit(X, y)\n    error = mean_squared_error(y, m.predict(X))\n    return error", "train"),
)


@pytest.mark.parametrize(("definition", "activity"), FUNCTIONS)
def test_own_functions_that_measure(definition: str, activity: str) -> None:
    assert guesses(IMPORTS, definition)[-1].activity == activity


def test_a_model_that_its_cell_only_evaluates_belongs_to_that() -> None:
    cell = "forest = RandomForestClassifier(n_estimators=20)\ncross_val_score(forest, X, y).mean()"
    assert analysed(IMPORTS, cell, "forest.fit(X, y)")[1][1].activity == "evaluate"


def test_a_splitter_that_is_only_evaluated_with_belongs_to_that() -> None:
    folds = "folds = KFold(5)\n"
    assert analysed(IMPORTS, folds + "print(cross_val_score(model, X, y, cv=folds))")[1][1].activity == "evaluate"
    assert analysed(IMPORTS, folds)[1][1].activity == "split"


LOOPS: tuple[tuple[str, str], ...] = (
    ("for x, y in data:\n    out = net(x)\n    loss = measure(out, y)\n    loss.backward()\n    steps.step()", "train"),
    ("net.eval()\nwith torch.no_grad():\n    out = net(images)", "predict"),
    ("with torch.device('cpu'):\n    z = a + b", "engineer"),
)


@pytest.mark.parametrize(("code", "activity"), LOOPS)
def test_loops_of_deep_learning(code: str, activity: str) -> None:
    assert analysed(IMPORTS, code)[1][1].activity == activity
