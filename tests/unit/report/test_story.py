"""What a notebook does in one sentence, and the names of its cells."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.analysis import Analysis
from nb2prod.knowledge import load_knowledge
from nb2prod.notebook import Cell, CellKind, Notebook
from nb2prod.pipeline import analyze_notebook
from nb2prod.report.cell_names import CellNames, names_by_cell, names_text
from nb2prod.report.story import story, story_text

IMPORTS = """\
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.svm import SVC
from sklearn.preprocessing import StandardScaler
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.metrics import f1_score
"""

STORIES: tuple[tuple[str, str], ...] = (
    ("x = 1", ""),
    ("df = pd.read_csv('../data/a.csv')", "loads a.csv"),
    ("df = pd.read_csv(f'{folder}/b.csv')", "loads b.csv"),
    ("df = pd.read_csv('https://user:word@host/c.csv?token=abc')", "loads c.csv"),
    ("path = 'd.csv'\ndf = pd.read_csv(path)", "loads d.csv"),
    ("df = pd.read_sql('select * from orders where a > 1', connection)", "loads orders"),
    ("df = pd.read_csv(somewhere)", "loads df"),
    ("df = df.fillna(0)\nX = StandardScaler().fit_transform(df)", "prepares data (impute, scale)"),
    ("model = SVC()\nmodel.fit(X, y)", "trains SVC"),
    ("search = GridSearchCV(SVC(), {'C': [1, 10]})\nsearch.fit(X, y)", "tunes GridSearchCV"),
    ("print(f1_score(y, guess))", "evaluates by f1_score"),
    ("def own(a, b):\n    return f1_score(a, b)\nprint(own(y, guess))", "evaluates by f1_score"),
    ("def rmse(a, b):\n    return ((a - b) ** 2).mean()\nprint(rmse(y, guess))", "evaluates by rmse"),
    ("plt.hist(df['a'])\nplt.show()", "plots in 1 cell"),
    ("df.to_csv('out/e.csv')", "saves e.csv"),
)


def _analysis(*sources: str) -> Analysis:
    cells = tuple(Cell(i, None, CellKind.CODE, text) for i, text in enumerate(sources, 1))
    return analyze_notebook(Notebook(Path("a.ipynb"), "python", cells), load_knowledge())


@pytest.mark.parametrize(("code", "told"), STORIES)
def test_a_sentence_tells_what_a_notebook_does(code: str, told: str) -> None:
    assert story_text(story(_analysis(IMPORTS, code))) == told


def test_chapters_come_in_the_order_of_a_pipeline() -> None:
    cells = ("df.to_csv('b.csv')", "m = SVC().fit(df, y)", "df = pd.read_csv('a.csv')")
    assert [chapter.verb for chapter in story(_analysis(IMPORTS, *cells))] == ["loads", "trains", "saves"]


def test_long_lists_are_cut() -> None:
    loads = "\n".join(f"d{i} = pd.read_csv('{i}.csv')" for i in range(7))
    assert story_text(story(_analysis(IMPORTS, loads))) == "loads 0.csv, 1.csv, 2.csv, 3.csv, 4.csv and 2 more"


def test_names_of_a_cell_are_what_it_takes_makes_and_changes() -> None:
    found = names_by_cell(_analysis(IMPORTS, "df = pd.read_csv('a')", "y = df['y']\nz = y\ndf['x'] = z"))
    assert found[1] == CellNames()
    assert found[2] == CellNames(binds=["df"])
    assert found[3] == CellNames(reads=["df"], binds=["y", "z"], mutates=["df"])


@pytest.mark.parametrize(
    ("names", "width", "text"),
    [
        (CellNames(reads=["a"], binds=["b"]), 20, "a → b"),
        (CellNames(binds=["b"]), 20, "→ b"),
        (CellNames(reads=["df", "y"], mutates=["df"]), 20, "~df, y"),
        (CellNames(reads=["first", "second", "third"], binds=["one", "two"]), 20, "first +2 → one +1"),
        (CellNames(), 20, ""),
    ],
)
def test_names_are_shortened_to_what_fits(names: CellNames, width: int, text: str) -> None:
    assert names_text(names, width) == text
