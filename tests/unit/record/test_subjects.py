"""What is recorded of a project, and what its tests look like."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from nb2prod.analysis import Analysis
from nb2prod.pipeline import analyze, convert
from nb2prod.record.model import Recorded
from nb2prod.record.modules import needed_settings
from nb2prod.record.subject import Argument, Subject
from nb2prod.record.subjects import find_subjects, own_names, setup_of
from nb2prod.record.tasks import base_variable, key_of
from nb2prod.record.tests import support_files, test_modules
from nb2prod.verify.places import Places, read_places
from tests.unit.cli.notebooks import write_notebook

CELLS = (
    "import pandas as pd\nSCALE = 2\n\n\ndef twice(x, *, by=2):\n    return x * by\n\n\ndef count(n):\n    yield n",
    "df = pd.read_csv('data/sales.csv')\nprint(df.shape)",
    "df = df.dropna()\ndf['total'] = df['price'] * df['pieces']\ntop = df.nlargest(3, 'total')",
    "best = twice(top['total'].max()) + SCALE\nprint(best)",
    "top.to_csv('top.csv')",
)


@pytest.fixture
def project(tmp_path: Path) -> tuple[Analysis, Places, Path]:
    notebook = write_notebook(tmp_path / "nb.ipynb", CELLS)
    convert(notebook, tmp_path / "made")
    return analyze(notebook), read_places(tmp_path / "made", notebook), tmp_path / "made"


def _subjects(project: tuple[Analysis, Places, Path]) -> dict[str, Subject]:
    return {subject.function: subject for subject in find_subjects(*project).found}


def test_every_step_of_the_pipeline_is_a_subject(project: tuple[Analysis, Places, Path]) -> None:
    pipeline = (project[2] / "src" / "made" / "pipeline.py").read_text()
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(pipeline))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr != "from_environment"
    }

    steps = {name for name, subject in _subjects(project).items() if not subject.defined}

    assert steps == called


def test_a_step_has_its_inputs_settings_statements_and_results(project: tuple[Analysis, Places, Path]) -> None:
    subjects = _subjects(project)
    loading = next(s for s in subjects.values() if any(a.setting for a in s.arguments))
    using = next(s for s in subjects.values() if "top" in s.returns)

    assert [a.setting for a in loading.arguments] == ["sales_path"]
    assert {(2, 0), (2, 1)} <= set(loading.places)
    assert using.starts == {"df": (3, 0)}
    assert set(using.places) == {(3, 0), (3, 1), (3, 2)}


def test_functions_of_the_notebook_are_subjects_where_they_can_be_called_alike(
    project: tuple[Analysis, Places, Path],
) -> None:
    subjects = _subjects(project)

    assert subjects["twice"].defined == "twice"
    assert [(a.parameter, a.named) for a in subjects["twice"].arguments] == [("x", True), ("by", True)]
    assert "count" not in subjects
    assert {left.name.partition(".")[2] for left in find_subjects(*project).left_out} == {"count"}


def test_imports_and_definitions_stand_ready(project: tuple[Analysis, Places, Path]) -> None:
    analysis, places, _ = project

    assert [s.id.ordinal for s in setup_of(analysis, places) if s.id.cell == 1][:2] == [0, 2]
    assert own_names(places)["twice"].endswith(":twice")


def test_the_variable_of_the_data_is_none_that_a_setting_has(project: tuple[Analysis, Places, Path]) -> None:
    _, places, folder = project
    assert base_variable(places) == "MADE_BASE"

    settings = folder / "src" / "made" / "settings.py"
    settings.write_text(f"{settings.read_text()}\nOTHER = {{'x': \"MADE_BASE\"}}\n")

    assert base_variable(places) == "MADE_BASE_FOLDER"


def test_settings_without_a_default_are_known(project: tuple[Analysis, Places, Path]) -> None:
    _, places, folder = project
    assert needed_settings(places) == []

    (folder / "src" / "made" / "settings.py").write_text("class Settings:\n    key: str\n    n: int = 1\n")

    assert needed_settings(places) == ["key"]


def test_a_test_calls_the_step_as_the_pipeline_does(project: tuple[Analysis, Places, Path]) -> None:
    subjects = {subject.name: subject for subject in find_subjects(*project).found}
    recorded = [Recorded(name, f"tests::{name}", rows="80 of 500 rows", pickled=("df",)) for name in subjects]

    texts = test_modules(subjects, recorded, "made", ["key"])

    every = "\n".join(texts.values())
    assert "SETTINGS = Settings(key='')" in every
    assert "df = recorded.inputs('df')" in every
    assert "recorded.check(top=top)" in every
    assert "(SETTINGS.sales_path)" in every
    assert "Recorded on 80 of 500 rows." in every
    assert "Pickled, since nothing else serves: `df`." in every
    assert all(ast.parse(text) for text in texts.values())


def test_names_of_the_notebook_hide_nothing_that_a_test_needs() -> None:
    subject = Subject("m.f", "m", "f", (1,), ((1, 0),), (Argument("recorded", "", named=False),), ("m",))

    (text,) = test_modules({"m.f": subject}, [Recorded("m.f", "t")], "made", []).values()

    assert "recorded_ = recorded.inputs('recorded')" in text
    assert "m_ = m.f(recorded_)" in text
    assert "recorded.check(m=m_)" in text


def test_nothing_of_nb2prod_is_imported_by_the_tests() -> None:
    texts = support_files()

    assert {path.name for path in texts} >= {"conftest.py", "recorded_case.py", "recorded_values.py"}
    for text in texts.values():
        assert "nb2prod" not in text


def test_notebooks_of_one_project_keep_their_fixtures_apart(project: tuple[Analysis, Places, Path]) -> None:
    from dataclasses import replace

    subject, places = find_subjects(*project).found[0], project[1]

    assert key_of(subject, places) == subject.name
    assert key_of(subject, replace(places, package="made.nb")) == f"nb_{subject.name}"


def test_functions_of_the_pipeline_are_known_with_those_that_they_call_and_versions_each_by_itself(
    tmp_path: Path,
) -> None:
    cells = (
        "rows = None\n\ndef setup():\n    global rows\n    rows = [1]\n\nsetup()",
        "def double(n):\n    return 2 * len(rows)\n\ndef add(n):\n    rows.append(double(n))\n\nadd(4)",
        "def scale(x):\n    return x\n\nd = scale(1)",
        "def scale(x):\n    return -x\n\ne = scale(2)\nprint(d, e, rows)",
    )
    notebook = write_notebook(tmp_path / "nb.ipynb", cells)
    convert(notebook, tmp_path / "made")
    found = find_subjects(analyze(notebook), read_places(tmp_path / "made", notebook), tmp_path / "made")
    subjects = {subject.function: subject for subject in found.found}

    assert not found.left_out
    assert {name: s.defined for name, s in subjects.items() if s.defined} == {"scale": "scale", "scale_2": "scale"}
    (adding,) = [closure for subject in subjects.values() for closure in subject.closures if closure.name == "add"]
    assert adding.reads == ("double", "rows")
    assert [inner.name for inner in adding.inner] == ["double"]
