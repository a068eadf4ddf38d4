"""Docstrings begin with what is known: the author's words, else what goes in and comes out."""

from __future__ import annotations

import pytest

from nb2prod.plan.functions import Function, Parameter, ParameterKind
from nb2prod.render.words import summary_of
from nb2prod.types.model import ColumnUse, TypeGuess
from tests.unit.making import plan_of

LOADED = "import pandas as pd\ndf = pd.read_csv('customers.csv')\nprint(df)"
FITTED = "from sklearn.svm import SVC\nimport numpy as np\nX = np.ones((4, 2))\ny = [0, 1, 0, 1]"


def _summaries(*cells: str) -> list[str]:
    return [summary_of(s.function)[0] for s in plan_of(*cells).steps if s.function is not None]


@pytest.mark.parametrize(
    ("cells", "summary"),
    [
        ((LOADED, "print(df.shape, df)"), "Load `df` from `customers_path`."),
        ((LOADED, "df.to_csv('out/scores.csv')"), "Save `df` to `scores_path`."),
        (
            (FITTED, "print(X, y)", "model = SVC()\nmodel.fit(X, y)", "print(model.predict(X), model)"),
            "Fit a `SVC` on `X` and `y`.",
        ),
        (("import warnings\nwarnings.filterwarnings('ignore')",), "Configure what the steps after this one rely on."),
        ((LOADED, "# Keep the loyal ones\ndf = df[df.months > 9]\nprint(df)"), "Keep the loyal ones."),
    ],
)
def test_a_summary_says_what_goes_in_and_out(cells: tuple[str, ...], summary: str) -> None:
    assert summary in _summaries(*cells)


def test_a_step_that_only_prints_reports() -> None:
    cells = (FITTED, "model = SVC()\nmodel.fit(X, y)", "from sklearn.metrics import accuracy_score")

    assert "Report measures of `y`, `model` and `X`." in _summaries(
        *cells, "print(accuracy_score(y, model.predict(X)))"
    )


def test_a_step_that_gives_nothing_back_says_what_it_changes() -> None:
    frame = Parameter("df", ParameterKind.VALUE, TypeGuess("pandas.DataFrame"), columns=ColumnUse(("a",), ("b",)))
    other = Parameter("k", ParameterKind.VALUE, TypeGuess("int"))
    function = Function("add_b", "preprocessing", (frame, other), (), (), (), (3,), "", "engineer")

    assert summary_of(function) == ("Change `df` in place.", ())
