"""What the cases of meaning share: load one, convert it, run the package, compare with what Jupyter computed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

CASES_FOLDER = Path(__file__).parents[1] / "cases" / "semantics"
NOTEBOOK_NAME = "in.ipynb"
EXPECTED_NAME = "expected.json"
RUN_TIMEOUT_SECONDS = 60
REFUSED = 2

# A magic's own messages are not the notebook's prints, and a converter is free to drop them.
_MAGIC_MESSAGE = re.compile(
    r"(CPU times: |Wall time: |env: \w+=|Writing \S+$|Overwriting \S+$|Appending to \S+$|time: .* \(started)"
)
_PICTURES = {".png", ".svg", ".pdf", ".jpg"}
_NOT_RESULTS = {NOTEBOOK_NAME, EXPECTED_NAME}


@dataclass(frozen=True, slots=True)
class Case:
    """One small notebook and what Jupyter made of it."""

    name: str
    folder: Path
    trap: str
    stdout: str
    files: Mapping[str, str]
    raises: str | None
    refusable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a converted case compares: `verdict` is ok, wrong, refused or crashed, `detail` the first difference."""

    verdict: str
    detail: str = ""


def case_names() -> list[str]:
    """Name every case that has a notebook, sorted."""
    return sorted(path.parent.name for path in CASES_FOLDER.glob(f"*/{NOTEBOOK_NAME}"))


def load_case(name: str) -> Case:
    """Read one case.

    Args:
        name: The name of its folder.

    Raises:
        FileNotFoundError: There is no such case, or it has no expectation yet.
    """
    folder = CASES_FOLDER / name
    expected = json.loads((folder / EXPECTED_NAME).read_text(encoding="utf-8"))
    return Case(
        name=name,
        folder=folder,
        trap=expected["trap"],
        stdout=expected["stdout"],
        files=expected["files"],
        raises=expected["raises"],
        refusable=expected.get("refusable", False),
    )


def own_output(text: str, folder: Path) -> str:
    """Reduce captured standard output to what the notebook itself prints.

    Args:
        text: The captured output.
        folder: Where the notebook ran; a line that is only this folder or one in it comes from `%cd`.
    """
    here = str(folder.resolve())
    lines = text.replace("\r\n", "\n").split("\n")
    kept = [line for line in lines if not _MAGIC_MESSAGE.match(line) and not line.startswith(here)]
    return "\n".join(kept).rstrip()


def written_files(folder: Path, before: Path) -> dict[str, str]:
    """Describe the files of `folder` that are not in `before` or differ from it.

    Text is given as it is, a picture as `exists`, anything else by its hash. Python files are left out: a cell that
    writes a module may become a module of the package.

    Args:
        folder: Where the notebook ran.
        before: The same folder, as it was.
    """
    found = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder)
        if name.name in _NOT_RESULTS or name.suffix in {".py", ".pyc"} or ".ipynb_checkpoints" in name.parts:
            continue
        original = before / name
        if not original.is_file() or original.read_bytes() != path.read_bytes():
            found[name.as_posix()] = _describe(path)
    return found


def _describe(path: Path) -> str:
    if path.suffix in _PICTURES:
        return "exists"
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "sha1:" + hashlib.sha1(content, usedforsecurity=False).hexdigest()


def convert_and_run(case: Case, workspace: Path) -> Outcome:
    """Convert a case's notebook, run the package from a copy of the case's folder and compare.

    Args:
        case: The case.
        workspace: An empty folder; `workspace/out` gets the package, `workspace/run/case` is where it runs.
    """
    out, here = workspace / "out", workspace / "run" / "case"
    shutil.copytree(case.folder, here, ignore=shutil.ignore_patterns("__pycache__"))
    code, said = _convert(here / NOTEBOOK_NAME, out)
    if code == REFUSED and said.strip():
        return Outcome("ok" if case.refusable else "refused", said.strip().splitlines()[0])
    if code not in {0, 1}:
        return Outcome("crashed", f"convert returned {code}: {(said.strip().splitlines() or [''])[-1]}")
    package = json.loads((out / "conversion.json").read_text(encoding="utf-8"))["package"]
    return _compare(case, _run(package, out, here), here)


def _convert(notebook: Path, out: Path) -> tuple[int, str]:
    # Imported here, so that the truth can be taken without the converter.
    from nb2prod.cli import main

    messages = io.StringIO()
    with redirect_stdout(io.StringIO()), redirect_stderr(messages):
        code = main(["convert", str(notebook), "-o", str(out)])
    return code, messages.getvalue()


def _run(package: str, out: Path, here: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(out / "src"),
        "MPLBACKEND": "Agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
    }
    return subprocess.run(
        [sys.executable, "-m", package, "run"],
        cwd=here,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=RUN_TIMEOUT_SECONDS,
        check=False,
    )


def _compare(case: Case, process: subprocess.CompletedProcess[str], here: Path) -> Outcome:
    words = process.stderr.strip().splitlines() or [""]
    last_words = words[-1]
    # A message may have several lines, so the name of the error need not stand in the last one.
    if process.returncode != 0 and case.raises not in {_exception_name(line) for line in words if line[:1].isalpha()}:
        return Outcome("crashed", last_words)
    if process.returncode == 0 and case.raises:
        return Outcome("wrong", f"did not raise {case.raises}")
    difference = first_difference(case.stdout, own_output(process.stdout, here))
    difference = difference or _file_difference(case.files, written_files(here, case.folder))
    return Outcome("wrong", difference) if difference else Outcome("ok")


def _exception_name(last_line: str) -> str:
    return last_line.partition(":")[0].rpartition(".")[2]


def first_difference(expected: str, got: str) -> str:
    """Say where two texts differ first, or nothing.

    Args:
        expected: What Jupyter printed.
        got: What the package printed.
    """
    pairs = zip_longest(expected.rstrip().split("\n"), got.rstrip().split("\n"))
    for number, (left, right) in enumerate(pairs, start=1):
        if left != right:
            return f"line {number}: expected {left!r}, got {right!r}"
    return ""


def _file_difference(expected: Mapping[str, str], got: Mapping[str, str]) -> str:
    for name in sorted({*expected, *got}):
        if name not in got:
            return f"file {name} was not written"
        if name not in expected:
            return f"file {name} is not one of the notebook's"
        if expected[name] != "exists" and (difference := first_difference(expected[name], got[name])):
            return f"file {name}, {difference}"
    return ""
