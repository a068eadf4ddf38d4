"""What is known is not told again, wherever its cell has gone; what is mended is forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.cli import main
from nb2prod.rules.cases import code, file_text, markdown
from nb2prod.rules.model import Case

ASKING, OTHER = code("x = input()"), code("import os\ny = input()")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)


def save(*cells: object, name: str = "nb.ipynb", ids: bool = True) -> None:
    content = json.loads(file_text(Case(cells)))  # type: ignore[arg-type]
    for cell in content["cells"]:
        cell["id"] = "".join(filter(str.isalnum, "".join(cell["source"]))) or "none"
        if not ids:
            del cell["id"]
    Path(name).write_text(json.dumps(content, indent=1), encoding="utf-8")


def lint(*more: str) -> int:
    return main(["lint", ".", "--select", "NBX009,F401", "--baseline", "known.json", *more])


def entries() -> list[str]:
    return [entry["code"] for entry in json.loads(Path("known.json").read_text(encoding="utf-8"))["findings"]]


@pytest.mark.parametrize("ids", [True, False])
def test_known_findings_stay_known_when_cells_move(ids: bool, capsys: pytest.CaptureFixture[str]) -> None:
    save(ASKING, OTHER, ids=ids)
    assert lint("--write-baseline") == 0
    assert sorted(entries()) == ["F401", "NBX009", "NBX009"]

    save(markdown("# new"), OTHER, markdown("more"), ASKING, ids=ids)
    capsys.readouterr()
    assert lint() == 0
    assert capsys.readouterr().out == "No findings in 1 file; 3 findings known to the baseline.\n"


def test_a_new_finding_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    save(ASKING)
    lint("--write-baseline")
    save(ASKING, code("z = input()"))
    capsys.readouterr()

    assert lint() == 1
    assert "cell 2:1:5: NBX009" in capsys.readouterr().out


def test_a_second_one_of_its_kind_is_new() -> None:
    save(code("a = input()"))
    lint("--write-baseline")
    Path("nb.ipynb").write_text(
        Path("nb.ipynb").read_text(encoding="utf-8").replace("a = input()", "a = input() + input()"), encoding="utf-8"
    )

    assert lint() == 1


def test_what_is_mended_is_taken_out() -> None:
    save(ASKING, OTHER)
    lint("--write-baseline")
    save(ASKING)

    assert lint() == 0
    assert entries() == ["NBX009"]


def test_what_was_not_looked_for_stays() -> None:
    save(ASKING, OTHER)
    save(OTHER, name="other.ipynb")
    lint("--write-baseline")
    save(code("x = 1"))

    assert main(["lint", "nb.ipynb", "--select", "NBX001", "--baseline", "known.json"]) == 0
    assert len(entries()) == 5
    assert main(["lint", "nb.ipynb", "--select", "NBX009", "--baseline", "known.json"]) == 0
    assert sorted(entries()) == ["F401", "F401", "NBX009"]


def test_files_that_are_gone_are_forgotten() -> None:
    save(ASKING)
    save(OTHER, name="other.ipynb")
    lint("--write-baseline")
    Path("other.ipynb").unlink()

    assert lint() == 0
    assert entries() == ["NBX009"]


def test_a_build_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    save(ASKING)
    lint("--write-baseline")
    before = Path("known.json").read_bytes()
    save(code("x = 1"))
    monkeypatch.setenv("CI", "true")

    assert lint() == 0
    assert Path("known.json").read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": 99, "findings": []}', '{"schema": 1, "findings": [{}]}'])
def test_what_is_no_baseline_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    save(ASKING)
    Path("known.json").write_text(text, encoding="utf-8")

    assert lint() == 2
    assert "known.json" in capsys.readouterr().err


def test_a_baseline_that_is_not_there_is_refused() -> None:
    save(ASKING)

    assert lint() == 2
