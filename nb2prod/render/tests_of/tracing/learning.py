"""What scikit-learn gives: shapes of its data sets, of splits, of predictions."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.render.tests_of.tracing.grid import Grid, UnfitError, from_nested

Named = Mapping[str, object]
DATA_SETS: Mapping[str, tuple[int, int]] = {
    "load_iris": (150, 4),
    "load_digits": (1797, 64),
    "load_wine": (178, 13),
    "load_breast_cancer": (569, 30),
    "load_diabetes": (442, 10),
}
"""Samples and features of the data sets that come with scikit-learn."""


@dataclass(frozen=True, slots=True)
class Bunch:
    """A data set of scikit-learn.

    Attributes:
        data: The features.
        target: The label of each sample.
    """

    data: Grid
    target: Grid


@dataclass(frozen=True, slots=True)
class Estimator:
    """An estimator.

    Attributes:
        kind: Its class.
        options: What it is made with, by name.
    """

    kind: str
    options: Mapping[str, object]


_SAME_SHAPE = frozenset({"StandardScaler", "MinMaxScaler", "MaxAbsScaler", "RobustScaler", "Normalizer"})
_REDUCING = frozenset("PCA KernelPCA TruncatedSVD NMF TSNE Isomap FastICA LocallyLinearEmbedding".split())


def call_sklearn(name: str, given: Sequence[object], named: Named) -> object:
    """What a function or class of scikit-learn gives.

    Args:
        name: Its qualified name.
        given: Arguments by position.
        named: Arguments by name.

    Raises:
        UnfitError: That isn't known.
    """
    short = name.rpartition(".")[2]
    if name.startswith("sklearn.datasets."):
        return _data_set(short, given, named)
    if short == "train_test_split":
        return [part for value in given for part in _split(from_nested(value), named)]
    if short[:1].isupper():
        return Estimator(short, named)
    raise UnfitError


def _data_set(short: str, given: Sequence[object], named: Named) -> object:
    if short in DATA_SETS and not given and not named.keys() - {"return_X_y"}:
        rows, columns = DATA_SETS[short]
        parts = Grid((rows, columns)), Grid((rows,))
        return list(parts) if named.get("return_X_y") is True else Bunch(*parts)
    rows = named.get("n_samples", given[0] if given else 100)  # type: ignore[assignment]
    if not isinstance(rows, int):
        raise UnfitError
    features = {"make_blobs": 2, "make_moons": 2, "make_circles": 2, "make_classification": 20, "make_regression": 100}
    if short not in features or len(given) > 1 or named.get("coef") or named.get("return_centers"):
        raise UnfitError
    columns = named.get("n_features", features[short])  # type: ignore[assignment]
    centers = named.get("centers")
    if not isinstance(columns, int) or not (centers is None or isinstance(centers, int)):
        raise UnfitError
    if named.get("n_targets", 1) != 1:
        raise UnfitError
    return [Grid((rows, columns)), Grid((rows,))]


def _split(value: Grid, named: Named) -> list[Grid]:
    """Rows of training and of test, as `train_test_split` counts them."""
    size = named.get("test_size", 0.25)
    if named.get("train_size") is not None or not value.shape or not isinstance(size, int | float):
        raise UnfitError
    rows = value.shape[0]
    test = size if isinstance(size, int) else math.ceil(size * rows)
    return [Grid((rows - test, *value.shape[1:])), Grid((test, *value.shape[1:]))]


def estimator_method(value: Estimator, name: str, given: Sequence[object], fit: Callable[[object], Grid]) -> object:
    """What a method of an estimator gives.

    Args:
        value: The estimator.
        name: The method.
        given: Arguments by position.
        fit: Takes an argument for an array.

    Raises:
        UnfitError: That isn't known.
    """
    if name == "fit":
        return value
    rows = fit(given[0]).shape
    match name:
        case "fit_transform" | "transform" if value.kind in _SAME_SHAPE:
            return Grid(rows)
        case "fit_transform" | "transform" if value.kind in _REDUCING:
            count = value.options.get("n_components")
            if isinstance(count, int) and not isinstance(count, bool):
                return Grid((rows[0], count))
    raise UnfitError
