"""What is copied for a run, and that the original stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.finding import UsageError
from nb2prod.notebook.model import Cell, CellKind, Notebook
from nb2prod.verify import workspace
from nb2prod.verify.workspace import Origin, copy_origin, find_origin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "repository" / "study" / "notebooks"
    place.mkdir(parents=True)
    (place / "data.csv").write_text("a\n1\n", encoding="utf-8")
    (place.parent / "shared.csv").write_text("b\n", encoding="utf-8")
    (place / ".git").mkdir()
    (place / "env" / "bin").mkdir(parents=True)
    (place / "env" / "pyvenv.cfg").write_text("", encoding="utf-8")
    (place / "made" / "src").mkdir(parents=True)
    return place


def _notebook(folder: Path, source: str) -> Notebook:
    return Notebook(folder / "nb.ipynb", "python", (Cell(1, None, CellKind.CODE, source),))


@pytest.mark.parametrize(
    ("source", "root"),
    [
        ("open('data.csv')", "notebooks"),
        ("open('../shared.csv')", "study"),
        ("%cd ..", "study"),
        ("open('../../x.csv'); x = y[...]", "repository"),
        ("print('and so on...')", "notebooks"),
    ],
)
def test_as_much_is_copied_as_the_code_points_upwards(folder: Path, source: str, root: str) -> None:
    origin = find_origin(_notebook(folder, source), folder / "made")
    assert origin.root.name == root
    assert origin.root / origin.folder == folder


def test_the_copy_holds_data_but_neither_the_project_nor_environments(folder: Path, tmp_path: Path) -> None:
    copy_origin(find_origin(_notebook(folder, ""), folder / "made"), tmp_path / "copy")
    assert sorted(path.name for path in (tmp_path / "copy").iterdir()) == ["data.csv"]


def test_writing_to_the_copy_leaves_the_original_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "data.csv").chmod(0o444)
    (folder / "link.csv").symlink_to(folder.parent / "shared.csv")
    (folder / "up").symlink_to(folder.parent, target_is_directory=True)
    (folder / "gone.csv").symlink_to(folder / "nowhere.csv")
    for _ in range(2):
        copy_origin(Origin(folder, Path()), tmp_path / "copy")
        assert (tmp_path / "copy" / "data.csv").read_text(encoding="utf-8") == "a\n1\n"
        for name in ("data.csv", "link.csv"):
            (tmp_path / "copy" / name).write_text("changed", encoding="utf-8")
    assert (folder / "data.csv").read_text(encoding="utf-8") == "a\n1\n"
    assert (folder.parent / "shared.csv").read_text(encoding="utf-8") == "b\n"
    assert not (tmp_path / "copy" / "up").exists()


def test_too_much_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "LARGEST", 2)
    with pytest.raises(UsageError, match="too large"):
        find_origin(_notebook(folder, ""), folder / "made")
