"""What a method is for, by the object that it is called on."""

from __future__ import annotations

import ast

from nb2prod.roles.modules import index
from nb2prod.roles.scope import (
    DATA,
    FIGURE,
    FILE,
    LOADED,
    METRIC,
    MODEL,
    PREDICTION,
    SEARCH,
    TOOL,
    Scope,
)
from nb2prod.roles.vocabulary import METHODS, TESTED_BY_RECEIVER

MODEL_METHODS: dict[str, str] = index(
    {
        "train": "add compile summary fit train to cuda half parameters freeze unfreeze layers get_layer "
        "trainable_variables named_parameters load_state_dict step zero_grad build double lr_find fit_one_cycle "
        "get_params set_params fit_transform fit_resample apply compute_loss",
        "save": "save export",
        "load": "load",
        "evaluate": "score evaluate validate get_booster",
        "plot": "plot",
        "predict": "transform eval",
    }
)
"""What a method of a model is for."""

GENERIC_METHODS: dict[str, str] = {
    **index(
        {
            "engineer": "extract map insert rank stack flow",
            "evaluate": "score evaluate",
            "predict": "predict",
            "filter": "isin filter query where mask",
            "inspect": "count sample any all unique max min sum mean median std var",
            "plot": "plot hist box bar title axis show",
            "save": "save write",
            "train": "train",
            "load": "open",
        }
    ),
    **dict.fromkeys(("append", "generate", "compile", "clone", "close"), ""),
}
"""What a method is for on a receiver that is not known, where libraries use its name for several things."""

SEARCHING = frozenset({"fit", "search", "run", "optimize", "maximize"})
REDUCING = frozenset({"mean", "std", "max", "min", "sum"})
TOOLS = frozenset({"scale", "encode", "impute", "engineer", "split"})
"""Activities of classes whose instances are fitted and applied to data."""

RESULTS: dict[str, str] = {
    **dict.fromkeys(
        ("join", "engineer", "filter", "replace", "delete", "scale", "encode", "impute", "make", "rename", "split"),
        DATA,
    ),
    "train": MODEL,
    "tune": SEARCH,
    "predict": PREDICTION,
    "evaluate": METRIC,
    "load": LOADED,
    "query": LOADED,
    "plot": FIGURE,
}
"""Kind of what a call of an activity gives."""


def by_type(node: ast.expr, method: str, scope: Scope) -> str | None:
    """Activity by the receiver's type, as the tables say it; `None` where they are silent."""
    if isinstance(node, ast.Name) and node.id in scope.types:
        entry = scope.knowledge.method(scope.types[node.id], method)
        return entry.activity if entry is not None and not entry.unlisted else None
    return None


def by_kind(kind: str, method: str) -> str | None:
    """Activity by the receiver's kind; `None` if that does not decide it."""
    if kind.startswith(TOOL):
        return kind.removeprefix(TOOL) if method != "inverse_transform" else "engineer"
    match kind:
        case "figure":
            return "plot"
        case "search":
            return "tune" if method in SEARCHING else MODEL_METHODS.get(method)
        case "model":
            return MODEL_METHODS.get(method)
        case "file":
            return {"read": "load", "readlines": "load", "write": "save", "close": ""}.get(method)
        case "training history" if method == "plot":
            return "plot"
        case "measured value" if method in REDUCING:
            return "evaluate"
        case "plain value":
            return ""
    return None


def by_method(method: str) -> str:
    """Activity by the method's name alone; empty if unknown."""
    known = GENERIC_METHODS.get(method)
    if known is not None:
        return known
    return METHODS.get(method, "") if method not in TESTED_BY_RECEIVER else ""


def result_kind(activity: str, name: str) -> str:
    """Kind of what a call of this activity and name gives."""
    if name == "open":
        return FILE
    if name[:1].isupper() and activity in TOOLS and name != "DatetimeIndex":
        return TOOL + activity
    return RESULTS.get(activity, "")
