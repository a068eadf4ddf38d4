"""Exit codes, and what is said where, from the command line to the end."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import nb2prod
from nb2prod import pipeline
from nb2prod.cli import main
from nb2prod.finding import Location, UnreadableInputError
from tests.unit.cli.notebooks import write_notebook

Captured = pytest.CaptureFixture[str]


def test_done_is_zero_and_says_nothing_on_standard_error(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    code = main(["analyze", "sales.ipynb"])

    said = capsys.readouterr()
    assert code == 0
    assert "pandas.read_csv loads" in said.out
    assert said.err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["analyse", "a.ipynb"],
        ["convert", "a.ipynb"],
        ["convert", "a.ipynb", "-o", "out", "--name", " "],
        ["analyze", "a.ipynb", "--format", "xml"],
        ["analyze", "a.ipynb", "--form", "json"],
        ["plan"],
        ["completion", "tcsh"],
        ["knowledge"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_two_and_names_the_help(arguments: list[str], capsys: Captured) -> None:
    code = main(arguments)

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert "--help" in said.err


def _broken(text: str) -> str:
    Path("broken.ipynb").write_text(text, encoding="utf-8")
    return "broken.ipynb"


@pytest.mark.parametrize("command", [["analyze"], ["plan"], ["convert", "-o", "out"]], ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("text", "message"), [("{", "not JSON"), ("", "empty"), ("<<<<<<< HEAD\n{}", "conflict"), (None, "no such file")]
)
def test_input_that_cannot_be_read_is_two_with_a_way_out(
    command: list[str], text: str | None, message: str, capsys: Captured
) -> None:
    path = "nowhere.ipynb" if text is None else _broken(text)

    code = main([*command, path])

    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert said.err.startswith(f"error: {path}")
    assert message in said.err
    assert len(said.err.splitlines()) == 2, "place and message on one line, the way out on the next"
    assert not Path("out").exists()


def test_a_location_in_a_cell_is_named(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise UnreadableInputError("this is odd", location=Location(Path("a.ipynb"), 8, None, 2, 5), way_out="Mend it.")

    monkeypatch.setattr(pipeline, "analyze", refuse)

    assert main(["plan", "a.ipynb"]) == 2
    assert capsys.readouterr().err == "error: a.ipynb:cell 8:2:5: this is odd\n  Mend it.\n"


def test_a_wrong_configuration_is_two(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    Path("nb2prod.toml").write_text("exploraton = 'drop'\n", encoding="utf-8")

    assert main(["analyze", "sales.ipynb", "sales.ipynb"]) == 2
    said = capsys.readouterr()
    assert said.err.count("unknown key `exploraton`") == 1
    assert "`exploration`" in said.err


def _fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError("nothing to\nshare \x1b[31m")


def test_an_internal_error_is_three_and_says_what_to_report(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "analyze", _fail)

    code = main(["plan", "a b.ipynb"])

    said = capsys.readouterr()
    assert code == 3
    assert said.out == ""
    assert said.err.startswith("internal error: ZeroDivisionError: nothing to share \\x1b[31m\n")
    assert "command: nb2prod plan 'a b.ipynb'" in said.err
    assert nb2prod.__version__ in said.err
    assert "nb2prod/cli/plan.py:" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("how", ["-v", "NB2PROD_DEBUG"])
def test_the_traceback_is_shown_when_asked(how: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "analyze", _fail)
    if how == "NB2PROD_DEBUG":
        monkeypatch.setenv(how, "1")

    assert main(["plan", "a.ipynb", *([how] if how == "-v" else [])]) == 3
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS])
def test_what_the_system_refuses_is_two(number: int, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number), "somewhere")

    monkeypatch.setattr(pipeline, "analyze", refuse)

    assert main(["plan", "a.ipynb"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: somewhere: {os.strerror(number)}\n")
    assert "internal" not in said


def test_control_c_is_130_and_quiet(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "analyze", interrupt)

    assert main(["plan", "a.ipynb"]) == 130
    assert capsys.readouterr() == ("", "")


def test_one_notebook_that_cannot_be_read_does_not_stop_the_others(capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))

    code = main(["analyze", "nowhere.ipynb", "sales.ipynb", _broken("{")])

    said = capsys.readouterr()
    assert code == 2
    assert "sales.ipynb: 4 code cells" in said.out
    assert said.err.count("error: ") == 2


def test_one_notebook_that_shows_a_bug_does_not_stop_the_others(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_notebook(Path("sales.ipynb"))
    analyze = pipeline.analyze
    monkeypatch.setattr(
        pipeline, "analyze", lambda path, config: _fail() if path.name == "bug.ipynb" else analyze(path, config)
    )

    code = main(["analyze", "bug.ipynb", "sales.ipynb"])

    said = capsys.readouterr()
    assert code == 3
    assert "notebook: bug.ipynb" in said.err
    assert "sales.ipynb: 4 code cells" in said.out


def test_a_pipe_that_closes_early_is_no_error() -> None:
    write_notebook(Path("sales.ipynb"))
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [sys.executable, "-m", "nb2prod", "analyze", "sales.ipynb"],
        env={**os.environ, "PYTHONPATH": str(Path(nb2prod.__file__).parents[1])},
        stdout=writing,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writing)

    assert done.returncode == 141
    assert done.stderr == b""


class _Full(io.StringIO):
    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_standard_output_on_a_full_disk_is_two(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    write_notebook(Path("sales.ipynb"))
    monkeypatch.setattr(sys, "stdout", _Full())

    assert main(["analyze", "sales.ipynb"]) == 2
    assert capsys.readouterr().err == "error: the output can't be written: No space left on device\n"
