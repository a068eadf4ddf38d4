"""Reading a project: where statements are now, and what projects are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.finding import UsageError
from nb2prod.pipeline import convert
from nb2prod.verify.places import Places, read_places
from tests.unit.cli.notebooks import write_notebook

CELLS = (
    "import random\nrandom.seed(3)\nxs = [random.random() for _ in range(3)]",
    "def scale(v):\n    return [x * 2 for x in v]\nys = scale(xs)",
    "def scale(v):\n    return [x * 3 for x in v]\nzs = scale(ys)\nprint(zs)",
)


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = write_notebook(tmp_path / "nb.ipynb", CELLS)
    convert(path, tmp_path / "made")
    return path


def _lines(places: Places, folder: Path) -> dict[tuple[int, int], str]:
    texts = {p.stem: p.read_text(encoding="utf-8").splitlines() for p in folder.rglob("*.py")}
    return {(s.cell, s.ordinal): texts[s.module][s.line - 1].strip() for s in places.statements if s.line is not None}


def test_statements_are_found_in_the_generated_text(notebook: Path) -> None:
    project = notebook.parent / "made"
    places = read_places(project, notebook)
    found = _lines(places, project / "src")
    assert found[1, 2] == "xs = [random.random() for _ in range(3)]"
    assert found[2, 1] == "ys = scale(xs)"
    assert found[3, 1] == "zs = scale_2(ys)"
    assert places.renamed == {"scale_2": "scale"}
    assert all(s.line is not None for s in places.statements if s.order is not None)


def test_statements_are_found_after_a_person_edited_the_package(notebook: Path) -> None:
    project = notebook.parent / "made"
    before = read_places(project, notebook)
    module = next(project.rglob(f"{next(s.module for s in before.statements if s.order == 0)}.py"))
    text = module.read_text(encoding="utf-8")
    module.write_text(f"# One more line.\n{text.replace('ys = scale(xs)', 'ys = scale(list(xs))')}", encoding="utf-8")
    found = _lines(read_places(project, notebook), project / "src")
    assert found[1, 2] == "xs = [random.random() for _ in range(3)]"
    assert found[2, 1] == "ys = scale(list(xs))"


def test_a_folder_that_is_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"conversion\.json can't be read"):
        read_places(tmp_path, tmp_path / "nb.ipynb")
    (tmp_path / "conversion.json").write_text("[]", encoding="utf-8")
    with pytest.raises(UsageError, match="not as we write it"):
        read_places(tmp_path, tmp_path / "nb.ipynb")


def test_a_project_of_other_notebooks_is_refused(tmp_path: Path) -> None:
    part = {"subpackage": "", "statements": [], "functions": []}
    record = {"package": "made", "notebooks": [{"path": name, **part} for name in ("a.ipynb", "b.ipynb")]}
    (tmp_path / "conversion.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(UsageError, match=r"made from a\.ipynb, b\.ipynb"):
        read_places(tmp_path, tmp_path / "nb.ipynb")
    with pytest.raises(UsageError, match="older version"):
        read_places(tmp_path, tmp_path / "a.ipynb")
