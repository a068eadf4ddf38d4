"""Recordings in a project, and what becomes of its other files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from nb2prod.finding import UsageError
from nb2prod.pipeline import convert
from nb2prod.record.model import LeftOut, Recorded, Recording
from nb2prod.record.write import bytes_noted, with_recordings, write_recording
from nb2prod.verify.model import Conditions
from tests.unit.cli.notebooks import write_notebook

_TEST, _DATA = PurePosixPath("tests/recorded/test_recorded_m.py"), PurePosixPath("tests/recorded/data/m.f.npz")


def _recording(project: Path, *extra: str) -> Recording:
    files = {_TEST: b"X = 1\n", _DATA: b"PK\r\n\xff", **{PurePosixPath("tests/recorded/data", n): b"{}" for n in extra}}
    recorded = (Recorded("m.f", f"{_TEST}::test_f", files=tuple(path for path in files if path != _TEST)),)
    conditions = Conditions("python", "", (), {}, "off", 0.0)
    left_out = (LeftOut("m.g", "it only draws"),)
    return Recording(Path("nb.ipynb"), project, recorded, left_out, conditions, checked=True, files=files)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    convert(write_notebook(tmp_path / "nb.ipynb", ("x = 1\ny = x + 1", "print(y)")), tmp_path / "made")
    return tmp_path / "made"


def _record(project: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((project / "conversion.json").read_text())
    return found


def test_files_are_added_and_noted_and_the_others_stay(project: Path) -> None:
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and ".nb2prod" not in path.parts}

    report = write_recording(_recording(project))

    assert (project / _DATA).read_bytes() == b"PK\r\n\xff"
    assert set(report.created) == {_TEST, _DATA}
    assert report.updated == (PurePosixPath("conversion.json"),)
    assert all(path.read_bytes() == content for path, content in before.items() if path.name != "conversion.json")
    text = json.dumps(_record(project))
    assert "it only draws" in text
    assert str(_DATA) in text


def test_recording_again_replaces_what_was_recorded_before(project: Path) -> None:
    write_recording(_recording(project, "m.old.json"))

    report = write_recording(_recording(project))

    assert [path.name for path in report.removed] == ["m.old.json"]
    assert "m.old.json" not in json.dumps(_record(project))
    assert write_recording(_recording(project)).updated == ()


def test_edited_tests_are_not_overwritten_and_other_edits_stay(project: Path) -> None:
    write_recording(_recording(project))
    readme = project / "README.md"
    readme.write_text("mine")
    assert readme.read_text() == "mine"
    write_recording(_recording(project, "m.new.json"))
    assert readme.read_text() == "mine"

    (project / _TEST).write_text("X = 2\n")
    with pytest.raises(UsageError, match=_TEST.name):
        write_recording(_recording(project))
    write_recording(_recording(project), force=True)
    assert (project / _TEST).read_bytes() == b"X = 1\n"
    assert readme.read_text() == "mine"


def test_what_a_person_deleted_does_not_come_back(project: Path) -> None:
    (project / "README.md").unlink()

    write_recording(_recording(project))

    assert not (project / "README.md").exists()


def test_a_conversion_holds_its_recordings(project: Path) -> None:
    conversion = convert(project.parent / "nb.ipynb", project)

    made = with_recordings(conversion.project, [_recording(project)])

    files = {file.path: file for file in made.files}
    assert files[_DATA].content == b"PK\r\n\xff"
    record = json.loads(files[PurePosixPath("conversion.json")].text)
    assert record["notebooks"][0]["recording"]["recorded"][0]["name"] == "m.f"
    assert sorted(record["files"]) == sorted(map(str, files))


def test_fixtures_of_other_notebooks_take_room(tmp_path: Path) -> None:
    notebooks = [write_notebook(tmp_path / f"{name}.ipynb", ("x = 1\ny = x + 1", "print(y)")) for name in "ab"]
    convert(notebooks, tmp_path / "made")

    write_recording(replace(_recording(tmp_path / "made"), notebook=notebooks[0]))

    assert bytes_noted(tmp_path / "made", notebooks[0]) == 0
    assert bytes_noted(tmp_path / "made", notebooks[1]) == 5
