"""A simple statement's purpose by its form and its calls."""

from __future__ import annotations

import ast

from nb2prod.facts.walk import dotted, root_name
from nb2prod.roles.assignments import ARRANGING, assignment
from nb2prod.roles.draft import FAINT, LIKELY, LOW, Draft
from nb2prod.roles.metrics import is_handwritten_metric
from nb2prod.roles.parts import Part, inplace
from nb2prod.roles.scope import DATA, DERIVED, FIGURE, LOADED, METRIC, Scope, is_seen
from nb2prod.roles.signals import Signal, drafted, receiver_kind, signals, strongest
from nb2prod.roles.values import tells, value_draft
from nb2prod.roles.vocabulary import NEUTRAL_CALLS, SHOWING, WEAK

CHANGING = frozenset({"append", "extend", "insert", "pop", "update", "add", "remove", "drop", "adapt", "partial_fit"})
"""Methods that are called for what they do to their receiver, or meant so: `df.drop(…)` on a line of its own."""


def simple(part: Part, scope: Scope) -> Draft:
    """Draft the purpose of a statement without statements inside.

    Args:
        part: What it calls, reads and binds.
        scope: What is known of names before it.
    """
    node = part.node
    match node:
        case ast.Expr(value=ast.Constant()):
            return Draft("")
        case ast.Expr(value=value):
            return _expression(part, value, scope)
        case ast.Return(value=ast.expr() as value):
            return _returned(part, value, scope)
        case ast.Assign(value=value) | ast.AugAssign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return assignment(part, value, scope)
        case ast.Delete():
            return _delete(part)
        case ast.Assert():
            return Draft("inspect", FAINT, ["asserts"])
    return Draft("")


def _expression(part: Part, value: ast.expr, scope: Scope) -> Draft:
    if isinstance(value, ast.Await | ast.YieldFrom) or (isinstance(value, ast.Yield) and value.value is not None):
        value = value.value  # type: ignore[assignment]
    best = strongest(signals(part, scope))
    if not isinstance(value, ast.Call):
        return _shown(part, value, best, scope, word="shows")
    name = dotted(value.func)
    if name in SHOWING:
        return _shown(part, value, best, scope, word="prints" if name == "print" else "displays")
    if best is None or best.activity == "compute":
        return _silent_call(part, value, scope)
    if best.activity in WEAK and not best.own and not _changes_receiver(part, value):
        return _shown(part, value, best, scope, word="shows")
    found = drafted(best)
    found.weak = best.activity in WEAK and scope.kind_of(value.func) == DERIVED
    found.stored = best.activity in WEAK
    if best.name in ARRANGING:
        found.confidence = LOW
    return found


def _changes_receiver(part: Part, value: ast.Call) -> bool:
    """Whether a call whose result is not kept still does something to data."""
    if any(inplace(call.node) for call in part.calls):
        return True
    return isinstance(value.func, ast.Attribute) and (
        value.func.attr in CHANGING or value.func.attr.startswith(("set_", "fit"))
    )


def _shown(part: Part, value: ast.expr, best: Signal | None, scope: Scope, *, word: str) -> Draft:
    """A value that is only looked at."""
    if best is not None and best.activity not in WEAK and best.activity not in {"split", "configure", "compute"}:
        return drafted(best)
    told = _told(part, value, scope)
    if told is not None:
        return told
    names = sorted(part.reads - NEUTRAL_CALLS - scope.imports.keys())
    return Draft("inspect", LIKELY if names else FAINT, [f"{word} {', '.join(names[:3]) or 'text'}"])


def _told(part: Part, value: ast.expr, scope: Scope) -> Draft | None:
    """Looking at results: scores, importances, what a search found."""
    told = tells(part, "shows")
    if told is not None:
        return told
    if is_handwritten_metric(value, part.reads, scope):
        return Draft("evaluate", LIKELY, ["compares predictions with what is true"])
    measured = sorted(name for name in part.reads if is_seen(scope, name, METRIC))
    return Draft("evaluate", LIKELY, [f"shows {measured[0]}, a measured value"]) if measured else None


def _silent_call(part: Part, value: ast.Call, scope: Scope) -> Draft:
    """A call that no table and no convention knows."""
    told = _told(part, value, scope)
    if told is not None:
        return told
    func = value.func
    if isinstance(func, ast.Attribute):
        if scope.kind_of(func.value) == FIGURE:
            return Draft("plot", LIKELY, [f"works on figure {root_name(func.value)}"])
        if func.attr in CHANGING | {"setdefault"}:
            return Draft("make", FAINT, [f"fills {root_name(func.value)}"], weak=True, setting=True)
        if receiver_kind(func.value, scope) in {LOADED, DATA, DERIVED}:
            return Draft("inspect", LOW, [f"shows {root_name(func.value)}"])
    name = dotted(func)
    if name in NEUTRAL_CALLS or name.partition(".")[0] in scope.imports:
        shown = sorted(part.reads - NEUTRAL_CALLS - scope.imports.keys())
        about = ", ".join(shown[:3]) or name
        return Draft("inspect", LOW if name in NEUTRAL_CALLS else FAINT, [f"shows {about}"])
    return Draft("", 0.0, [f"{name or 'call'} is not known"])


def _returned(part: Part, value: ast.expr, scope: Scope) -> Draft:
    if isinstance(value, ast.Name | ast.Constant):
        return Draft("")
    best = strongest(signals(part, scope))
    return drafted(best) if best is not None and best.activity != "compute" else value_draft(part, value, scope, None)


def _delete(part: Part) -> Draft:
    node = part.node
    if isinstance(node, ast.Delete) and any(isinstance(t, ast.Subscript | ast.Attribute) for t in node.targets):
        return Draft("delete", LIKELY, [f"deletes a part of {min(part.changes, default='data')}"])
    return Draft("", FAINT, ["deletes names"])
