"""How cuts are compared with those that a person made."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path
from typing import Any

from nb2prod.plan.cost import Weights
from tests.unit.making import analysis_of, knowledge

BENCHMARKS = Path(__file__).parents[3] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
cuts: Any = importlib.import_module("measuring.cuts")
LOADED = "import pandas as pd\ndf = pd.read_csv('a.csv')"


def test_cuts_agree_where_both_begin_a_function() -> None:
    analysis = analysis_of(LOADED, "df = df[df.a > 2]\ndf['b'] = df.a * 2", "df.to_csv('b.csv')")
    made = cuts.planned(analysis, knowledge(), Weights())

    right = cuts.agreement(made, cuts.starts_of("1:1 2:0 3:0"))
    other = cuts.agreement(made, cuts.starts_of("1:1 2:0 2:1 3:0"))

    assert (right.both, right.ours, right.theirs, right.f1) == (2, 2, 2, 1.0)
    assert (other.both, other.ours, other.theirs) == (2, 2, 3)
    assert (right + other).f1 == 8 / 9


def test_prices_decide_where_is_cut() -> None:
    analysis = analysis_of(LOADED, "df = df[df.a > 2]", "df.to_csv('b.csv')")

    one = cuts.planned(analysis, knowledge(), Weights(function=100.0))

    assert cuts.agreement(one, frozenset()).ours == 0
    assert [s.single for s in cuts.shapes(analysis, one)] == [False]


def test_labels_name_statements_of_the_examples() -> None:
    labels = json.loads((BENCHMARKS / "labels" / "cuts.json").read_text())

    for name, text in labels.items():
        notebook = json.loads((BENCHMARKS.parent / "examples" / "notebooks" / name).read_text())
        assert all(notebook["cells"][cell - 1]["cell_type"] == "code" for cell, _ in cuts.starts_of(text))
