"""A step returns what its last statement makes by `return`, unless something else may read the variable."""

from __future__ import annotations

import pytest

from nb2prod.render.returning import folded_return
from nb2prod.render.spans import statement_spans
from tests.unit.making import functions_of, package_texts, plan_of

START = "import joblib\nimport pandas as pd\ndf = pd.read_csv('a.csv')"
END = "joblib.dump(y, 'b.pkl')"


def _folded(*cells: str) -> list[str]:
    return [folded_return(f) for f in functions_of(plan_of(START, *cells))]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("y = df.head(1)", "return df.head(1)"),
        ("y = (\n    df\n    .head(1)\n)", "return (\n    df\n    .head(1)\n)"),
        ("y = df, 1", "return df, 1"),
        ("y = [x for x in df]", "return [x for x in df]"),
    ],
)
def test_the_last_statement_becomes_the_return(source: str, text: str) -> None:
    assert text in _folded("# Make it\n" + source, END)


@pytest.mark.parametrize(
    "source",
    [
        "y = lambda n: n and y(n - 1)",
        "if len(df):\n    y = 1\nelse:\n    y = 2",
        "y = len(locals())",
        "y = z = df.head(1)",
        "y = df.head(1)  # the first",
        "y += 1",
    ],
)
def test_it_stays_where_something_else_reads_or_binds_the_variable(source: str) -> None:
    assert not any(text.startswith("return") for text in _folded("y = 0", source, END)[-1:])


def test_the_statement_is_still_found_in_its_module() -> None:
    plan = plan_of(START, "# Make it\ny = df.head(1)", END)
    texts = {name.partition(".")[2]: text for name, text in package_texts(plan, "pack").items() if "." in name}

    spans = statement_spans(plan, texts)

    moved = [s.statement.id for f in functions_of(plan) for s in f.pieces]
    assert set(moved) <= set(spans)
