"""After suppressing all findings there are none, and the code does what it did."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nb2prod.cli import main
from nb2prod.rules.cases import code, file_text, markdown
from nb2prod.rules.model import Case

SELECTED = "NBX001,NBX009,NBH012,NBI004,NBX008,F401"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def suppressed(case: Case) -> dict[str, Any]:
    path = Path(case.path.name)
    path.write_text(file_text(case), encoding="utf-8")
    assert main(["lint", ".", "--select", SELECTED]) == 1
    assert main(["lint", ".", "--select", SELECTED, "--add-noqa"]) == 0
    assert main(["lint", ".", "--select", f"{SELECTED},NBH013"]) == 0
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    assert path.read_text(encoding="utf-8") == json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    return content


def sources(content: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in content["cells"]]


def test_lines_get_comments() -> None:
    content = suppressed(Case((markdown("# É"), code("import os\nx = input()\ny = f(input(), # noqa: E501\n  1)"))))

    assert (
        sources(content)[1]
        == "import os  # noqa: F401\nx = input()  # noqa: NBX009\ny = f(input(), # noqa: E501, NBX009\n  1)"
    )


def test_where_no_comment_can_stand_the_cell_gets_a_tag() -> None:
    content = suppressed(Case((markdown("# t"), code("!pip install x"), code("x = f'''{input()}\n'''", tags=["a"]))))

    assert sources(content)[1:] == ["!pip install x", "x = f'''{input()}\n'''"]
    assert [cell["metadata"].get("tags") for cell in content["cells"]] == [
        None,
        ["nb2prod:noqa=NBI004"],
        ["a", "nb2prod:noqa=NBX009"],
    ]


def test_findings_about_cells_and_files_stand_in_metadata() -> None:
    content = suppressed(Case((code("a = 1", count=2), code("b = 1", count=1)), metadata={"x": 1}))

    assert content["cells"][1]["metadata"]["tags"] == ["nb2prod:noqa=NBX001"]
    assert content["metadata"] == {"x": 1, "nb2prod": {"noqa": ["NBH012"]}}


def test_modules_get_comments() -> None:
    Path("m.py").write_text("import os\n", encoding="utf-8")

    assert main(["lint", ".", "--select", "F401", "--add-noqa"]) == 0
    assert Path("m.py").read_text(encoding="utf-8") == "import os  # noqa: F401\n"


def test_old_formats_are_said_to_be_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [{"cell_type": "code", "language": "python", "outputs": [], "input": ["x = input()"]}]
    text = json.dumps({"nbformat": 3, "metadata": {}, "worksheets": [{"cells": cells}]})
    Path("old.ipynb").write_text(text, encoding="utf-8")

    assert main(["lint", ".", "--select", "NBX009", "--add-noqa"]) == 2
    assert "format 4" in capsys.readouterr().err
    assert Path("old.ipynb").read_text(encoding="utf-8") == text
