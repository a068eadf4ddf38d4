"""Which faults of a generated package its recorded tests find, by pytest alone."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from measuring.mutants import Mutant, mutants_of
from nb2prod.execution import record
from nb2prod.pipeline import convert
from nb2prod.record.model import Recording
from nb2prod.verify.model import Options

END_STATE = Path(__file__).parent / "end_state.py"
TIMEOUT = 300
_PICTURES = {".png", ".svg", ".pdf", ".jpg"}
_NOT_STEPS = {"pipeline.py", "settings.py", "__init__.py", "__main__.py"}
_FAILED = (1, 2)


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant that has an effect.

    Attributes:
        name: Notebook, module, line and kind.
        function: The function that was changed.
        found: Whether a recorded test fails.
        recorded: Whether the function that was changed has a recorded test.
        lasting: Whether the effect is seen outside of the function: in what steps return, or in files.
        crashed: Whether the package doesn't run to its end.
    """

    name: str
    function: str
    found: bool
    recorded: bool
    lasting: bool
    crashed: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on one notebook.

    Attributes:
        recording: What was recorded.
        tried: Its mutants.
    """

    recording: Recording
    tried: tuple[Tried, ...]


def measure(notebook: Path, number: int, draw: random.Random, python: Path, *, silent: bool = False) -> Measured:
    """Record a notebook, change its package, and run the recorded tests.

    Args:
        notebook: The notebook.
        number: How many mutants are drawn.
        draw: Draws them.
        python: Interpreter of the notebook's environment; it has pytest.
        silent: Whether mutants that stop the package are passed over, and more are drawn in their place.

    Returns:
        What was recorded, and for each mutant with an effect whether it was found.
    """
    with tempfile.TemporaryDirectory(prefix="nb2prod-faults-") as name:
        project = Path(name) / "converted_notebook"
        convert(notebook, project)
        recording = record(notebook, project, options=Options(python, TIMEOUT))
        place = _Place(notebook, project, Path(name) / "copy", python)
        truth = place.end_state()
        if not recording.recorded or truth != place.end_state() or not place.passes():
            return Measured(recording, ())
        candidates = list(_candidates(project))
        draw.shuffle(candidates)
        drawn = candidates if silent else candidates[:number]
        tests = {one.name for one in recording.recorded}
        tried = (t for path, mutant in drawn for t in _tried(place, path, mutant, truth, tests, silent=silent))
        return Measured(recording, tuple(islice(tried, number)))


def _candidates(project: Path) -> Iterator[tuple[Path, Mutant]]:
    for path in sorted((project / "src").rglob("*.py")):
        if path.name not in _NOT_STEPS:
            yield from ((path, mutant) for mutant in mutants_of(path.read_text(encoding="utf-8")))


def _tried(  # noqa: PLR0913 - a case has that many sides
    place: _Place, path: Path, mutant: Mutant, truth: Mapping[str, Any], recorded: set[str], *, silent: bool
) -> Iterator[Tried]:
    text = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        changed = place.end_state()
        if changed == truth or (silent and changed["error"]):
            return
        found = not place.passes()
    finally:
        path.write_text(text, encoding="utf-8")
    function = f"{path.stem}.{_function_at(text, mutant.line)}"
    one = Tried(
        f"{place.notebook.parent.name}/{place.notebook.name} {path.stem}:{mutant.line} {mutant.kind}",
        function,
        found=found,
        recorded=function in recorded,
        lasting=_outside(changed) != _outside(truth),
        crashed=bool(changed["error"]),
    )
    print(f"{'found ' if found else 'MISSED'} {one}", file=sys.stderr, flush=True)
    yield one


def _outside(state: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return [{**step, "values": None} for step in state["steps"]], state["files"], state["error"]


def _function_at(text: str, line: int) -> str:
    import ast

    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return next((f.name for f in functions if f.lineno <= line <= (f.end_lineno or 0)), "")


@dataclass(frozen=True, slots=True)
class _Place:
    """A package and a copy of the notebook's folder to run it in."""

    notebook: Path
    project: Path
    copy: Path
    python: Path

    def end_state(self) -> dict[str, Any]:
        """What a run ends with, on a fresh copy of the folder."""
        report = self.project.parent / "end_state.json"
        report.unlink(missing_ok=True)
        self._fresh()
        package = json.loads((self.project / "conversion.json").read_text(encoding="utf-8"))["package"]
        command = [str(self.python), str(END_STATE), str(self.project / "src"), package, str(report)]
        self._run(command, self.copy)
        state: dict[str, Any] = (
            json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {"error": "died"}
        )
        state.setdefault("steps", [])
        state["files"] = {
            str(path.relative_to(self.copy)): hashlib.sha1(path.read_bytes()).hexdigest()
            for path in sorted(self.copy.rglob("*"))
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in _PICTURES
        }
        return state

    def passes(self) -> bool:
        """Whether the recorded tests pass."""
        self._fresh()
        command = [str(self.python), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "tests/recorded"]
        return self._run(command, self.project) not in _FAILED

    def _fresh(self) -> None:
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.notebook.parent, self.copy, ignore=shutil.ignore_patterns(".git", ".ipynb_checkpoints"))

    def _run(self, command: list[str], folder: Path) -> int:
        package = json.loads((self.project / "conversion.json").read_text(encoding="utf-8"))["package"]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", f"{package.upper()}_BASE": str(self.copy)}
        environment.pop("PYTHONPATH", None)
        silent = subprocess.DEVNULL
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdin=silent,
                stdout=silent,
                stderr=silent,
                timeout=TIMEOUT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 1
        return done.returncode
