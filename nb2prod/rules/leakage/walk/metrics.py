"""Metrics: predictions are compared with what is true."""

from __future__ import annotations

import ast
import re

from nb2prod.rules.leakage.history import ScoreKind
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_DATA, Data
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Thing, data_of, sample_of

METRIC = re.compile(
    r"(_score|_error|_loss|_report|confusion_matrix|_curve|_at_k|accuracy|rmse|rmsle|mse|mae|mape|auc|f1|precision|recall)$|"
    r"^(accuracy|confusion|classification_report|plot_confusion|plot_roc|r2|rmse|mae|mape)",
    re.I,
)
"""How metrics are named."""

NOT_METRICS = frozenset({"cross_val_score", "learning_curve", "validation_curve", "permutation_test_score"})
CLASS_METHODS = frozenset({"from_estimator", "from_predictions"})


def is_metric(machine: Machine, path: str, name: str) -> bool:
    """Whether a function measures predictions."""
    if name in NOT_METRICS or path.startswith(("torch.nn", "keras.losses", "tensorflow.keras.losses")):
        return False
    return name in CLASS_METHODS or bool(METRIC.search(name))


def measure(machine: Machine, node: ast.Call, name: str, arguments: Arguments) -> Thing:
    """Note what is measured: predictions, or a model with data."""
    for data in arguments.data:
        machine.judged(data)
    first = arguments.get(0, "estimator", "model")
    if isinstance(first, Estimator) and first.training is not None:
        sample = sample_of(arguments.get(1, "X"), arguments.text(1, "X"))
        if sample.rows:
            machine.score(first.training, machine.place(node), sample, ScoreKind.SCORED)
    fits = NO_DATA.fits.union(*[data_of(thing).all_fits for thing in arguments.all])
    predicted = NO_DATA.predicted.union(*[data_of(thing).predicted for thing in arguments.all])
    return Box(Data(fits=fits, predicted=predicted))
