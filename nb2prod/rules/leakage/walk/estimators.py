"""Methods of estimators: what they learn, what they give, what that is measured on."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.history import ScoreKind
from nb2prod.rules.leakage.model import Fits, SplitKind
from nb2prod.rules.leakage.rows import DELIBERATE, overlap, separating
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, Data, touched
from nb2prod.rules.leakage.walk.fitting import fit, fit_transform, learn
from nb2prod.rules.leakage.walk.learning import copied
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Items, Thing, data_of, sample_of
from nb2prod.rules.leakage.walk.splitting import folds
from nb2prod.rules.leakage.walk.vocabulary import Kind

X_NAMES = ("X", "x", "data", "dataset", "X_test", "generator", "test_data", "documents", "raw_documents", "texts")

SAME = frozenset(
    "to cuda cpu half float double clone set_params eval train compile set_output requires_grad_ build".split()
)
"""Methods that give the estimator itself, or nothing."""


def method_of_estimator(
    machine: Machine, node: ast.Call, estimator: Estimator, method: str, arguments: Arguments
) -> Thing:
    """What a method of an estimator gives."""
    if method in SAME and not (method == "train" and arguments.data and data_of(arguments.get(0, *X_NAMES)).rows):
        return estimator
    handler = METHODS.get(method)
    if handler is not None:
        return handler(machine, node, estimator, arguments)
    return Box(touched(_union(arguments), Data(fits=estimator.fits)))


def _union(arguments: Arguments) -> Data:
    return next((data for data in arguments.data if data.rows), Data())


def apply_estimator(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    """Call an estimator: a layer applied to data, a network that makes a forward pass."""
    data = data_of(arguments.get(0, *X_NAMES))
    if estimator.kind is Kind.NETWORK and data.rows:
        return _forward(machine, node, estimator, arguments)
    return Box(touched(data, Data(fits=estimator.fits)))


def _forward(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    given = arguments.get(0, *X_NAMES)
    position = machine.forward(estimator, node, sample_of(given, arguments.text(0, *X_NAMES)))
    return Box(data_of(given)._replace(predicted=frozenset({position}), columns=NO_COLUMNS))


def _transform(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    given = data_of(arguments.get(0, *X_NAMES))
    flat = given._replace(fits=given.all_fits, columns=NO_COLUMNS)
    return Box(touched(flat, Data(fits=_in_sample(estimator.fits, given))))


def _in_sample(fits: Fits, data: Data) -> Fits:
    """What was learned, without what a split set apart from the data: that tells rows nothing of themselves."""
    return frozenset(
        fit
        for fit in fits
        if overlap(fit.rows, data.rows) or not DELIBERATE.issuperset(s.kind for s in separating(fit.rows, data.rows))
    )


def _predict(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    given = arguments.get(0, *X_NAMES)
    data = data_of(given)
    positions = _meet(machine, node, estimator, arguments, ScoreKind.PREDICTED)
    flat = data._replace(fits=data.all_fits, columns=NO_COLUMNS)
    return Box(touched(flat, Data(fits=_in_sample(estimator.fits, data)))._replace(predicted=positions))


def _score(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    _meet(machine, node, estimator, arguments, ScoreKind.SCORED)
    return Box()


def _meet(
    machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments, kind: ScoreKind
) -> frozenset[int]:
    given = arguments.get(0, *X_NAMES)
    sample = sample_of(given, arguments.text(0, *X_NAMES))
    if estimator.training is None or not sample.rows:
        return frozenset()
    return frozenset({machine.score(estimator.training, machine.place(node), sample, kind)})


def _resample(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    given = [data_of(thing) for thing in arguments.all]
    if estimator.kind is not Kind.SAMPLER:
        return Items([Box(data) for data in given])
    what = f"{estimator.name}.{_attr(node)}"
    return Items([Box(data._replace(copies=copied(machine, node, data, what))) for data in given])


def _attr(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else "__call__"


def _fit_predict(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    learn(machine, node, estimator, arguments)
    return _transform(machine, node, estimator, arguments)


def _folds(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    if estimator.kind is not Kind.SPLITTER:
        return Box()
    data = data_of(arguments.get(0, *X_NAMES))
    split = machine.split(node, SplitKind.FOLDS)
    if data.rows:
        machine.splits.append((split, sample_of(arguments.get(0, *X_NAMES), arguments.text(0, *X_NAMES))))
    return folds(split, data)


METHODS: dict[str, Callable[[Machine, ast.Call, Estimator, Arguments], Thing]] = {
    "fit": fit,
    "train": fit,
    "fit_generator": fit,
    "fit_on_texts": fit,
    "fit_on_sequences": fit,
    "adapt": fit,
    "partial_fit": fit,
    "train_on_batch": fit,
    "fit_transform": fit_transform,
    "fit_predict": _fit_predict,
    "fit_resample": _resample,
    "fit_sample": _resample,
    "transform": _transform,
    "inverse_transform": _transform,
    "texts_to_sequences": _transform,
    "texts_to_matrix": _transform,
    "doc2bow": _transform,
    "get_feature_names_out": _transform,
    "predict": _predict,
    "predict_proba": _predict,
    "predict_log_proba": _predict,
    "predict_classes": _predict,
    "predict_generator": _predict,
    "predict_on_batch": _predict,
    "decision_function": _predict,
    "forward": _forward,
    "score": _score,
    "evaluate": _score,
    "evaluate_generator": _score,
    "test_on_batch": _score,
    "split": _folds,
}
"""Methods of estimators that matter."""
