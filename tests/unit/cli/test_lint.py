"""`nb2prod lint` as a user calls it: what it finds, and what its exit code says."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nb2prod.cli import main
from nb2prod.rules.cases import code, file_text, markdown
from nb2prod.rules.model import Case

DIRTY = Case((markdown("# Title"), code("import os\nx = input()", count=2), code("y = x", count=1)))
CLEAN = Case((code("x = 1\nprint(x)", count=1),))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def save(case: Case, name: str = "nb.ipynb") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(file_text(case), encoding="utf-8")
    return path


def findings(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[Mapping[str, Any]]:
    main(["lint", *arguments, "--format", "json"])
    found: list[Mapping[str, Any]] = json.loads(capsys.readouterr().out)["findings"]
    return found


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    return [finding["code"] for finding in findings(capsys, *arguments)]


def test_findings_of_ours_and_of_ruff_stand_in_the_order_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)

    assert main(["lint", "nb.ipynb", "--select", "NBX001,NBX009,F401"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("nb.ipynb:cell 2:1:8: F401 ")
    assert lines[1].startswith("nb.ipynb:cell 2:2:5: NBX009 ")
    assert lines[2].startswith("nb.ipynb:cell 3:1:1: NBX001 ")
    assert lines[-1] == "3 findings in 1 of 1 file."


def test_json_has_all_coordinates(capsys: pytest.CaptureFixture[str]) -> None:
    path = save(DIRTY)
    lines = path.read_text(encoding="utf-8").splitlines()

    for finding in findings(capsys, "nb.ipynb", "--select", "NBX009,F401"):
        place = {key: finding[key] for key in ("path", "cell", "cell_id", "end_line")}
        assert place == {"path": "nb.ipynb", "cell": 2, "cell_id": "cell-2", "end_line": finding["line"]}
        assert {"F401": "import os", "NBX009": "input()"}[finding["code"]] in lines[finding["physical_line"] - 1]
        assert finding["end_column"] > finding["column"]


def test_a_clean_notebook_is_said_to_be_clean(capsys: pytest.CaptureFixture[str]) -> None:
    save(CLEAN)

    assert main(["lint", "nb.ipynb"]) == 0
    assert capsys.readouterr().out == "No findings in 1 file.\n"


def test_findings_need_not_fail(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)

    assert main(["lint", ".", "--exit-zero"]) == 0
    assert "NBX001" in capsys.readouterr().out


def test_an_unreadable_notebook_is_never_green(capsys: pytest.CaptureFixture[str]) -> None:
    save(CLEAN)
    Path("broken.ipynb").write_text("{", encoding="utf-8")

    assert main(["lint", ".", "--exit-zero"]) == 2
    shown = capsys.readouterr()
    assert "broken.ipynb" in shown.err
    assert "1 file not readable" in shown.out


def test_a_notebook_in_another_language_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    save(Case((code("x <- input()"),), metadata={"kernelspec": {"name": "ir", "language": "R"}}))

    assert main(["lint", "."]) == 0
    assert capsys.readouterr().out == "No findings in 1 file; 1 file in another language passed over.\n"


@pytest.mark.parametrize("selected", ["NBZ", "NBX999", "XYZ1"])
def test_an_unknown_code_is_refused(selected: str, capsys: pytest.CaptureFixture[str]) -> None:
    save(CLEAN)

    assert main(["lint", ".", "--select", selected]) == 2
    assert selected in capsys.readouterr().err


def test_a_path_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", "none"]) == 2
    assert "none: no such file" in capsys.readouterr().err


def test_selecting_our_own_rules_leaves_ruff_out(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)

    assert codes(capsys, ".", "--select", "NBX001,NBX009") == ["NBX009", "NBX001"]
    assert codes(capsys, ".", "--select", "NBX00", "--ignore", "NBX001,NBX003") == ["NBX009"]
    assert codes(capsys, ".", "--select", "F401") == ["F401"]


def test_noqa_holds_for_both(capsys: pytest.CaptureFixture[str]) -> None:
    save(Case("import os  # noqa: F401\nx = input()  # noqa: NBX009\nprint(x)"))

    assert codes(capsys, ".", "--select", "F401,NBX009,RUF100") == []


@pytest.mark.parametrize(
    "case",
    [
        Case((code("import os\nx = input()", tags=["nb2prod:noqa"]),)),
        Case((code("import os\nx = input()", tags=["nb2prod:noqa=F401,NBX"]),)),
        Case((code("import os\nx = input()", nb2prod={"noqa": ["F", "NBX009"]}),)),
        Case("import os\nx = input()", metadata={"nb2prod": {"noqa": True}}),
        Case("# nb2prod: noqa\n# %%\nimport os\nx = input()"),
        Case("# nb2prod: noqa: F401, NBX009\n# %%\nimport os\nx = input()"),
    ],
)
def test_cells_and_files_are_suppressed(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    save(case)

    assert codes(capsys, ".", "--select", "NBX009,F401") == []


def test_a_tag_reaches_no_other_cell(capsys: pytest.CaptureFixture[str]) -> None:
    save(Case((code("import os", tags=["nb2prod:noqa"]), code("x = input()\nimport re"))))

    assert codes(capsys, ".", "--select", "NBX009,F401") == ["NBX009", "F401"]


def test_the_configuration_holds(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)
    save(DIRTY, "drafts/nb.ipynb")
    save(DIRTY, "old/nb.ipynb")
    Path("pyproject.toml").write_text(
        '[tool.nb2prod.lint]\nselect = ["NBX001", "NBX009"]\nruff = false\nexclude = ["old"]\n'
        '[tool.nb2prod.lint.per-file-ignores]\n"drafts/*" = ["NBX001"]\n',
        encoding="utf-8",
    )

    found = [(finding["path"], finding["code"]) for finding in findings(capsys, ".")]
    assert found == [("nb.ipynb", "NBX009"), ("nb.ipynb", "NBX001"), ("drafts/nb.ipynb", "NBX009")]


def test_codes_of_ruff_have_no_place_in_our_configuration(capsys: pytest.CaptureFixture[str]) -> None:
    save(CLEAN)
    Path("nb2prod.toml").write_text('[lint]\nselect = ["F401"]\n', encoding="utf-8")

    assert main(["lint", "."]) == 2
    assert "ruff's own configuration" in capsys.readouterr().err


def test_ruffs_own_configuration_holds(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)
    Path("ruff.toml").write_text('[lint]\nselect = ["D100"]\n', encoding="utf-8")

    assert "F401" not in codes(capsys, ".")


def test_standard_input_is_linted(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = file_text(DIRTY).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))

    arguments = ["lint", "-", "--stdin-filename", "a/nb.ipynb", "--select", "NBX009,F401"]
    assert main(arguments) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("a/nb.ipynb:cell 2:1:8: F401")
    assert lines[1].startswith("a/nb.ipynb:cell 2:2:5: NBX009")
    assert main(["lint", "-"]) == 2


def test_statistics_count_by_rule(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)
    save(DIRTY, "other.ipynb")

    assert main(["lint", ".", "--select", "NBX001,NBX009", "--statistics"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "2 NBX001     out-of-order",
        "2 NBX009     live-input",
        "4 findings in 2 of 2 files.",
    ]


def test_findings_go_to_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    save(DIRTY)

    assert main(["lint", ".", "--format", "json", "--output", "reports/lint.json"]) == 1
    assert capsys.readouterr().out == ""
    assert json.loads(Path("reports/lint.json").read_text(encoding="utf-8"))["findings"]


def test_modules_are_linted_without_cells(capsys: pytest.CaptureFixture[str]) -> None:
    Path("m.py").write_text("x = 1\nimport os\n", encoding="utf-8")

    main(["lint", ".", "--select", "F401"])
    assert capsys.readouterr().out.startswith("m.py:2:8: F401 ")


_PLUGIN = """
from nb2prod.rules.model import Hit, NotebookRule

def check(unit):
    {body}

RULE = NotebookRule(code="{code}", name="acme-rule", summary="of others", check=check)
"""


def lint_with_plugin(folder: Path, body: str, said: str = "ACME001") -> subprocess.CompletedProcess[str]:
    """Run in a process of its own, into which a distribution with a rule is installed."""
    site = folder / "site"
    info = site / "acme_rules-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text("[nb2prod.rules]\nACME001 = acme_rules\n", encoding="utf-8")
    (site / "acme_rules.py").write_text(_PLUGIN.format(body=body, code=said), encoding="utf-8")
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, str(site)])}
    command = [sys.executable, "-m", "nb2prod", "lint", ".", "--no-ruff"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=folder)


def test_rules_of_third_parties_are_asked(tmp_path: Path) -> None:
    save(CLEAN)
    done = lint_with_plugin(tmp_path, "yield Hit('theirs')")

    assert done.returncode == 1
    assert "nb.ipynb:1:1: ACME001 theirs" in done.stdout


def test_a_rule_that_fails_is_told_and_never_green(tmp_path: Path) -> None:
    save(DIRTY)
    done = lint_with_plugin(tmp_path, "raise KeyError('gone')")

    assert done.returncode == 3
    assert "ACME001 failed: KeyError: 'gone'" in done.stderr
    assert "NBX001" in done.stdout


@pytest.mark.parametrize(("body", "said"), [("return []", "ACME002"), ("return (", "ACME001")])
def test_a_broken_plugin_is_refused(body: str, said: str, tmp_path: Path) -> None:
    save(CLEAN)
    done = lint_with_plugin(tmp_path, body, said)

    assert done.returncode == 2
    assert "ACME001" in done.stderr
    assert "acme_rules" in done.stderr


def test_rules_are_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "NBX"]) == 0
    assert capsys.readouterr().out.startswith("NBX001  out-of-order ")
    assert main(["rules", "--format", "json"]) == 0
    assert {"NBX001", "NBX009"} <= {rule["code"] for rule in json.loads(capsys.readouterr().out)["rules"]}
    assert main(["explain", "out-of-order"]) == 0
    assert "## Why it matters in production" in capsys.readouterr().out
    assert main(["explain", "NBX999"]) == 2
