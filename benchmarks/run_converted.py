"""Converts notebooks that are known to run, runs the packages, and says which statements were never executed.

    python benchmarks/run_converted.py LIST.csv FOLDER --python-current PY --python-2022 PY [--only TEXT]

The list has the columns `repo` (`owner/name`), `path` and `environment` (`current` or `2022`); a notebook is at
FOLDER/OWNER__NAME/PATH. Each is converted and run on a copy of its repository, from its folder, by the interpreter of
its environment: its code is executed, so use notebooks that you trust.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from measuring.executed import pipeline_coverage
from measuring.listed import interpreters_of, listed_parser, name_of, of_each, write_json

ROOT = Path(__file__).parents[1]
TRACER = Path(__file__).parent / "measuring" / "trace_run.py"
CONVERSION_TIMEOUT = 180
TIMED_OUT = -99
_EXCEPTION = re.compile(r"(error|[\w.]*(Error|Exception|Exit|Interrupt))\b")


@dataclass(frozen=True, slots=True)
class Run:
    """One notebook.

    Attributes:
        name: `OWNER__NAME/PATH`.
        stage: Where it ended: `ran`, `convert` or `run`.
        seconds: How long the package ran.
        message: Last line of what it said on the standard error, if it failed.
        statements: Statements that should have been executed.
        missed: Those that were not.
    """

    name: str
    stage: str
    seconds: float = 0.0
    message: str = ""
    statements: int = 0
    missed: tuple[str, ...] = ()


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0 if every package ran to its end and executed everything, else 1."""
    parser = listed_parser(__doc__, timeout=600)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the projects in DIR")
    arguments = parser.parse_args(argv)
    work = partial(_announced, arguments.folder, interpreters_of(arguments), arguments.timeout, arguments.keep)
    runs = of_each(arguments, work)
    print("\n".join(_report(runs)))
    write_json(arguments, runs)
    return int(any(run.stage != "ran" or run.missed for run in runs))


def _announced(
    folder: Path, interpreters: Mapping[str, Path], timeout: float, keep: Path | None, row: Mapping[str, str]
) -> Run:
    with tempfile.TemporaryDirectory(prefix="nb2prod-run-") as temporary:
        run = judge(name_of(row), folder, interpreters[row["environment"]], Path(temporary), timeout)
        if keep:
            target = keep / name_of(row).replace("/", "__")
            target.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cp", "-r", f"{temporary}/out", str(target)], check=False, stderr=subprocess.DEVNULL)
    print(f"{run.stage:8} {run.seconds:6.1f} s  {run.name}  {run.message[:150]}", file=sys.stderr, flush=True)
    return run


def judge(name: str, folder: Path, interpreter: Path, workspace: Path, timeout: float) -> Run:
    """Convert a notebook and run its package.

    Args:
        name: `OWNER__NAME/PATH`, below the folder.
        folder: Holds the repositories.
        interpreter: Python that has what the notebook needs.
        workspace: An empty folder.
        timeout: Seconds that the package may run.
    """
    repository, _, path = name.partition("/")
    # It may read `../data`, and write anywhere in its repository.
    command = ["cp", "-r", "--reflink=auto", f"{folder / repository}/.", str(workspace / "repository")]
    (workspace / "repository").mkdir()
    subprocess.run(command, check=True, capture_output=True)
    notebook, out = workspace / "repository" / path, workspace / "out"
    convert = [sys.executable, "-m", "nb2prod", "convert", str(notebook), "-o", str(out)]
    code, said, _ = _execute(convert, workspace, CONVERSION_TIMEOUT, PYTHONPATH=str(ROOT))
    if code not in {0, 1} or not (out / "conversion.json").is_file():
        return Run(name, "convert", message=_last_line(code, said))
    return _run(Run(name, "run"), out, notebook.parent, interpreter, timeout)


def _run(run: Run, out: Path, here: Path, interpreter: Path, timeout: float) -> Run:
    package = json.loads((out / "conversion.json").read_text(encoding="utf-8"))["package"]
    sources, report = out / "src", out.parent / "executed.json"
    environment = {"PYTHONPATH": str(sources), "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1"}
    python = str(interpreter.absolute())
    traced = [python, str(TRACER), str(sources), package, str(report)]
    code, said, seconds = _execute(traced, here, timeout, **environment)
    if code != 0:
        # Tracing slows down and may disturb: whether it runs is decided without.
        code, said, seconds = _execute([python, "-m", package, "run"], here, timeout, **environment)
    run = replace(run, stage="run" if code else "ran", seconds=seconds, message=_last_line(code, said) if code else "")
    if code != 0 or not report.is_file():
        return run
    coverage = pipeline_coverage(out, json.loads(report.read_text()))
    return replace(run, statements=coverage.statements, missed=coverage.missed)


def _execute(command: list[str], here: Path, timeout: float, **environment: str) -> tuple[int, str, float]:
    """Exit code, standard error and seconds of a command; what it started ends with it."""
    before = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=here,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        _, said = process.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        _, said = process.communicate()
        return TIMED_OUT, said, time.monotonic() - before
    return process.returncode, said, time.monotonic() - before


def _last_line(code: int, said: str) -> str:
    lines = said.strip().splitlines() or [""]
    # What is written after the exception, at exit or as advice, doesn't say what happened.
    last = next(filter(_EXCEPTION.match, reversed(lines)), lines[-1])
    return f"timed out; {last}" if code == TIMED_OUT else last or f"exit code {code}"


def _report(runs: Iterable[Run]) -> list[str]:
    runs = list(runs)
    ran = sum(run.stage == "ran" for run in runs)
    statements, missed = sum(run.statements for run in runs), sum(len(run.missed) for run in runs)
    rows = [
        ("notebooks", str(len(runs))),
        ("converted", str(sum(run.stage != "convert" for run in runs))),
        ("ran to the end", f"{ran} ({100 * ran / max(1, len(runs)):.1f} %)"),
        ("statements of steps and pipelines", str(statements)),
        ("of these not executed", f"{missed} ({100 * missed / max(1, statements):.2f} %)"),
    ]
    lines = ["| measure | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    failed = [f"- {run.stage}: {run.name}: {run.message}" for run in runs if run.stage != "ran"]
    unexecuted = [f"- {run.name}: {statement}" for run in runs for statement in run.missed]
    for title, found in (("Failed", failed), ("Not executed", unexecuted)):
        lines += ["", f"## {title}", "", *found] if found else []
    return lines


if __name__ == "__main__":
    sys.exit(main())
