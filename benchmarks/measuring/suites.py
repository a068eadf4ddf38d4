"""Running the tests of a generated package, as they are and with faults in what they test."""

from __future__ import annotations

import ast
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import black  # noqa: F401 - two threads that import it at once disturb each other

from measuring.mutants import Mutant, mutants_of
from nb2prod.pipeline import convert

_NOT_STEPS = {"pipeline", "settings", "__init__", "__main__"}
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+)", re.MULTILINE)
_NO_TESTS = 5
REAL, WAITING, STUB = "real", "waiting", "stub"


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant of a function that has a real test.

    Attributes:
        module: Its module.
        function: Its function.
        line: The line.
        kind: What was done.
        text: The line after it.
        killed: Whether a test fails.
    """

    module: str
    function: str
    line: int
    kind: str
    text: str
    killed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mutant that may be tried.

    Attributes:
        path: The module.
        function: The function that it changes.
        mutant: The mutant.
    """

    path: Path
    function: str
    mutant: Mutant


@dataclass(frozen=True, slots=True)
class Suite:
    """One package.

    Attributes:
        name: Its notebook.
        outcome: `passed`, `failed`, `timeout` or `convert`.
        seconds: How long its tests ran.
        real: Functions and classes with a test that runs.
        stubs: Those with a stub.
        failed: Tests that failed.
        mutants: Mutants that were tried.
        waiting: Functions and classes whose test waits for the folder of the notebook.
        with_data: How the suite ended with that folder; empty where it was not tried.
    """

    name: str
    outcome: str = "convert"
    seconds: float = 0.0
    real: int = 0
    stubs: int = 0
    failed: tuple[str, ...] = ()
    mutants: tuple[Tried, ...] = ()
    waiting: int = 0
    with_data: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A project, and how its tests are run.

    Attributes:
        out: Its folder.
        python: Interpreter with pytest and what the notebook needs.
        timeout: Seconds that a suite may run.
        data: Folder that the notebook runs in, if tests that wait for it are to be run as well.
    """

    out: Path
    python: Path
    timeout: float
    data: Path | None = None


def judge(notebook: Path, name: str, place: Place, draw: Callable[[list[Candidate]], list[Candidate]]) -> Suite:
    """Convert a notebook, run its suite, and try mutants of what it tests.

    Args:
        notebook: The notebook.
        name: What it is called in the report.
        place: Where the project goes.
        draw: Chooses among all mutants of functions with a real test.
    """
    try:
        convert(notebook, place.out)
    except Exception as error:
        return Suite(name, failed=(f"{type(error).__name__}: {error}"[:100],))
    tested = dict(_tests(place.out))
    real = sum(kind == REAL for kind in tested.values())
    waiting = sum(kind == WAITING for kind in tested.values())
    start = time.monotonic()
    code, said = _pytest(place, ("tests",))
    suite = Suite(name, _outcome(code), time.monotonic() - start, real, len(tested) - real, waiting=waiting)
    if suite.outcome != "passed":
        return replace(suite, failed=tuple(_FAILED.findall(said)) or (said.strip()[-200:],))
    if place.data is not None:
        suite = replace(suite, with_data=_outcome(_pytest(place, ("tests",), **{_base(place.out): str(place.data)})[0]))
    candidates = [one for one in _candidates(place.out) if tested.get((one.path.stem, one.function)) == REAL]
    return replace(suite, mutants=tuple(_tried(place, one) for one in draw(candidates)))


def _outcome(code: int) -> str:
    if code in (0, _NO_TESTS):
        return "passed"
    return "timeout" if code < 0 else "failed"


def _base(out: Path) -> str:
    """Environment variable that names the notebook's folder."""
    package: str = json.loads((out / "conversion.json").read_text(encoding="utf-8"))["package"]
    return f"{package}_base".upper()


def _tests(out: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Functions and classes by module and name, each with what its test is."""
    for path in sorted((out / "src").rglob("*.py")):
        if path.stem in _NOT_STEPS:
            continue
        test = next(iter((out / "tests").rglob(f"test_{path.stem}.py")), None)
        tests = ast.parse(test.read_text(encoding="utf-8")).body if test else []
        kinds = {n.name.removeprefix("test_"): _kind(n) for n in tests if isinstance(n, ast.FunctionDef)}
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield (path.stem, node.name), kinds.get(node.name, STUB)


def _kind(test: ast.FunctionDef) -> str:
    marks = " ".join(ast.unparse(d) for d in test.decorator_list)
    if "mark.skipif(" in marks:
        return WAITING
    return STUB if "mark.skip(" in marks else REAL


def _candidates(out: Path) -> Iterator[Candidate]:
    for path in sorted((out / "src").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        functions = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
        for mutant in mutants_of(text) if path.stem not in _NOT_STEPS else ():
            owner = next((f.name for f in functions if f.lineno <= mutant.line <= (f.end_lineno or 0)), "")
            yield Candidate(path, owner, mutant)


def _tried(place: Place, one: Candidate) -> Tried:
    text = one.path.read_text(encoding="utf-8")
    chosen = list(_mentioning(place.out, f"{one.path.stem}.{one.function}("))
    one.path.write_text(one.mutant.text, encoding="utf-8")
    try:
        code, _ = _pytest(place, ("-x", *chosen))
    finally:
        one.path.write_text(text, encoding="utf-8")
    line = one.mutant.text.split("\n")[one.mutant.line - 1].strip()
    killed = code not in (0, _NO_TESTS)
    return Tried(one.path.stem, one.function, one.mutant.line, one.mutant.kind, line, killed=killed)


def _mentioning(out: Path, call: str) -> Iterator[str]:
    """Tests whose text has a call: others don't run the function."""
    for path in sorted((out / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and call in (ast.get_source_segment(text, node) or ""):
                yield f"{path.relative_to(out)}::{node.name}"


def _pytest(place: Place, what: Sequence[str], **environment: str) -> tuple[int, str]:
    command = [str(place.python.absolute()), "-m", "pytest", "-q", "--tb=line", "-p", "no:cacheprovider", *what]
    process = subprocess.Popen(
        command,
        cwd=place.out,
        env={
            **os.environ,
            "PYTHONPATH": str(place.out / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OMP_NUM_THREADS": "1",
            **environment,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=place.timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
        return -1, said
    return process.returncode, said
