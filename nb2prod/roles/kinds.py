"""What a statement teaches about the kinds of values that it binds."""

from __future__ import annotations

import ast

from nb2prod.facts.walk import dotted
from nb2prod.roles.activities import role_of
from nb2prod.roles.draft import Draft
from nb2prod.roles.model import Role
from nb2prod.roles.parts import Part
from nb2prod.roles.receivers import TOOLS
from nb2prod.roles.scope import (
    DATA,
    DERIVED,
    FIGURE,
    FILE,
    HISTORY,
    LOADED,
    METRIC,
    MODEL,
    OWN,
    PARAMETERS,
    PREDICTION,
    SUBMISSION,
    TOOL,
    Scope,
)
from nb2prod.roles.signals import call_kind

BY_ACTIVITY = {
    "load": LOADED,
    "query": LOADED,
    "predict": PREDICTION,
    "evaluate": METRIC,
    "plot": FIGURE,
    "submit": SUBMISSION,
}
KERAS_ARGUMENTS = frozenset({"epochs", "batch_size", "validation_data", "callbacks", "validation_split"})


def remember(part: Part, draft: Draft, scope: Scope) -> None:
    """Take over what an assignment says of the names that it binds.

    Args:
        part: The statement.
        draft: What it is for.
        scope: Learns the kinds.
    """
    if not part.binds:
        _collect(part, draft, scope)
        return
    value = getattr(part.node, "value", None)
    kind = _kind(value, draft, scope) if isinstance(value, ast.expr) else ""
    measured = isinstance(value, ast.Call) and (kind == "" or dotted(value.func) in scope.functions)
    for name in part.binds:
        scope.functions.pop(name, None)
        scope.imports.pop(name, None)
        scope.types.pop(name, None)
        if measured and scope.suggested(name) == METRIC:
            scope.kinds[name] = METRIC
        elif kind:
            scope.kinds[name] = kind
        else:
            scope.kinds.pop(name, None)


def _collect(part: Part, draft: Draft, scope: Scope) -> None:
    """A list or dictionary that is filled with measured values holds measured values."""
    if draft.activity == "evaluate":
        for name in part.changes:
            if not scope.kinds.get(name) and not scope.kind_of_type(name):
                scope.kinds[name] = METRIC


def remember_files(node: ast.stmt, scope: Scope) -> None:
    """Take over what `with` binds."""
    if isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if isinstance(item.optional_vars, ast.Name) and isinstance(item.context_expr, ast.Call):
                scope.kinds[item.optional_vars.id] = call_kind(item.context_expr, item.context_expr.func, scope)


def _kind(value: ast.expr, draft: Draft, scope: Scope) -> str:
    match value:
        case ast.Call(func=func) as call:
            found = _of_call(call, func, draft, scope)
        case ast.Name(id=name):
            return scope.kind(name)
        case ast.Dict() if draft.activity in {"train", "tune"}:
            return PARAMETERS
        case ast.Constant() | ast.List() | ast.Dict() | ast.Set() | ast.JoinedStr() | ast.Tuple():
            return ""
        case _:
            found = ""
    if found == MODEL and draft.activity in TOOLS:
        return TOOL + draft.activity
    if draft.activity == "evaluate" and found == DATA:
        return METRIC
    if draft.weak and role_of(draft.activity) in {Role.PREPROCESSING, Role.EXPLORATION} and found in {"", DATA}:
        return DERIVED
    if not found and role_of(draft.activity) is Role.PREPROCESSING:
        return DATA
    return found or BY_ACTIVITY.get(draft.activity, "")


def _of_call(call: ast.Call, func: ast.expr, draft: Draft, scope: Scope) -> str:
    method = func.attr if isinstance(func, ast.Attribute) else dotted(func)
    if method in scope.classes:
        return OWN + method
    keras = any(k.arg in KERAS_ARGUMENTS for k in call.keywords)
    if method == "fit" and draft.activity == "train" and scope.kind_of(func) == MODEL and keras:
        return HISTORY
    found = call_kind(call, func, scope)
    return "" if found == FILE and draft.activity != "load" else found
