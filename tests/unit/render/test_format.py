"""What is generated is black- and ruff-clean, and still says the same."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.render.format import FormattingError, format_code, format_project
from nb2prod.render.import_order import keep_effectful, order_matters
from nb2prod.render.model import Project, ProjectFile

PYPROJECT = """\
[project]
name = "churn"
requires-python = ">=3.11"

[tool.ruff]
line-length = 88
src = ["src"]

[tool.ruff.lint]
select = ["E4", "E7", "E9", "F", "I", "W"]
"""

STYLE = '''\
"""A notebook's own style, as it comes."""
import sys, os
import pandas as pd
os.environ["A"] = "1"
import tensorflow as tf

def clean(df, l, mapping={'a':1}):
    x = df[df["some_long_column_name_number_one"] == None][["another_column", "another_b"]].dropna()
    try:
        unused = clean(df, l)
    except:
        pass
    text = """trailing blanks   
    and \\d"""
    if type(x) == int: return 3
    return pd.concat([x, text]) + tf.constant + undefined_name_number_one + undefined_name_number_two
'''  # noqa: W291

MANY_STARS = """\
from numpy import *
from math import *


def area(radius):
    return pi * radius + missing_name_number_one + missing_name_number_two + missing_three
"""

# A mark behind its first line makes black write the rest differently.
BROKEN = """\
def aggregate(table):
    sales = table.groupby(["month_of_the_year", "number_of_the_shop", "number"])[
        "date", "price", "count"
    ].agg({"date": ["min", "max"], "price": "mean", "count_of_a_day": "sum"})
"""


def project(**texts: str) -> Project:
    """A project of modules in a package and a `pyproject.toml`."""
    files = {f"src/churn/{name}.py": text for name, text in texts.items()}
    files |= {"pyproject.toml": PYPROJECT, "src/churn/__init__.py": ""}
    return Project("churn", "churn", tuple(ProjectFile(PurePosixPath(path), text) for path, text in files.items()))


def text_of(formatted: Project, name: str) -> str:
    """Text of one module."""
    return next(file.text for file in formatted.files if file.path == PurePosixPath(f"src/churn/{name}.py"))


def run(folder: Path, *arguments: str) -> str:
    """Run a tool in a folder; its output, empty where it has nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_result_is_clean_for_both_tools(tmp_path: Path) -> None:
    formatted = format_project(project(style=STYLE, stars=MANY_STARS, broken=BROKEN, empty="", note="# nothing here\n"))

    for file in formatted.files:
        place = tmp_path / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(file.text, encoding="utf-8")
    assert run(tmp_path, "black", "--check", ".") == ""
    assert run(tmp_path, "ruff", "check", "--no-cache", ".") == ""


@pytest.mark.filterwarnings("ignore:invalid escape")
def test_meaning_stays() -> None:
    formatted = text_of(format_project(project(style=STYLE)), "style")

    def body(text: str) -> str:
        return ast.dump(next(node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)))

    assert body(formatted) == body(STYLE)


def test_is_deterministic_and_stable() -> None:
    once = format_project(project(style=STYLE, stars=MANY_STARS))

    assert format_project(project(style=STYLE, stars=MANY_STARS)) == once
    assert format_project(once) == once


def test_imports_are_sorted_and_unused_ones_removed() -> None:
    source = "import sys\nfrom churn import b\nimport pandas as pd\nimport os\n\nprint(os.sep, b, pd)\n"

    formatted = text_of(format_project(project(a=source, b="")), "a")

    assert formatted == "import os\n\nimport pandas as pd\n\nfrom churn import b\n\nprint(os.sep, b, pd)\n"


def test_statement_between_imports_stays_between() -> None:
    source = "import os\nos.chdir('..')\nimport tensorflow\nprint(tensorflow)\n"

    formatted = text_of(format_project(project(a=source)), "a")

    assert formatted == 'import os\n\nos.chdir("..")\nimport tensorflow  # noqa: E402\n\nprint(tensorflow)\n'


def test_effectful_import_is_kept() -> None:
    source = "from sklearn.experimental import enable_iterative_imputer\nimport os\n"

    formatted = text_of(format_project(project(a=source)), "a")

    assert formatted == "from sklearn.experimental import enable_iterative_imputer  # noqa: F401\n"


def test_import_that_is_marked_as_needed_is_kept() -> None:
    formatted = text_of(format_project(project(a="import numpy as np  # noqa: F401\n")), "a")

    assert formatted == "import numpy as np  # noqa: F401\n"


@pytest.mark.parametrize(
    ("imports", "first", "second"),
    [
        ("from numpy import *\nfrom math import *\nprint(pi)\n", "numpy", "math"),
        ("from tkinter import *\nfrom PIL import Image\nprint(Image)\n", "tkinter", "PIL"),
        ("from sklearn.utils import shuffle\nfrom random import shuffle\nprint(shuffle)\n", "sklearn", "random"),
        ("import b as a\nimport a\nprint(a)\n", "b as a", "import a"),
    ],
)
def test_order_of_imports_stays_where_it_matters(imports: str, first: str, second: str) -> None:
    assert order_matters(imports)
    formatted = text_of(format_project(project(a=imports)), "a")

    assert formatted.index(first) < formatted.index(second)


@pytest.mark.parametrize("text", ["import b\nimport a", "import os.path\nimport os", "from a import *", "not python("])
def test_order_of_other_imports_does_not_matter(text: str) -> None:
    assert not order_matters(text)


def test_used_import_gets_no_mark() -> None:
    text = "from mpl_toolkits.mplot3d import Axes3D\nAxes3D()\n"

    assert keep_effectful(text) == text


def test_code_that_does_not_parse_names_the_file() -> None:
    with pytest.raises(FormattingError, match=r"src/churn/broken\.py"):
        format_project(project(fine="", broken="def f(:\n"))


def test_leftovers_and_other_files_are_left_alone() -> None:
    leftover = ProjectFile(PurePosixPath("leftovers/cell_3.py"), "print 'old'\n")
    readme = ProjectFile(PurePosixPath("README.md"), "# x   \n")

    formatted = format_project(Project("churn", "churn", (leftover, readme)))

    assert formatted.files == (leftover, readme)


def test_cells_of_a_notebook_are_formatted() -> None:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["x = 'not code'"]},
        {"cell_type": "code", "id": "b", "metadata": {}, "outputs": [], "source": ["x = 'a'\n", "y=f( x )"]},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    notebook = ProjectFile(PurePosixPath("notebooks/churn.ipynb"), text, keeps_edits=True)

    [formatted] = format_project(Project("churn", "churn", (notebook,))).files

    assert [cell["source"] for cell in json.loads(formatted.text)["cells"]] == [
        ["x = 'not code'"],
        ['x = "a"\n', "y = f(x)"],
    ]
    assert formatted.keeps_edits


def test_settings_of_the_user_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = format_project(project(style=STYLE))
    monkeypatch.setenv("RUFF_OUTPUT_FILE", "/nowhere/out.txt")
    monkeypatch.setenv("RUFF_CONFIG", "/nowhere/ruff.toml")

    assert format_project(project(style=STYLE)) == expected


def test_linter_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise FileNotFoundError("no ruff")

    monkeypatch.setattr("ruff.find_ruff_bin", missing)

    with pytest.raises(FormattingError, match="ruff is not installed"):
        format_project(project(a=""))


@given(
    st.lists(st.sampled_from(["x == None", "aaaaaaaaaaaa", "f(bbbbbbbbbbbbbb)", "'c' * 20"]), min_size=1, max_size=9)
)
def test_formatting_twice_changes_nothing(terms: list[str]) -> None:
    path = PurePosixPath("a.py")
    once = format_code(f"y = {' + '.join(terms)}\n", path)

    assert format_code(once, path) == once
