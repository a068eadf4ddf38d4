"""`nb2prod record`: refusals and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.cli import main
from nb2prod.cli.exit_codes import ExitCode
from tests.unit.cli.notebooks import write_notebook


def test_what_is_no_project_and_an_unknown_interpreter_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = write_notebook(tmp_path / "nb.ipynb", ("x = 1", "print(x)"))
    assert main(["record", str(notebook), str(tmp_path)]) == ExitCode.USAGE
    assert "conversion.json" in capsys.readouterr().err
    assert main(["convert", str(notebook), "-o", "made", "-q"]) == ExitCode.DONE
    assert main(["record", str(notebook), "made", "--python", "no-such-python"]) == ExitCode.USAGE
    assert "--python" in capsys.readouterr().err
    assert main(["convert", str(notebook), "-o", "made", "--dry-run", "--record"]) == ExitCode.USAGE
    assert "--record" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("x = 1\ny = x + 1", "print(y)"), ExitCode.DONE),
        (("import warnings\nwarnings.filterwarnings('ignore')",), ExitCode.TO_SAY),
        (("x = 1\ny = x + 1", "raise ValueError(y)"), ExitCode.USAGE),
    ],
)
def test_the_exit_code_says_whether_anything_was_recorded(
    cells: tuple[str, ...], code: ExitCode, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = write_notebook(tmp_path / "nb.ipynb", cells)
    main(["convert", str(notebook), "-o", str(tmp_path / "made"), "-q"])
    capsys.readouterr()

    assert main(["record", str(notebook), str(tmp_path / "made"), "--format", "json"]) == code

    document = json.loads(capsys.readouterr().out)
    assert bool(document["recorded"]) is (code is ExitCode.DONE)
    assert (document["failure"] is not None) is (code is ExitCode.USAGE)
    assert (tmp_path / "made" / "tests" / "recorded").exists() is (code is ExitCode.DONE)
