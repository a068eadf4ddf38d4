"""Roles of cells: the one that decides where the code goes comes first."""

from __future__ import annotations

import pytest

from nb2prod.roles import Role
from tests.unit.roles.support import analysed

CELLS: tuple[tuple[str, str, bool], ...] = (
    ("import pandas as pd\nimport numpy as np", "import", False),
    ("import pandas as pd\npd.read_csv('a').shape", "load", False),
    ("df = df.dropna()\ndf.head()", "delete", False),
    ("df = df.dropna()\nmodel.fit(df, y)", "train", False),
    ("model.fit(X, y)\nmodel.score(X, y)", "train", False),
    ("from sklearn.metrics import f1_score\nprint(f1_score(a, b))", "evaluate", False),
    ("out.to_csv('a.csv')\nprint('saved')", "save", False),
    ("n = 10\ndf['a'].hist(bins=n)", "plot", False),
    ("# only a comment", "", False),
    ("'''only words'''", "", False),
    ("import re\ndef f(x):\n    return x + 1", "engineer", True),
    ("def f(df):\n    return df.dropna()\ndf = f(df)", "delete", False),
    ("def f(:\n    x = pd.read_csv('a')", "load", False),
)


@pytest.mark.parametrize(("code", "activity", "definition"), CELLS)
def test_the_activity_that_decides_where_code_goes(code: str, activity: str, *, definition: bool) -> None:
    cell = analysed(code)[1][0]
    assert (cell.activity, cell.definition) == (activity, definition), cell


def test_all_roles_are_given_the_primary_first() -> None:
    cell = analysed("import pandas as pd\ndf = pd.read_csv('a')\ndf = df.dropna()\ndf.head()")[1][0]
    assert cell.roles == (Role.PREPROCESSING, Role.PREPARATION, Role.EXPLORATION)
    assert cell.activities == ("delete", "load", "inspect", "import")


def test_one_summary_for_each_code_cell() -> None:
    cells = analysed("a = 1", "", "b = 2", heading="# Title")[1]
    assert [cell.cell for cell in cells] == [2, 3, 4]
    assert cells[1].role is Role.NONE


def test_a_cell_that_sets_more_than_it_shows_configures() -> None:
    code = "import os\nLEVEL = 'low'\nos.environ['A'] = '1'\nos.environ['B'] = '2'\nprint('level', LEVEL)"
    assert analysed(code)[1][0].activity == "configure"


@pytest.mark.parametrize(
    ("body", "activity"),
    [
        ("text = ''\n    for row in rows:\n        text += f'<b>{row}</b>'\n    display(HTML(text))", "inspect"),
        ("rows['b'] = rows['a'] * 2\n    print(rows.head())", "engineer"),
        ("text = [row * 2 for row in rows]\n    print(text)\n    return text", "engineer"),
    ],
)
def test_a_function_that_only_shows_what_it_makes_is_for_showing(body: str, activity: str) -> None:
    code = f"from IPython.display import HTML, display\ndef look(rows):\n    {body}\nlook(table)"
    assert analysed(code)[1][0].activity == activity


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("from azureml.core import ScriptRunConfig\nsource = ScriptRunConfig(script='a.py')", Role.PREPARATION),
        ("from azureml.core import Workspace\nws = Workspace.from_config()", Role.PREPARATION),
        ("from azureml.widgets import RunDetails\nRunDetails(run).show()", Role.EXPLORATION),
    ],
)
def test_what_a_cloud_is_told_prepares_the_work(code: str, role: Role) -> None:
    assert analysed(code)[1][0].role is role
