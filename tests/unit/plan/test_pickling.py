"""What is stored by its name: found again, with the values of then."""

from __future__ import annotations

import ast

import pytest

from nb2prod.plan.model import Plan, StepKind
from nb2prod.plan.pickling import makes_class
from tests.unit.making import package_texts, plan_of

READS = "def scale(x):\n    return x * k"
STORES = "import pickle\nblob = pickle.dumps(scale)"
LOADS = "k = 3\nprint(pickle.loads(blob)(1))"


def _texts(*cells: str) -> dict[str, str]:
    return package_texts(plan_of(*cells), "made")


def _inline(made: Plan) -> bool:
    return any(s.kind is StepKind.INLINE and s.piece and s.piece.statement.source == READS for s in made.steps)


def test_what_is_loaded_after_a_name_changed_stays_in_the_pipeline() -> None:
    assert _inline(plan_of("k = 2", READS, STORES, LOADS))


@pytest.mark.parametrize(
    "cells",
    [
        ("k = 2", READS, STORES, "print(pickle.loads(blob)(1))", "k = 3\nprint(k)"),
        (
            "k = 2",
            READS,
            "import pickle\nprint(scale(1))",
            "blob = pickle.dumps(1)",
            "k = 3\nprint(pickle.loads(blob), k)",
        ),
    ],
    ids=["nothing is loaded later", "it is called only"],
)
def test_what_does_not_meet_another_value_moves(cells: tuple[str, ...]) -> None:
    assert not _inline(plan_of(*cells))


def test_a_class_that_a_call_makes_is_found() -> None:
    texts = _texts(
        "import pickle\nfrom collections import namedtuple", "P = namedtuple('P', 'a b')\nprint(pickle.dumps(P(1, 2)))"
    )
    assert any("__main__.P = P" in text for text in texts.values())


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("P = namedtuple('P', 'a')", "P"),
        ("P = collections.namedtuple('P', 'a')", "P"),
        ("C = type('C', (), {})", "C"),
        ("c = type(x)", ""),
        ("P.a = namedtuple('P', 'a')", ""),
        ("x = f(1, 2)", ""),
    ],
)
def test_calls_that_make_classes(code: str, name: str) -> None:
    assert makes_class(ast.parse(code).body[0]) == name


BANDS = "import joblib\nimport pandas as pd\ndf = pd.DataFrame({'m': [1, 2]})\nlimit = int(df['m'].max())"
BAND = "def band(m):\n    return m < limit"


def test_a_function_that_is_only_called_back_needs_no_place_to_be_found_at() -> None:
    texts = _texts(BANDS, BAND, "df['band'] = df['m'].apply(band)", "joblib.dump(df, 'df.joblib')")
    assert not any("__main__" in text for name, text in texts.items() if not name.endswith("__main__.py"))


def test_a_function_that_is_dumped_is_found() -> None:
    texts = _texts(BANDS, BAND, "joblib.dump(band, 'band.joblib')")
    assert any("__main__.band = band" in text for text in texts.values())
