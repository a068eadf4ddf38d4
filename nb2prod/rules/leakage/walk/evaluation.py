"""Cross-validation by a function."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.history import ScoreKind
from nb2prod.rules.leakage.model import Part, SplitKind
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, Data
from nb2prod.rules.leakage.walk.fitting import inner_side
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Thing, data_of, sample_of
from nb2prod.rules.leakage.walk.vocabulary import Kind


def cross_validate(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """A model is fitted on some folds and scored on the others."""
    model = arguments.get(0, "estimator")
    sample = sample_of(arguments.get(1, "X"), arguments.text(1, "X"))
    if not sample.rows:
        return Box()
    estimator = model if isinstance(model, Estimator) else None
    name = estimator.name if estimator else arguments.text(0, "estimator")
    part = Part(machine.split(node, SplitKind.FOLDS), "test")
    fresh = machine.estimator(name, estimator.kind if estimator else Kind.UNKNOWN)
    training = machine.train(fresh, machine.place(node), inner_side(sample, part, "train"))
    position = machine.score(training, machine.place(node), inner_side(sample, part, "test"), ScoreKind.CROSS_VALIDATED)
    data = data_of(arguments.get(1, "X"))
    return Box(Data(rows=data.rows, fits=data.all_fits, columns=NO_COLUMNS)._replace(predicted=frozenset({position})))
