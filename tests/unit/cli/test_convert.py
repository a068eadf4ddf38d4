"""`nb2prod convert` and `nb2prod plan`, end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nb2prod.cli import main
from tests.unit.cli.notebooks import STORY, write_notebook

Captured = pytest.CaptureFixture[str]


def _convert_json(capsys: Captured, *arguments: str) -> dict[str, Any]:
    assert main(["convert", "--format", "json", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    record: dict[str, Any] = json.loads(said.out)
    return record


def _tree() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


def test_the_summary_says_where_what_and_what_next(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["convert", "sales.ipynb", "-o", "out"]) == 0

    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("Wrote out (package `out`) from sales.ipynb\n")
    assert "5 statements in " in said.out
    assert "only shows a value" in said.out
    assert "that wait until something is supplied" in said.out
    assert "sales.head()" in said.out
    assert said.out.endswith("  python -m pip install -e out\n  python -m out run --base .\n")
    assert (Path("out") / "conversion.json").is_file()


def test_json_has_the_documented_shape(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    record = _convert_json(capsys, "sales.ipynb", "-o", "out")

    assert set(record) == {
        *("schema", "nb2prod", "output", "name", "package", "files", "statements", "dispositions", "functions"),
        *("cells", "notes", "dependencies", "dry_run", "refusal", "written", "verification", "recording", "tests"),
    }
    assert record["tests"].keys() == {"real", "stubs"}
    assert (record["schema"], record["output"], record["package"], record["dry_run"]) == (1, "out", "out", False)
    assert sum(record["dispositions"].values()) == record["statements"] == 5
    assert set(record["dispositions"]) == {
        *("moved", "hoisted", "inline", "exploration", "translated", "merged", "omitted", "leftover")
    }
    assert [cell["index"] for cell in record["cells"]] == [2, 3, 4, 5]
    assert all(set(cell) == {"notebook", "index", "role", "activity", "dispositions"} for cell in record["cells"])
    assert sum(sum(cell["dispositions"].values()) for cell in record["cells"]) == 5
    for function in record["functions"]:
        assert function["name"].isidentifier()
        for value in [*function["parameters"], *function["returns"]]:
            assert {"name", "type", "source"} <= set(value)
    assert {"name": "sales", "type": "pandas.DataFrame"}.items() <= record["functions"][0]["returns"][0].items()
    assert record["dependencies"] == {"known": ["pandas"], "unknown": [], "notes": []}
    assert sorted(record["written"]["created"]) == sorted(record["files"])
    for file in record["files"]:
        assert (Path("out") / file).is_file()


def test_json_agrees_with_the_record_in_the_project(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    record = _convert_json(capsys, "sales.ipynb", "-o", "out")

    kept = json.loads((Path("out") / "conversion.json").read_text(encoding="utf-8"))
    for key in ("nb2prod", "name", "package", "files", "statements", "dispositions"):
        assert record[key] == kept[key]


def test_a_dry_run_writes_nothing_and_shows_the_tree(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    before = _tree()

    assert main(["convert", "sales.ipynb", "-o", "out", "--dry-run"]) == 0

    shown = capsys.readouterr().out
    assert _tree() == before
    assert not Path("out").exists()
    assert "├── pipeline.py" in shown
    assert "Would write out" in shown
    assert "+++" not in shown
    assert "pip install" not in shown


def test_a_dry_run_into_a_new_folder_shows_every_file_when_asked(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["convert", "sales.ipynb", "-o", "out", "--dry-run", "-v"]) == 0
    assert "+++ b/src/out/pipeline.py" in capsys.readouterr().out


def test_a_dry_run_shows_the_difference_from_what_is_there(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    main(["convert", "sales.ipynb", "-o", "out", "-q"])
    write_notebook(Path("sales.ipynb"), (*STORY[:2], "sales = pd.read_csv('other.csv')", *STORY[3:]))
    before = _tree()

    record = _convert_json(capsys, "sales.ipynb", "-o", "out", "--dry-run")

    assert _tree() == before
    assert record["dry_run"] is True
    assert "-    " in record["diff"]
    assert "other.csv" in record["diff"]
    assert record["written"]["updated"]
    assert record["written"]["created"] == []


def test_a_dry_run_says_that_edited_files_would_stop_it(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    main(["convert", "sales.ipynb", "-o", "out", "-q"])
    settings = Path("out/src/out/settings.py")
    settings.write_text(settings.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")

    assert main(["convert", "sales.ipynb", "-o", "out", "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "-# mine" in shown
    assert "would be refused" in shown
    record = _convert_json(capsys, "sales.ipynb", "-o", "out", "--dry-run")
    assert record["written"] is None
    assert "settings.py" in record["refusal"]

    assert main(["convert", "sales.ipynb", "-o", "out"]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["convert", "sales.ipynb", "-o", "out", "--force"]) == 0
    assert "# mine" not in settings.read_text(encoding="utf-8")


@pytest.mark.parametrize("extra", [[], ["--dry-run"]], ids=["earnest", "dry"])
def test_a_folder_that_is_not_ours_is_refused(extra: list[str], capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    Path("out").mkdir()
    Path("out/mine.txt").write_text("mine", encoding="utf-8")
    before = _tree()

    assert main(["convert", "sales.ipynb", "-o", "out", *extra]) == 2
    assert "holds no earlier conversion" in capsys.readouterr().err
    assert _tree() == before


def test_strict_says_that_something_was_left_out(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    write_notebook(Path("clean.ipynb"), ("import pandas as pd", "a = pd.read_csv('a.csv')\na.to_csv('b.csv')"))

    assert main(["convert", "sales.ipynb", "-o", "out", "--strict"]) == 1
    assert capsys.readouterr().err == ""
    assert main(["convert", "sales.ipynb", "-o", "out", "--strict", "--dry-run"]) == 1
    assert main(["convert", "clean.ipynb", "-o", "clean", "--strict"]) == 0


def test_strict_may_stand_in_the_configuration() -> None:
    write_notebook(Path("sales.ipynb"))
    Path("team.toml").write_text("strict = true\nname = 'shop'\n", encoding="utf-8")

    assert main(["convert", "sales.ipynb", "-o", "out", "-q", "--config", "team.toml"]) == 1
    assert json.loads(Path("out/conversion.json").read_text(encoding="utf-8"))["package"] == "shop"


def test_a_name_on_the_command_line_wins(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    Path("nb2prod.toml").write_text("name = 'shop'\n", encoding="utf-8")

    assert _convert_json(capsys, "sales.ipynb", "-o", "out", "--name", "my-sales")["package"] == "my_sales"


def test_quiet_says_nothing_but_answers_programs(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["convert", "sales.ipynb", "-o", "out", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert _convert_json(capsys, "sales.ipynb", "-o", "out", "--quiet")["written"]["created"] == []


def test_several_notebooks_become_one_project(capsys: Captured) -> None:
    write_notebook(Path("one.ipynb"))
    write_notebook(Path("two.ipynb"))

    record = _convert_json(capsys, "one.ipynb", "two.ipynb", "-o", "out")

    assert {cell["notebook"] for cell in record["cells"]} == {"one.ipynb", "two.ipynb"}
    assert {function["subpackage"] for function in record["functions"]} == {"one", "two"}
    assert record["statements"] == sum(record["dispositions"].values()) == 10


def test_one_bad_notebook_of_several_means_that_nothing_is_written(capsys: Captured) -> None:
    write_notebook(Path("one.ipynb"))

    assert main(["convert", "one.ipynb", "nowhere.ipynb", "-o", "out"]) == 2
    assert "nowhere.ipynb" in capsys.readouterr().err
    assert not Path("out").exists()


def test_what_the_configuration_excludes_is_passed_over_aloud(capsys: Captured) -> None:
    write_notebook(Path("one.ipynb"))
    write_notebook(Path("scratch_two.ipynb"))
    Path("nb2prod.toml").write_text("exclude = ['scratch*']\n", encoding="utf-8")

    assert main(["convert", "one.ipynb", "scratch_two.ipynb", "-o", "out"]) == 0
    assert capsys.readouterr().err == "passed over: scratch_two.ipynb (excluded by `scratch*`)\n"
    assert main(["convert", "scratch_two.ipynb", "-o", "two"]) == 2
    assert not Path("two").exists()


def test_the_notebook_is_never_changed() -> None:
    notebook = write_notebook(Path("sales.ipynb"))
    before = (notebook.read_bytes(), notebook.stat().st_mtime_ns)

    main(["convert", "sales.ipynb", "-o", "out", "-q"])

    assert (notebook.read_bytes(), notebook.stat().st_mtime_ns) == before


def test_a_cell_that_is_no_python_is_said(capsys: Captured) -> None:
    write_notebook(Path("odd.ipynb"), ("x = 1", "def f(:", "print(x)"))

    assert main(["convert", "odd.ipynb", "-o", "out"]) == 0
    shown = capsys.readouterr().out
    assert "1 no Python, kept in leftovers/: " in shown
    assert "cell 2:1  def f(:" in shown


def test_an_import_that_nobody_knows_is_for_a_person_to_decide(capsys: Captured) -> None:
    write_notebook(Path("odd.ipynb"), ("import zorgblatt_internal", "zorgblatt_internal.go()"))

    assert main(["convert", "odd.ipynb", "-o", "out"]) == 0
    assert "which distributions provide `zorgblatt_internal`?" in capsys.readouterr().out


def test_plan_shows_the_package_and_writes_nothing(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    before = _tree()

    assert main(["plan", "sales.ipynb"]) == 0

    said = capsys.readouterr()
    assert said.err == ""
    assert _tree() == before
    assert "preparation.py\n" in said.out
    assert "SALES_PATH" in said.out
    assert "pipeline.py\n" in said.out
    assert "only shows a value" in said.out


def test_plan_in_json_has_the_documented_shape(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    assert main(["plan", "sales.ipynb", "--format", "json"]) == 0

    record = json.loads(capsys.readouterr().out)
    assert set(record) == {
        *("schema", "nb2prod", "path", "title", "modules", "functions", "settings", "steps", "outputs"),
        *("statements", "dispositions", "left_out", "requirements", "imports", "notes"),
    }
    assert record["title"] == "Sales"
    assert sum(record["dispositions"].values()) == record["statements"] == 5
    assert record["settings"][0]["default"] == "'sales.csv'"
    steps = [(step["module"], step["function"]) for step in record["steps"]]
    assert steps == [(function["module"], function["name"]) for function in record["functions"]]
    assert [entry["source"] for entry in record["left_out"]] == ["sales.head()"]
    assert record["imports"] == ["pandas"]


def test_a_secret_is_shown_nowhere(capsys: Captured) -> None:
    secret = "sk-abcdefghijk12345678XYZ"
    write_notebook(Path("odd.ipynb"), (f"api_key = '{secret}'", "print(api_key)"))

    for command in (["analyze", "-v"], ["analyze", "--format", "json"], ["plan"], ["plan", "--format", "json"]):
        assert main([*command, "odd.ipynb"]) == 0
        assert secret not in capsys.readouterr().out
    assert main(["convert", "odd.ipynb", "-o", "out", "-v"]) == 0
    assert secret not in capsys.readouterr().out


def test_a_dry_run_can_not_be_verified(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    assert main(["convert", "sales.ipynb", "-o", "out", "--dry-run", "--verify"]) == 2
    assert "--dry-run" in capsys.readouterr().err


@pytest.mark.slow
def test_verifying_puts_the_verdict_into_summary_and_record(capsys: Captured) -> None:
    write_notebook(Path("sums.ipynb"), ("x = [1, 2]", "total = sum(x)\nprint(total)"))
    assert main(["convert", "sums.ipynb", "-o", "out", "--verify"]) == 0
    assert "verified\n  sums.ipynb and out: equal\n    2 values: 2 equal\n" in capsys.readouterr().out
    record = json.loads((Path("out") / "conversion.json").read_text(encoding="utf-8"))
    assert record["notebooks"][0]["verification"] == {
        "verdict": "equal",
        "counts": {"equal": 2, "different": 0, "not compared": 0},
        "failure": None,
    }
    # The record is ours still: converting again is not refused.
    assert main(["convert", "sums.ipynb", "-o", "out", "-q"]) == 0


@pytest.mark.slow
def test_verifying_a_notebook_that_fails_says_so(capsys: Captured) -> None:
    write_notebook(Path("sums.ipynb"), ("x = [1, 2]", "print(x)\nx[5]"))
    assert main(["convert", "sums.ipynb", "-o", "out", "--verify"]) == 2
    assert "the notebook could not run: cell 2, line 2" in capsys.readouterr().out
