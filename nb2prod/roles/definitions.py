"""What a function or class is for: by its body, its bases and its name."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from nb2prod.facts.scopes import parameters
from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import dotted
from nb2prod.roles.combine import activities, merged, primary
from nb2prod.roles.draft import LIKELY, MAYBE, Draft
from nb2prod.roles.parts import BLOCKS, Part, blocks_of
from nb2prod.roles.patterns import activity_of_class, activity_of_function
from nb2prod.roles.scope import METRIC, Scope, is_seen

Drafter = Callable[[Sequence[ast.stmt], Scope], tuple[list[Draft], list[Part]]]
Function = ast.FunctionDef | ast.AsyncFunctionDef

BASES: dict[str, str] = {
    **dict.fromkeys(
        ("Module", "Model", "Layer", "LightningModule", "Callback", "ClassifierMixin", "RegressorMixin"), "train"
    ),
    **dict.fromkeys(("BaseEstimator", "TransformerMixin"), "engineer"),
    **dict.fromkeys(("Dataset", "Sequence", "IterableDataset"), "make"),
}
"""What a class is for, by the last name of a base."""

FITTING = frozenset({"train", "tune"})

VAGUE = frozenset({"make", "engineer", "filter", "compute", "inspect", "replace", "configure", ""})

LOCAL = frozenset({"make", "engineer", "filter", "join", "replace"})
"""What a function may do to values of its own only to show them."""

SHOWN = VAGUE | {"plot", "predict"}
"""What a function that is named after a measure may do beside measuring."""


def draft_definition(node: Function | ast.ClassDef, scope: Scope, draft_block: Drafter) -> Draft:
    """Draft a definition; the scope learns what a call of it is for.

    Args:
        node: The definition.
        scope: What is known of names.
        draft_block: Drafts the statements of its body.
    """
    local = Scope(
        scope.knowledge,
        dict(scope.imports),
        dict(scope.functions),
        dict(scope.kinds),
        classes=scope.classes,
    )
    scope.functions[node.name] = ""
    if isinstance(node, ast.ClassDef):
        draft = _class(node, local, draft_block)
        scope.classes.add(node.name)
        _learn_methods(node, local, scope)
    else:
        for parameter in parameters(node.args):
            local.kinds.pop(parameter.arg, None)
            local.imports.pop(parameter.arg, None)
        draft = _function(node, local, draft_block)
    scope.functions[node.name] = draft.activity
    scope.kinds.pop(node.name, None)
    draft.definition = True
    draft.weak = False
    return draft


def _class(node: ast.ClassDef, scope: Scope, draft_block: Drafter) -> Draft:
    methods = merged(
        [draft_definition(inner, scope, draft_block) for inner in node.body if isinstance(inner, Function)]
    )
    for base in node.bases:
        last = dotted(base).rpartition(".")[2]
        activity = BASES.get(last) or scope.functions.get(last) or activity_of_class(last)
        if activity:
            return Draft(activity, LIKELY, [f"derives from {dotted(base)}"], parts=methods.parts)
    return _by_convention(node) or methods


def _by_convention(node: ast.ClassDef) -> Draft | None:
    """Whatever can be fitted is an estimator, or a transformer, with or without a base that says so."""
    names = {inner.name for inner in node.body if isinstance(inner, Function)}
    if not names & {"fit", "train"}:
        return None
    if names & {"predict", "predict_proba"}:
        return Draft("train", LIKELY, [f"{node.name} can be fitted and predicts"])
    return Draft("engineer", LIKELY, [f"{node.name} can be fitted and transforms"]) if "transform" in names else None


def _learn_methods(node: ast.ClassDef, local: Scope, scope: Scope) -> None:
    for inner in node.body:
        if isinstance(inner, Function):
            scope.functions[f"{node.name}.{inner.name}"] = local.functions.get(inner.name, "")


def _function(node: Function, scope: Scope, draft_block: Drafter) -> Draft:
    """A function is for what its body does; one that shows what it computes is for showing."""
    drafts, _ = draft_block(node.body, scope)
    inside = activities(drafts)
    named = activity_of_function(node.name)
    best = primary(drafts)
    returns = _gives_back(node)
    if returns and not FITTING.intersection(inside) and _measures(node, scope):
        return Draft("evaluate", LIKELY, ["returns a measured value"], parts=inside)
    if named and (named in inside or best is None or (named == "evaluate" and best.activity in SHOWN)):
        return Draft(named, LIKELY if inside else MAYBE, [f"{node.name} says so"], parts=inside)
    if "evaluate" in inside and not returns and not FITTING.intersection(inside):
        return Draft("evaluate", LIKELY, ["its body measures and returns nothing"], parts=inside)
    if "plot" in inside and not returns and not {"train", "tune", "save"}.intersection(inside):
        return Draft("plot", LIKELY, ["its body plots and returns nothing"], parts=inside)
    if best is not None and best.activity in LOCAL and not returns and _ends_showing(node, drafts):
        return Draft("inspect", LIKELY, ["its body shows what it makes and returns nothing"], parts=inside)
    if best is None or best.confidence < MAYBE:
        return Draft("engineer", MAYBE, ["computes what it returns"], parts=inside) if returns else merged(drafts)
    if best.activity == "inspect" and returns and "plot" not in inside:
        return Draft("engineer", MAYBE, ["computes what it returns"], parts=inside)
    return Draft(best.activity, best.confidence, [f"its body: {text}" for text in best.evidence[:2]], parts=inside)


def _ends_showing(node: Function, drafts: Sequence[Draft]) -> bool:
    """Whether a function ends with showing something and stores into nothing that its caller could see."""
    if not drafts or drafts[-1].activity != "inspect":
        return False
    return not any(
        isinstance(inner, ast.Global | ast.Nonlocal)
        or (isinstance(inner, ast.Attribute | ast.Subscript) and not isinstance(inner.ctx, ast.Load))
        or (isinstance(inner, ast.keyword) and inner.arg == "inplace")
        for inner in descendants(node)
    )


def _measures(node: Function, scope: Scope) -> bool:
    """Whether all that a function returns are values that its body measured."""
    for statement in node.body:
        if isinstance(statement, ast.Return) and statement.value is not None:
            value = statement.value
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            return all(_is_measured(part, scope) for part in parts)
    return False


def _is_measured(value: ast.expr, scope: Scope) -> bool:
    return any(isinstance(node, ast.Name) and is_seen(scope, node.id, METRIC) for node in descendants(value))


def _gives_back(node: Function) -> bool:
    """Whether a function returns a value."""
    return any(_returns(statement) for statement in node.body)


def _returns(node: ast.stmt) -> bool:
    if isinstance(node, ast.Return):
        return node.value is not None
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Yield | ast.YieldFrom)
    return isinstance(node, BLOCKS) and any(_returns(inner) for block in blocks_of(node) for inner in block)
