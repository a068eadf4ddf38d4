"""What an assignment is for: by its calls, by where it stores, by the form of its value."""

from __future__ import annotations

import ast

from nb2prod.facts.model import Call
from nb2prod.facts.walk import dotted, root_name
from nb2prod.roles.activities import STRENGTH
from nb2prod.roles.draft import LIKELY, LOW, MAYBE, Draft
from nb2prod.roles.metrics import is_handwritten_metric
from nb2prod.roles.parts import Part, collect
from nb2prod.roles.receivers import TOOLS
from nb2prod.roles.scope import DATA, DERIVED, METRIC, SUBMISSION, TOOL, Scope, is_seen
from nb2prod.roles.signals import Signal, drafted, signal, signals, strongest
from nb2prod.roles.values import SOFT, depends, is_tuned, special, tells, value_draft
from nb2prod.roles.vocabulary import WEAK

PIPELINES = frozenset({"Pipeline", "make_pipeline", "FeatureUnion", "make_union"})

TAKING = frozenset({"head", "tail", "sample"})
"""Calls that look at a part of data, and take it where it is bound to a name."""

ARRANGING = frozenset({"copy", "reset_index", "set_index", "sort_index", "sort_values", "rename_axis"})
"""Calls that bring data into another order or place and change nothing in it."""


def assignment(part: Part, value: ast.expr, scope: Scope) -> Draft:
    """Draft an assignment.

    Args:
        part: The statement.
        value: What it assigns.
        scope: What is known of names before it.
    """
    best = _deciding(part, value, scope)
    if part.stores:
        return _store(part, value, best, scope)
    if best is None or best.activity in {"configure", "compute"} or (best.activity in SOFT and is_tuned(part)):
        return value_draft(part, value, scope, best)
    return _bound(part, value, best, scope)


def _deciding(part: Part, value: ast.expr, scope: Scope) -> Signal | None:
    """The call that decides: a constructor over what it is given, else the strongest."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Attribute) and value.func.attr == "append" and part.binds:
            # What `append` of a list gives is nothing, so this one belongs to a frame.
            return Signal("join", STRENGTH["join"], "appends rows", name="append")
        if (tool := _transformers(value, scope)) is not None:
            return tool
        name = dotted(value.func)
        last = name.rpartition(".")[2]
        if last[:1].isupper() and (own := signal(Call(name, last, value), scope)) and own.activity != "make":
            return own
    found = signals(part, scope)
    best = strongest(found)
    if best is not None and best.activity in WEAK and found[0].activity == "inspect" and isinstance(value, ast.Call):
        return found[0]
    return best


def _transformers(value: ast.Call, scope: Scope) -> Signal | None:
    """A pipeline of nothing but transformers prepares data; `None` for any other value."""
    if dotted(value.func).rpartition(".")[2] not in PIPELINES:
        return None
    steps = Part(ast.Expr(value))
    for argument in (*value.args, *(keyword.value for keyword in value.keywords)):
        inner = collect(ast.Expr(argument))
        if not all(scope.kinds.get(name, "").startswith(TOOL) for name in inner.reads - scope.imports.keys()):
            return None
        steps.calls += inner.calls
    found = signals(steps, scope)
    return strongest(found) if found and all(one.activity in TOOLS for one in found) else None


def _bound(part: Part, value: ast.expr, best: Signal, scope: Scope) -> Draft:
    if best.activity in WEAK and (known := tells(part, "takes") or special(part, value, scope)) is not None:
        return known
    if best.activity in {"inspect", "make"} and any(is_seen(scope, name, METRIC) for name in part.reads):
        return Draft("evaluate", MAYBE, ["calculates with a measured value"], weak=True)
    if best.activity == "inspect" and (best.name in TAKING or part.binds & part.reads):
        text = f"takes a part of {root_name(value)}" if isinstance(value, ast.Subscript) else best.text
        return Draft("filter", LIKELY, [text], weak=depends(part, "filter", scope))
    found = drafted(best)
    found.weak = depends(part, best.activity, scope)
    if found.weak and best.activity == "inspect":
        found.confidence = MAYBE
    if (
        best.activity in {"train", "split"}
        and isinstance(value, ast.Call)
        and dotted(value.func).rpartition(".")[2][:1].isupper()
    ):
        found.weak = True
    if best.name in ARRANGING or _is_empty_frame(value):
        found.confidence = MAYBE if part.binds & part.reads and not found.weak else LOW
    return found


def _is_empty_frame(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=func, args=[], keywords=keywords) if {k.arg for k in keywords} <= {
            "columns",
            "index",
            "dtype",
        }:
            return dotted(func).rpartition(".")[2] in {"DataFrame", "Series", "copy"}
    return False


def _store(part: Part, value: ast.expr, best: Signal | None, scope: Scope) -> Draft:
    target = part.stores[0]
    root = root_name(target)
    name = dotted(target)
    if root in scope.imports:
        return Draft("configure", LIKELY, [f"sets {name or root}"])
    if best is not None and best.activity not in WEAK | {"compute", "configure", "load", "evaluate"}:
        return drafted(best)
    if best is not None and best.activity == "load" and isinstance(value, ast.Call | ast.Subscript):
        return drafted(best)
    kind = scope.kind(root) if root else ""
    if kind == SUBMISSION and any(root_name(n) == root for n in ast.walk(value) if isinstance(n, ast.Name)):
        kind = DATA
    known = _store_by_kind(kind, root)
    if known is not None:
        return known
    if isinstance(target, ast.Attribute) and target.attr in {"columns", "index"}:
        return Draft("rename", LIKELY, [f"names the {target.attr} of {root}"])
    if (best is not None and best.activity == "evaluate") or is_handwritten_metric(value, part.reads, scope):
        return Draft("evaluate", MAYBE, [best.text if best else "compares predictions with what is true"])
    silent = best is None or best.activity in SOFT | {"configure", "load"}
    return Draft(
        "engineer" if best is None or silent else best.activity,
        LIKELY,
        [f"stores into {root}" + ("" if best is None or silent else f", {best.text}")],
        weak=kind == DERIVED,
        stored=True,
    )


def _store_by_kind(kind: str, root: str) -> Draft | None:
    match kind:
        case "submission":
            return Draft("submit", LIKELY, [f"fills {root}, a submission"])
        case "figure":
            return Draft("plot", LIKELY, [f"changes figure {root}"])
        case "model" | "search":
            return Draft("train", MAYBE, [f"sets up {root}, a model"])
        case "hyperparameters":
            return Draft("train", MAYBE, [f"sets a hyperparameter in {root}"])
    return None
