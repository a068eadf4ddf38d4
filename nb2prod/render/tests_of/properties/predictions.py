"""Predictions and scores: one for each sample, of classes that the model knows, within their bounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim, straight

_SHARES = frozenset(
    "accuracy_score balanced_accuracy_score precision_score recall_score f1_score roc_auc_score jaccard_score "
    "average_precision_score adjusted_mutual_info_score normalized_mutual_info_score".split()
)
_ERRORS = frozenset(
    "mean_squared_error mean_absolute_error median_absolute_error log_loss mean_squared_log_error max_error".split()
)
_METRICS = "sklearn.metrics."


def predictions(case: Case) -> Iterator[Claim]:
    """Claim what must hold of predictions and scores that a step gives.

    Args:
        case: The step.

    Yields:
        A claim for each.
    """
    for statement in straight(case.node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                if name in case.results and case.stores(name) == 1 and name not in case.changed:
                    yield from _of_call(name, call, case)


def _of_call(name: str, call: ast.Call, case: Case) -> Iterator[Claim]:
    metric = case.qualified(call.func)
    match call.func:
        case ast.Attribute(value=model, attr="predict") if len(call.args) == 1 and not call.keywords:
            yield from _prediction(name, model, call.args[0], case)
    short = metric.removeprefix(_METRICS)
    if metric.startswith(_METRICS) and not any(k.arg in ("average", "multioutput", "adjusted") for k in call.keywords):
        if short in _SHARES:
            yield Claim(f"gives `{name}` as a share", (f"assert 0 <= {name} <= 1",))
        elif short in _ERRORS:
            yield Claim(f"gives `{name}` as an error", (f"assert {name} >= 0",))


def _prediction(name: str, model: ast.expr, data: ast.expr, case: Case) -> Iterator[Claim]:
    samples, predictor = case.expression(data), case.expression(model)
    kind = next((p.guess.type for p in case.function.parameters if p.name == predictor), "")
    if not samples or not kind.startswith("sklearn."):
        return
    lines = [f"assert len({name}) == len({samples})"]
    if "Classifier" in kind or kind.endswith(("SVC", "NB", "LogisticRegression")):
        lines.append(f"assert set({name}) <= set({predictor}.classes_)")
    yield Claim("predicts each sample", tuple(lines))
