"""A model is made without a word on how.

## What it does
Finds models of scikit-learn and its kin that are made without any argument, where they have hyperparameters to set.

## Why it matters in production
Defaults are nobody's choice, and they change between versions: the same code trains another model after an update. What
is written down can be compared, tuned and kept.

## Example
    model = GradientBoostingRegressor()

## Better
    model = GradientBoostingRegressor(n_estimators=300, learning_rate=0.05, max_depth=3)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule, Severity
from nb2prod.rules.site import Site

_NOTHING_TO_SET = frozenset({"LinearRegression", "GaussianNB", "DummyClassifier", "DummyRegressor"})
_ROOTS = ("sklearn.", "xgboost.", "lightgbm.", "catboost.")


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call makes a model with nothing but defaults."""
    if node.args or node.keywords:
        return
    path = site.qualified(node.func)
    name = path.rpartition(".")[2]
    if not path.startswith(_ROOTS) or name in _NOTHING_TO_SET:
        return
    entry = site.unit.stages.knowledge.call(path)
    if entry is not None and entry.hyperparameters and entry.activity == "train":
        yield Hit(
            f"`{name}` has only defaults, which change with its version: write down those that matter", site.span(node)
        )


RULE = NodeRule(
    code="NBM003",
    name="default-hyperparameters",
    summary="a model with nothing but defaults",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=("sklearn", "xgboost", "lightgbm", "catboost"),
    smells=(11,),
    nodes=(ast.Call,),
    check=check,
)
_IMPORT = "from sklearn.ensemble import GradientBoostingRegressor\nfrom sklearn.linear_model import LinearRegression\n"
VALID = (
    Case(_IMPORT + "model = GradientBoostingRegressor(max_depth=3)"),
    Case(_IMPORT + "model = LinearRegression()"),
    Case("from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()"),
)
INVALID = (Case(_IMPORT + "# %%\nmodel = GradientBoostingRegressor()", at=((2, 1),)),)
