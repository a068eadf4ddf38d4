"""Markdown that explains goes to the module of the cell below it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.notebook import read_source
from nb2prod.pipeline import analyze_notebook
from nb2prod.plan.build import plan
from nb2prod.render.explanations import explanations, prose_of, shortened
from tests.unit.making import knowledge

PLOT = "import pandas as pd\ndf = pd.read_csv('a.csv')"


def _told(tmp_path: Path, *cells: tuple[str, str]) -> dict[str, tuple[str, ...]]:
    made: list[dict[str, object]] = [
        {"cell_type": kind, "metadata": {}, "source": source}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in cells
    ]
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    analysis = analyze_notebook(read_source(path), knowledge())
    return dict(explanations(analysis, plan(analysis, knowledge())))


def test_paragraphs_go_where_the_code_below_them_went(tmp_path: Path) -> None:
    told = _told(
        tmp_path,
        ("markdown", "# Churn\n\nWe look at customers who have left us."),
        ("code", PLOT),
        ("markdown", "## Clean\n\nA blank means that the customer came this month.\n\n![x](y.png)"),
        ("code", "df = df.dropna()"),
        ("code", "df.to_csv('b.csv')\nprint(df)"),
    )

    assert told == {
        "": ("We look at customers who have left us.",),
        "preprocessing": ("Clean: A blank means that the customer came this month.",),
    }


@pytest.mark.parametrize(
    "text",
    ["Short words.", "```\na long piece of code which is no prose\n```", "| a | b | c | d | e | f | g |", "#### Only"],
)
def test_what_explains_nothing_is_left_out(tmp_path: Path, text: str) -> None:
    assert _told(tmp_path, ("markdown", text), ("code", PLOT)) == {}


def test_what_looks_like_a_secret_is_left_out(tmp_path: Path) -> None:
    text = "Our key for all of this is AKIA" + "ABCDEFGHIJKLMNOP"

    assert _told(tmp_path, ("markdown", text), ("code", PLOT)) == {}


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        (r"Where $x_i * y_j$ is *large*.", r"Where $x_i * y_j$ is large."),
        ("$$\n\\frac{a}{b}\n$$", r"$$ \frac{a}{b} $$"),
        ("We take:\n- one\n- two", "We take: one; two"),
        ("See [this](http://x.y) and <b>that</b>.", "See this and that."),
    ],
)
def test_prose_keeps_formulas_and_loses_marks(markdown: str, text: str) -> None:
    assert prose_of(markdown) == text


def test_a_long_paragraph_ends_with_a_sentence() -> None:
    assert shortened("One is here. " * 60).endswith("One is here.")
