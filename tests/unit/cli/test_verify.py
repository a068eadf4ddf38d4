"""`nb2prod verify`: arguments, refusals and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.cli import main
from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.verify import exit_code
from nb2prod.verify.model import Conditions, Failure, Kind, Seconds, Side, Value, Verdict, Verification
from tests.unit.cli.notebooks import write_notebook


def _done(*verdicts: Verdict, failure: Failure | None = None) -> Verification:
    values = tuple(Value(Kind.VARIABLE, "x", 1, "prep.load", verdict) for verdict in verdicts)
    conditions = Conditions("python", "9", (), {}, "off", 0.0)
    return Verification(Path("nb.ipynb"), Path("made"), values, conditions, Seconds(), failure=failure)


@pytest.mark.parametrize(
    ("done", "code"),
    [
        (_done(Verdict.EQUAL, Verdict.NOT_COMPARED), ExitCode.DONE),
        (_done(Verdict.EQUAL, Verdict.DIFFERENT), ExitCode.TO_SAY),
        (_done(Verdict.NOT_COMPARED), ExitCode.TO_SAY),
        (_done(), ExitCode.TO_SAY),
        (_done(failure=Failure(Side.NOTEBOOK, "ValueError")), ExitCode.USAGE),
        (_done(Verdict.EQUAL, failure=Failure(Side.PACKAGE, "ValueError")), ExitCode.USAGE),
    ],
)
def test_the_exit_code_follows_the_verdict(done: Verification, code: ExitCode) -> None:
    assert exit_code(done) is code


@pytest.mark.parametrize("option", [("--timeout", "0"), ("--rtol", "-1"), ("--rtol", "nan"), ("--memory", "much")])
def test_impossible_numbers_are_refused(option: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "nb.ipynb", "made", *option]) == ExitCode.USAGE
    assert option[0] in capsys.readouterr().err


def test_what_is_no_project_and_an_unknown_interpreter_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = write_notebook(tmp_path / "nb.ipynb", ("x = 1", "print(x)"))
    assert main(["verify", str(notebook), str(tmp_path)]) == ExitCode.USAGE
    assert "conversion.json" in capsys.readouterr().err
    assert main(["convert", str(notebook), "-o", "made", "-q"]) == ExitCode.DONE
    assert main(["verify", str(notebook), "made", "--python", "no-such-python"]) == ExitCode.USAGE
    assert "--python" in capsys.readouterr().err


@pytest.mark.slow
def test_a_comparison_is_reported_for_people_and_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = write_notebook(tmp_path / "nb.ipynb", ("x = 1", "print(x)"))
    main(["convert", str(notebook), "-o", "made", "-q"])
    capsys.readouterr()
    assert main(["verify", str(notebook), "made"]) == ExitCode.DONE
    assert "made: equal\n  1 value: 1 equal\n" in capsys.readouterr().out
    assert main(["verify", str(notebook), "made", "--format", "json"]) == ExitCode.DONE
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "equal"
    assert [value["name"] for value in document["values"]] == ["x"]
