"""Fitting an estimator: what it learns, and what it is validated on at once."""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.rules.leakage.history import Sample, ScoreKind, Told, Training
from nb2prod.rules.leakage.model import Fits, Part, SplitKind, Strength
from nb2prod.rules.leakage.rows import narrow
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.columns import tell_target
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, Data, touched
from nb2prod.rules.leakage.walk.learning import learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Items, Named, Thing, data_of, sample_of
from nb2prod.rules.leakage.walk.splitting import with_rows
from nb2prod.rules.leakage.walk.vocabulary import Kind, strength_of

X_NAMES = (
    "X",
    "x",
    "data",
    "dataset",
    "generator",
    "train_data",
    "dtrain",
    "documents",
    "raw_documents",
    "texts",
    "train_set",
)
PURE = frozenset({Kind.TRANSFORMER, Kind.STATELESS, Kind.SAMPLER, Kind.SPLITTER})
"""Kinds whose fitting is no training of a model."""


def is_model(estimator: Estimator) -> bool:
    """Whether fitting it trains a model."""
    if estimator.kind is Kind.PIPELINE and estimator.parts:
        return is_model(estimator.parts[-1])
    return estimator.kind not in PURE


def fit(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    """Fit an estimator. What is no estimator for sure counts as a model."""
    learn(machine, node, estimator, arguments)
    if not is_model(estimator):
        return estimator
    given = arguments.get(0, *X_NAMES)
    sample = sample_of(given, arguments.text(0, *X_NAMES))
    inner = _inner_split(machine, node, estimator, arguments)
    seen = inner_side(sample, inner, "train")
    training = machine.train(estimator, machine.place(node), seen)
    if not _chooses_columns(estimator):
        _look_for_target(machine, training, data_of(given), data_of(arguments.get(1, "y", "Y")))
    if inner is not None:
        kind = ScoreKind.SEARCHED if estimator.kind is Kind.SEARCH else ScoreKind.VALIDATED
        machine.score(training, machine.place(node), inner_side(sample, inner, "test"), kind)
    _validate(machine, node, estimator, arguments)
    return estimator if estimator.kind is not Kind.NETWORK else Box()


def _chooses_columns(estimator: Estimator) -> bool:
    """Whether an estimator may leave out columns that it is given."""
    by_name = estimator.name in {"ColumnTransformer", "make_column_transformer", "DataFrameMapper"}
    unknown = estimator.kind in {Kind.UNKNOWN, Kind.STATELESS}
    return by_name or unknown or any(map(_chooses_columns, estimator.parts))


def _look_for_target(machine: Machine, training: Training, features: Data, target: Data) -> None:
    """Note columns of the features that tell the target."""
    if features.table is None or not features.rows or features.rows != target.rows:
        return
    names = frozenset({target.name}) if target.name else target.made_of
    itself, derived = tell_target(features.table, names)
    if itself or derived:
        machine.told.append(Told(training, itself, derived))


def inner_side(sample: Sample, split: Part | None, side: str) -> Sample:
    """One side of a split that the fitting makes by itself."""
    return replace(sample, rows=narrow(sample.rows, Part(split.split, side))) if split else sample


def _inner_split(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Part | None:
    if estimator.kind is Kind.SEARCH or "validation_split" in arguments.keywords:
        return Part(machine.split(node, SplitKind.INTERNAL), "test")
    return None


def _validate(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> None:
    """Data that it looks at while it is fitted, to stop early or to report."""
    for name in ("validation_data", "eval_set", "evals", "valid_sets"):
        given = arguments.keywords.get(name)
        held = given.values[0] if isinstance(given, Items) and given.values else given
        held = held.values[0] if isinstance(held, Items) and held.values else held
        sample = sample_of(held, name)
        if sample.rows and estimator.training is not None:
            machine.score(estimator.training, machine.place(node), sample, ScoreKind.VALIDATED)


def learn(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> None:
    """Let an estimator learn from what it is given."""
    strength = strength_in(estimator)
    if strength is None:
        return
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    data = given_data(machine, arguments)
    fits = learned(machine, node, data, f"{estimator.name}.{method}".rstrip("."), strength)
    estimator.fits = estimator.fits | fits if method == "partial_fit" else fits
    for part in estimator.parts:
        part.fits = fits


def strength_in(estimator: Estimator) -> Strength | None:
    """How much an estimator learns; `None` if it learns nothing."""
    match estimator.kind:
        case Kind.STATELESS | Kind.SPLITTER | Kind.SAMPLER:
            return None
        case Kind.PIPELINE if estimator.parts:
            found = [strength_in(part) for part in estimator.parts]
            return next((s for s in Strength if s in found), None)
        case Kind.TRANSFORMER if estimator.switches.get("strategy") == "constant":
            return None
    return strength_of(estimator.name)


def fit_transform(machine: Machine, node: ast.Call, estimator: Estimator, arguments: Arguments) -> Thing:
    """Fit a transformer and apply it to the same rows."""
    learn(machine, node, estimator, arguments)
    return Box(applied(given_data(machine, arguments), estimator.fits))


def given_data(machine: Machine, arguments: Arguments) -> Data:
    """The data that an estimator is given: what nobody knows has rows of its own."""
    given = arguments.get(0, *X_NAMES)
    if isinstance(given, Named) and arguments.nodes:
        return with_rows(machine, arguments.nodes[0], given)
    return data_of(given)


def applied(data: Data, fits: Fits) -> Data:
    """Data after something that learned was applied to all of its columns."""
    return touched(data._replace(fits=data.all_fits, columns=NO_COLUMNS, labels=False), Data(fits=fits))
