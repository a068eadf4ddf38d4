"""`nb2prod analyze` and `nb2prod knowledge`, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nb2prod.cli import main
from tests.unit.cli.notebooks import write_notebook

Captured = pytest.CaptureFixture[str]


def _analyze_json(capsys: Captured, *paths: str) -> dict[str, Any]:
    main(["analyze", "--format", "json", *paths])
    record: dict[str, Any] = json.loads(capsys.readouterr().out)
    return record


def test_json_has_the_documented_shape(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    record = _analyze_json(capsys, "sales.ipynb")

    assert set(record) == {"schema", "nb2prod", "notebooks", "errors"}
    (notebook,) = record["notebooks"]
    assert set(notebook) == {"path", "language", "story", "cells", "types", "edges", "unparsed", "warnings"}
    assert (notebook["path"], notebook["language"]) == ("sales.ipynb", "python")
    assert notebook["story"] == [
        {"verb": "loads", "objects": ["sales.csv"]},
        {"verb": "prepares", "objects": ["engineer"]},
        {"verb": "saves", "objects": ["totals.csv"]},
    ]
    assert [(cell["index"], cell["role"], cell["activity"]) for cell in notebook["cells"]] == [
        (2, "preparation", "import"),
        (3, "preparation", "load"),
        (4, "preprocessing", "engineer"),
        (5, "output", "save"),
    ]
    for cell in notebook["cells"]:
        assert set(cell) == {
            *("index", "id", "role", "activity", "roles", "activities", "definition", "confidence", "statements")
        }
        assert cell["roles"][0] == cell["role"]
        assert 0 < cell["confidence"] <= 1


def test_json_tells_names_types_and_edges(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    (notebook,) = _analyze_json(capsys, "sales.ipynb")["notebooks"]

    load, look = notebook["cells"][1]["statements"]
    assert set(load) == {
        *("ordinal", "line", "source", "role", "activity", "definition", "confidence", "evidence"),
        *("reads", "binds", "mutates", "unknown_calls", "columns"),
    }
    assert (load["ordinal"], load["line"], load["source"]) == (0, 1, "sales = pd.read_csv('sales.csv')")
    assert load["binds"] == ["sales"]
    assert "pd" in load["reads"]
    assert (look["ordinal"], look["line"], look["activity"]) == (1, 2, "inspect")
    assert notebook["cells"][2]["statements"][0]["mutates"] == ["sales"]
    frame = next(entry for entry in notebook["types"] if entry["name"] == "sales")
    assert (frame["cell"], frame["ordinal"], frame["type"], frame["source"]) == (3, 0, "pandas.DataFrame", "table")
    edge = {"name": "sales", "from": {"cell": 4, "ordinal": 0}, "to": {"cell": 5, "ordinal": 0}}
    assert edge in notebook["edges"]


def test_json_says_what_was_passed_over(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    record = _analyze_json(capsys, "nowhere.ipynb", "sales.ipynb")

    assert [notebook["path"] for notebook in record["notebooks"]] == ["sales.ipynb"]
    (error,) = record["errors"]
    assert (error["path"], error["message"], error["cell"]) == ("nowhere.ipynb", "no such file", None)
    assert error["way_out"]


def test_a_cell_that_does_not_parse_is_listed(capsys: Captured) -> None:
    write_notebook(Path("odd.ipynb"), ("x = 1", "y = 2\ndef f(:"))

    (notebook,) = _analyze_json(capsys, "odd.ipynb")["notebooks"]

    assert [(broken["cell"], broken["line"]) for broken in notebook["unparsed"]] == [(2, 2)]
    assert [cell["index"] for cell in notebook["cells"]] == [1, 2]
    assert notebook["cells"][1]["statements"] == []


def test_the_text_tells_the_story_a_line_a_cell(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["analyze", "sales.ipynb"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sales.ipynb: 4 code cells, 5 statements, python"
    assert lines[1] == "  loads sales.csv; prepares data (engineer); saves totals.csv"
    assert lines[3].split() == ["cell", "role", "activity", "sure", "code", "names", "why"]
    assert lines[4].strip() == "# Sales"
    assert [line.split()[:3] for line in lines[5:9]] == [
        ["2", "preparation", "import"],
        ["3", "preparation", "load"],
        ["4", "preprocessing", "engineer"],
        ["5", "output", "save"],
    ]
    assert "sales = pd.read_csv(" in lines[6]
    assert "→ sales  " in lines[6]
    assert "pandas.read_csv loads" in lines[6]
    assert "~sales  " in lines[7]
    assert all(len(line) <= 120 for line in lines)


def test_verbose_adds_names_types_and_edges(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["analyze", "-v", "sales.ipynb"]) == 0

    shown = capsys.readouterr().out
    assert "binds sales: pandas.DataFrame (table, " in shown
    assert "from pd (2:1)" in shown
    assert "to sales (3:2), sales (4:1)" in shown


def test_a_python_module_can_be_analyzed(capsys: Captured) -> None:
    Path("load.py").write_text("import pandas as pd\ndf = pd.read_csv('a.csv')\n", encoding="utf-8")

    (notebook,) = _analyze_json(capsys, "load.py")["notebooks"]

    assert [(cell["index"], cell["activity"]) for cell in notebook["cells"]] == [(1, "load")]


def test_an_excluded_notebook_is_passed_over_aloud(capsys: Captured) -> None:
    write_notebook(Path("scratch.ipynb"))
    Path("nb2prod.toml").write_text("exclude = ['scratch*']\n", encoding="utf-8")

    assert main(["analyze", "scratch.ipynb"]) == 0
    assert capsys.readouterr() == ("", "passed over: scratch.ipynb (excluded by `scratch*`)\n")


def test_a_table_that_is_well_formed_is_said_to_be(capsys: Captured) -> None:
    Path("ours.toml").write_text("[library]\nname = 'ours'\nimports = ['ours']\n", encoding="utf-8")

    assert main(["knowledge", "check", "ours.toml"]) == 0
    assert capsys.readouterr() == ("ours.toml: well formed\n", "")


def test_a_table_with_mistakes_is_one_and_names_them(capsys: Captured) -> None:
    Path("ours.toml").write_text("[library]\nname = 'ours'\nimports = ['ours']\n[cals]\n", encoding="utf-8")

    assert main(["knowledge", "check", "ours.toml"]) == 1
    said = capsys.readouterr()
    assert "cals" in said.out
    assert said.err == "ours.toml: 1 problem\n"


def test_a_table_that_is_not_there_is_two() -> None:
    assert main(["knowledge", "check", "nowhere.toml"]) == 2
