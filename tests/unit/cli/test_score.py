"""`nb2prod score`."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from nb2prod.cli import main
from nb2prod.report.formats import FORMATS
from tests.unit.rubric.repositories import write

BOT = '=== .github/dependabot.yml\nupdates:\n  - package-ecosystem: "pip"\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(BOT, tmp_path / "project")


def test_the_text_shows_bars_and_the_next_points(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(project)]) == 0
    out = capsys.readouterr().out

    assert "score 0, 1 in total" in out
    assert "monitor  ####........................ 1 of 7" in out
    assert "cheapest next points" in out
    assert "dependabot" not in out


def test_evidence_is_told_when_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(project), "-v"]) == 0

    assert ".github/dependabot.yml:1: Dependabot proposes updates" in capsys.readouterr().out


def test_json_has_what_programs_rely_on(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", str(project), "--format", "json", "--scale", "2016"]) == 0
    record = json.loads(capsys.readouterr().out)

    assert (record["scale"], record["score"], record["total"], record["limiting"]) == ("2016", 0, 2, "data")
    assert record["sections"]["monitor"] == {"detected": 2, "attested": 2, "of": 14}
    assert len(record["tests"]) == 28
    test = next(one for one in record["tests"] if one["id"] == "monitor-1")
    assert (test["state"], test["points"], test["next"]) == ("automated", 2, None)
    assert test["evidence"][0]["path"] == ".github/dependabot.yml"
    assert record["results"][0]["tests"] == record["tests"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--fail-under", "0"], 0),
        (["--fail-under", "0.5"], 1),
        (["--fail-under", "total=1"], 0),
        (["--fail-under", "monitor=1", "--fail-under", "data=1"], 1),
        (["--fail-under", "much"], 2),
        (["--explain", "data-77"], 2),
    ],
)
def test_exit_codes(project: Path, options: list[str], code: int) -> None:
    assert main(["score", str(project), *options]) == code


def test_nothing_to_score_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score"]) == 2
    assert main(["score", str(tmp_path / "none")]) == 2
    assert "no such file or folder" in capsys.readouterr().err


def test_attested_points_pass_only_a_gate_that_takes_them(project: Path) -> None:
    (project / "nb2prod.toml").write_text(
        '[evidence.data-1]\nlevel = "automated"\nlink = "https://example.org/a"\nowner = "@a"\n'
        "reviewed = 2020-01-01\nexpires = 2999-01-01\n"
    )

    assert main(["score", str(project), "--fail-under", "total=2"]) == 1
    assert main(["score", str(project), "--fail-under", "total=2", "--gate", "attested"]) == 0


def test_a_history_holds_the_line(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = tmp_path / "history.jsonl"
    options = ["score", str(project), "--history", str(history), "--no-regression", str(history)]
    history.touch()

    assert main(options) == 0
    (project / ".github/dependabot.yml").unlink()
    (project / "a.py").touch()
    assert main(options) == 1
    assert "total fell from 1 to 0" in capsys.readouterr().err
    assert len(history.read_text().splitlines()) == 2


def test_two_are_compared_test_by_test(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = write("=== a.py\n", tmp_path / "before")

    assert main(["score", str(before), "--compare", str(project)]) == 0
    assert "monitor-1 Dependency changes result in notification: absent -> automated" in capsys.readouterr().out


def test_a_test_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--explain", "monitor-1"]) == 0
    out = capsys.readouterr().out

    assert "Automated: Dependabot, Renovate" in out
    assert "A bot that proposes updates" in out


@pytest.mark.parametrize("form", FORMATS["score"])
def test_every_format_takes_hostile_names(form: str, tmp_path: Path) -> None:
    folder = write(BOT + '=== <img src=x onerror=alert(1)>/schema.json\n{"columns": []}\n', tmp_path / "a & b")
    target = tmp_path / "report"

    assert main(["score", str(folder), "-v", "--format", form, "--output", str(target)]) == 0
    text = target.read_text()

    if form == "html":
        assert "<img" not in text
        assert "&lt;img src=x" in text
        assert "http://" not in text
        assert "<script" not in text
    elif form == "markdown":
        assert "<img" not in text.replace("\\<img", "")
    elif form == "junit":
        assert len(ET.fromstring(text).findall("testsuite/testcase")) == 28
    elif form != "text":
        json.loads(text)
