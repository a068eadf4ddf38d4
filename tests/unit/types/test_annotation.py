"""How types are written."""

from __future__ import annotations

import pytest

from nb2prod.types import Annotation, TypeGuess, TypeSource, annotation_of
from tests.unit.types.support import knowledge

PANDAS = "import pandas as pd"
NUMPY = "import numpy as np"
ITERATOR = "from collections.abc import Iterator"


@pytest.mark.parametrize(
    ("kind", "text", "imports"),
    [
        ("int", "int", ()),
        ("none", "None", ()),
        ("pandas.DataFrame", "pd.DataFrame", (PANDAS,)),
        ("numpy.ndarray", "np.ndarray", (NUMPY,)),
        ("numpy.ndarray[matplotlib.axes.Axes]", "np.ndarray", (NUMPY,)),
        ("list[str]", "list[str]", ()),
        ("list[pandas.DataFrame]", "list[pd.DataFrame]", (PANDAS,)),
        ("dict[str, list[int]]", "dict[str, list[int]]", ()),
        ("dict[str, ?]", "dict", ()),
        ("tuple[pandas.DataFrame, numpy.ndarray]", "tuple[pd.DataFrame, np.ndarray]", (NUMPY, PANDAS)),
        ("tuple[int, ?]", "tuple", ()),
        ("pandas.DataFrame | none", "pd.DataFrame | None", (PANDAS,)),
        ("iterator[int]", "Iterator[int]", (ITERATOR,)),
        ("generator[?]", "Iterator", (ITERATOR,)),
        (
            "sklearn.ensemble.RandomForestClassifier",
            "RandomForestClassifier",
            ("from sklearn.ensemble import RandomForestClassifier",),
        ),
        ("Customer", "Customer", ()),
        ("foreign.Model", "Model", ("from foreign import Model",)),
    ],
)
def test_annotation(kind: str, text: str, imports: tuple[str, ...]) -> None:
    found = annotation_of(TypeGuess(kind, TypeSource.TABLE, 0.9), knowledge())

    assert found == Annotation(text, imports)


@pytest.mark.parametrize(
    "guess",
    [
        TypeGuess(),
        TypeGuess("pandas.DataFrame", TypeSource.CONVENTION, 0.5),
        TypeGuess("foreign._hidden.Model", TypeSource.TABLE, 1.0),
        TypeGuess("foreign.model", TypeSource.TABLE, 1.0),
        TypeGuess("list[", TypeSource.TABLE, 1.0),
    ],
)
def test_no_annotation_is_better_than_a_wrong_one(guess: TypeGuess) -> None:
    assert annotation_of(guess, knowledge()) is None
