"""What an assigned value is for by its form, its names and what is in it."""

from __future__ import annotations

import ast
import re

from nb2prod.roles.draft import FAINT, LIKELY, LOW, MAYBE, Draft
from nb2prod.roles.metrics import is_handwritten_metric
from nb2prod.roles.parts import Part
from nb2prod.roles.scope import DATA, DERIVED, LOADED, METRIC, PREDICTION, SUBMISSION, Scope, is_seen
from nb2prod.roles.settings import TRAINING_NAMES, is_hyperparameter, setting
from nb2prod.roles.signals import Signal, drafted
from nb2prod.roles.vocabulary import WEAK

EVALUATION_TELLS = frozenset(
    "feature_importances_ coef_ intercept_ best_score_ oob_score_ cv_results_ inertia_ loss_curve_ scores_ "
    "feature_importance_ importances_mean".split()
)
TUNING_TELLS = frozenset({"best_params_", "best_estimator_", "best_params", "best_trial"})
MODEL_DATA = re.compile(r"^(X|x|y|Y|train|test|valid|val|df|data)(_?(train|test|val|valid|df|data|set|\d))*$")
"""Names that say that a value goes to a model, whatever else is seen of it."""

SOFT = frozenset({"make", "filter", "engineer", "inspect", "compute"})
"""Activities that say little when their result gets a new name: what it is for decides."""


RESULTS_OF_STEPS = frozenset({"loss", "criterion", "optimizer"})
"""Names of hyperparameters that also hold what training computes."""


def is_tuned(part: Part) -> bool:
    """Whether it binds a hyperparameter that was found."""
    return any(is_hyperparameter(name) for name in part.binds)


def depends(part: Part, activity: str, scope: Scope) -> bool:
    """Whether what reads the value decides: it has a new name, or one that already holds something derived."""
    if activity not in WEAK:
        return False
    if any(MODEL_DATA.match(name) for name in part.binds):
        return False
    derived = any(scope.kinds.get(name) == DERIVED for name in part.reads)
    if part.binds & part.reads:
        return derived and any(scope.kinds.get(name) == DERIVED for name in part.binds)
    if activity == "join":
        return all(scope.kinds.get(name, DERIVED) == DERIVED for name in part.reads - scope.imports.keys())
    return activity in SOFT or derived


def special(part: Part, value: ast.expr, scope: Scope) -> Draft | None:
    """Draft a value that is known by its name or by what is in it; `None` for any other."""
    named = sorted(name for name in part.binds if scope.suggested(name) == SUBMISSION)
    if named:
        return Draft("submit", LIKELY, [f"builds {named[0]}"], weak=True)
    if is_handwritten_metric(value, part.reads, scope):
        return Draft("evaluate", LIKELY, ["compares predictions with what is true"])
    return None


def tells(part: Part, word: str) -> Draft | None:
    """Results that an estimator keeps: what a search found, scores, importances."""
    found = sorted(TUNING_TELLS.intersection(part.attributes))
    if found:
        return Draft("tune", MAYBE, [f"{word} {found[0]}"])
    found = sorted(EVALUATION_TELLS.intersection(part.attributes))
    return Draft("evaluate", LIKELY, [f"{word} {found[0]}"]) if found else None


def value_draft(part: Part, value: ast.expr, scope: Scope, best: Signal | None) -> Draft:
    """Draft a value that no call explains.

    Args:
        part: The statement.
        value: The value.
        scope: What is known of names.
        best: The signal of its calls, if it says a little.
    """
    if is_tuned(part):
        return Draft("tune", MAYBE, [f"{min(part.binds)} is a hyperparameter by its name"])
    found = setting(part, value, scope) or tells(part, "takes") or special(part, value, scope)
    if found is not None:
        return found
    computed = sorted(name for name in part.binds if TRAINING_NAMES.match(name) and name not in RESULTS_OF_STEPS)
    if computed:
        return Draft("train", MAYBE, [f"{computed[0]} is a hyperparameter by its name"], weak=True, setting=True)
    if any(is_seen(scope, name, METRIC) for name in part.reads):
        return Draft("evaluate", MAYBE, ["calculates with a measured value"], weak=True)
    if any(is_seen(scope, name, PREDICTION) for name in part.reads):
        return Draft("predict", MAYBE, ["calculates with predictions"], weak=True)
    if best is not None and best.activity == "configure":
        return drafted(best)
    return _selection(part, value, scope)


def _selection(part: Part, value: ast.expr, scope: Scope) -> Draft:
    names = sorted(part.reads - scope.imports.keys() - part.binds)
    about = ", ".join(names[:3]) or ", ".join(sorted(part.binds)[:3])
    data = [name for name in part.reads if scope.kind(name) in {LOADED, DATA, DERIVED}]
    if isinstance(value, ast.Subscript):
        return Draft("filter", _degree(data), [f"takes a part of {about}"], weak=depends(part, "filter", scope))
    if isinstance(value, ast.Name):
        return Draft("make", FAINT, [f"{about} under another name"], weak=True)
    activity = "engineer" if isinstance(value, ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp) else "make"
    return Draft(activity, _degree(data), [f"computes with {about}"], weak=depends(part, "make", scope))


def _degree(data: list[str]) -> float:
    return MAYBE if data else LOW
