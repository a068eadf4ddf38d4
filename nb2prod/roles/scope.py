"""What is known of names while a notebook is read from top to bottom: imports, local functions, kinds of values."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from nb2prod.facts.walk import root_name
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.types.model import TypeGuess

MODEL = "model"
SEARCH = "search"
FIGURE = "figure"
PREDICTION = "prediction"
METRIC = "measured value"
LOADED = "loaded data"
DATA = "data"
DERIVED = "derived data"
PATH = "path"
PARAMETERS = "hyperparameters"
SUBMISSION = "submission"
HISTORY = "training history"
FILE = "file"
PLAIN = "plain value"
OWN = "instance of "
"""Prefix of the kind of an instance of a class of the notebook; its name follows."""

TOOL = "tool:"
"""Prefix of the kind of a transformer, splitter or encoder; its activity follows."""

NAMED_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(^|_)(sub|subs|submission|submissions|submit|sample_sub\w*|subm)(_|\d*$)|submission|Submission"),
        SUBMISSION,
    ),
    (re.compile(r"importances?\d*(_|$)|^(feat|feature|var|perm|model)_?(imps?|imports?)(_|\d*$)", re.I), METRIC),
    (re.compile(r"pred(_|s|\d|$)|predict|y_?hat|yhat|forecast|proba|previs|Y_?pred", re.I), PREDICTION),
    (re.compile(r"param|hyper|(^|_)grid(_|\d*$)|search_space|^space$"), PARAMETERS),
    (re.compile(r"^(fig|figs|figure|ax|axs|axes|axis|ax\d+|axis\d+|fig\d+)$|_ax$|_fig$|^(ax|fig)_"), FIGURE),
    (re.compile(r"(^|_)(hist|history)\d*$"), HISTORY),
    (re.compile(r"(^|_)(grid_search|gs|gsearch|rand_search|random_search|grid_cv|gscv)\w*$"), SEARCH),
    (
        re.compile(
            r"(^|_)(model|clf|classifier|regressor|regr|rf|rfc|rfr|knn|svm|svc|svr|xgb|lgb|lgbm|gbm|gbr|logreg|logit|"
            r"lasso|ridge|net|learn|learner|estimator|cnn|rnn|lstm|mlp|pipeline|pipe|dtree|forest|nb)\d*(_|$)|model",
            re.I,
        ),
        MODEL,
    ),
    (
        re.compile(
            r"(^|_)(acc|accuracy|score|scores|rmse|rmsle|mse|mae|r2|auc|f1|loss|losses|metrics?|error|errors)\d*$", re.I
        ),
        METRIC,
    ),
    (
        re.compile(
            r"(^|_)(df|data|dataset|train|test|valid|val|x|y|X|Y)\d*(_|$)|data|^(X|Y|x|y)(_|$)|(^|_)df|train|test"
        ),
        DATA,
    ),
)
"""Kinds that a name suggests, first match wins."""


@lru_cache(maxsize=4096)
def kind_by_name(name: str) -> str:
    """Kind that a name suggests; empty if none."""
    return next((kind for pattern, kind in NAMED_KINDS if pattern.search(name)), "")


CUSTOMARY: dict[str, str] = {
    "np": "numpy",
    "pd": "pandas",
    "plt": "matplotlib.pyplot",
    "sns": "seaborn",
    "px": "plotly.express",
    "go": "plotly.graph_objs",
    "tf": "tensorflow",
    "nn": "torch.nn",
    "torch": "torch",
    "xgb": "xgboost",
    "lgb": "lightgbm",
    "sm": "statsmodels.api",
    "smf": "statsmodels.formula.api",
    "os": "os",
    "metrics": "sklearn.metrics",
}
"""What names customarily stand for, where a notebook uses them without importing them."""

TYPE_KINDS = {"frame": DATA, "series": DATA, "array": DATA, "estimator": MODEL, "figure": FIGURE, "axes": FIGURE}


@dataclass(slots=True)
class Scope:
    """Names at a point of the notebook.

    Attributes:
        knowledge: The tables.
        imports: Imported names with what they stand for.
        functions: Functions, classes and methods (`Class.method`) of the notebook with the activity of their body.
        kinds: Kinds of values by name, as far as they were seen.
        classes: Classes of the notebook.
        types: Types by name, as far as the interpreter knows them.
        memo: What calls say, as asked so far.
    """

    knowledge: Knowledge
    imports: dict[str, str] = field(default_factory=CUSTOMARY.copy)
    functions: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)
    memo: dict[ast.Call, Any] = field(default_factory=dict)

    def kind(self, name: str) -> str:
        """Kind of a name's value: seen, by its type, or suggested by the name; empty if unknown."""
        if name in self.imports or name in self.functions:
            return ""
        return self.kinds.get(name) or self.kind_of_type(name) or self.suggested(name)

    def kind_of_type(self, name: str) -> str:
        """Kind by the type of a name's value; empty if that says nothing."""
        entry = self.knowledge.type(self.types[name]) if name in self.types else None
        return TYPE_KINDS.get(entry.kind, "") if entry is not None else ""

    def suggested(self, name: str) -> str:
        """Kind that a name suggests; empty if none."""
        return kind_by_name(name)

    def kind_of(self, node: ast.expr) -> str:
        """Kind of the value at the root of an expression."""
        root = root_name(node)
        return self.kind(root) if root else ""

    def learn(self, types: Mapping[str, TypeGuess]) -> None:
        """Take over what the interpreter knows after a statement."""
        for name, guess in types.items():
            if guess.type != "?":
                self.types[name] = guess.type.partition("[")[0]


def is_seen(scope: Scope, name: str, kind: str) -> bool:
    """Whether a name's kind was seen, not only suggested."""
    return scope.kinds.get(name) == kind
