"""`--types-from-checker`: asked once, and what it can't say is said."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from nb2prod.checker import check
from nb2prod.checker.programs import Answer
from nb2prod.checker.run import CheckerError
from nb2prod.cli import main
from tests.unit.cli.notebooks import write_notebook

Captured = pytest.CaptureFixture[str]
CODE = "from unheard import of\nx = of(1)\nprint(x)\n"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Path, int]]:
    """Each time that a checker is asked: its name, the interpreter, and the number of modules."""
    calls: list[tuple[str, Path, int]] = []

    def run(name: str, python: Path, modules: Mapping[str, str], folders: Sequence[Path]) -> list[Answer]:
        del folders
        calls.append((name, python, len(modules)))
        lines = {file: text.splitlines().index("reveal_type(x)") + 1 for file, text in modules.items()}
        return [Answer(file, line, "list[int]") for file, line in lines.items()]

    monkeypatch.setattr(check, "run_checker", run)
    return calls


def _types(out: str) -> list[tuple[str, str]]:
    notebooks = json.loads(out)["notebooks"]
    return [(each["type"], each["source"]) for one in notebooks for each in one["types"] if each["name"] == "x"]


def test_several_notebooks_are_one_question(capsys: Captured, asked: list[tuple[str, Path, int]]) -> None:
    Path("a.py").write_text(CODE)
    Path("b.py").write_text(CODE)

    main(
        ["analyze", "a.py", "b.py", "--types-from-checker", "pyrefly", "--python", "env/bin/python", "--format", "json"]
    )

    assert asked == [("pyrefly", Path("env/bin/python"), 2)]
    assert _types(capsys.readouterr().out) == [("list[int]", "checker")] * 2


def test_a_configuration_can_ask_too(capsys: Captured, asked: list[tuple[str, Path, int]]) -> None:
    Path("a.py").write_text(CODE)
    Path("nb2prod.toml").write_text('checker = "ty"\nchecker-python = "env/bin/python"\n')

    main(["analyze", "a.py", "--format", "json"])

    assert asked == [("ty", Path.cwd() / "env/bin/python", 1)]
    assert _types(capsys.readouterr().out) == [("list[int]", "checker")]


def test_without_the_option_nothing_is_asked(capsys: Captured, asked: list[tuple[str, Path, int]]) -> None:
    Path("a.py").write_text(CODE)

    main(["analyze", "a.py", "--format", "json"])

    assert asked == []
    assert _types(capsys.readouterr().out) == [("?", "unknown")]


def test_what_is_converted_is_annotated(asked: list[tuple[str, Path, int]]) -> None:
    cells = ("from unheard import of\nx = of(1)", "# Save", "import pandas as pd\ny = pd.Series(x)\ny.to_csv('a.csv')")
    write_notebook(Path("a.ipynb"), cells)

    main(["convert", "a.ipynb", "-o", "out", "--types-from-checker", "pyrefly", "-q"])

    assert len(asked) == 1
    steps = json.loads(Path("out/conversion.json").read_text())["notebooks"][0]["functions"]
    texts = "".join(path.read_text() for path in Path("out/src/out").glob("*.py"))
    assert any(each["source"] == "checker" for step in steps for each in (*step["parameters"], *step["returns"]))
    assert "list[int]" in texts


def test_a_failure_is_a_warning(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Answer]:
        raise CheckerError("it is ill")

    monkeypatch.setattr(check, "run_checker", fail)
    Path("a.py").write_text(CODE)

    assert main(["analyze", "a.py", "--types-from-checker", "pyrefly"]) == 0
    assert "warning: no types from a checker: it is ill" in capsys.readouterr().out
