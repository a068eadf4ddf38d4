"""Puts faults into generated packages, and asks how many of them `nb2prod verify` finds, and in which step.

    python benchmarks/fault_injection.py NOTEBOOK... [--mutants N] [--seed S]

Each notebook is converted; of all mutants of its steps some are drawn. A mutant counts if an independent plain
comparison sees its effect: in what the steps end with, or in the files. Notebooks are run: use those that you trust.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring.end_state import PICTURES
from measuring.mutants import Mutant, mutants_of

from nb2prod.pipeline import analyze, convert
from nb2prod.verify.bench import Bench, bench_for
from nb2prod.verify.model import Options, Verdict, Verification
from nb2prod.verify.places import read_places
from nb2prod.verify.schedule import borders
from nb2prod.verify.verify import Observed, compare_package, observe
from nb2prod.verify.workspace import copy_origin, find_origin

END_STATE = Path(__file__).parent / "measuring" / "end_state.py"
_TIMEOUT = 120
_NOT_STEPS = {"pipeline.py", "settings.py", "__init__.py", "__main__.py"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mutant that has an effect.

    Attributes:
        name: Notebook, module, line and kind.
        found: Whether verify says so.
        crashed: Whether the mutant doesn't run to its end.
        step: The step whose values differ first, by the plain comparison.
        named: The step that verify names.
    """

    name: str
    found: bool
    crashed: bool
    step: str
    named: str


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 0 if at least 99 % of the mutants are found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", type=Path, nargs="+", help="notebooks that run")
    parser.add_argument("--mutants", type=int, default=6, help="mutants of each notebook that are tried")
    parser.add_argument("--seed", type=int, default=0, help="which are drawn")
    options = parser.parse_args(argv)
    found: list[Outcome] = []
    for notebook in options.notebooks:
        try:
            found += _tried(notebook, options.mutants, random.Random(f"{options.seed} {notebook.name}"))
        except Exception as error:
            print(f"{notebook}: {type(error).__name__}: {error}"[:200], file=sys.stderr, flush=True)
    print("\n".join(_report(found)))
    caught = sum(one.found for one in found)
    return int(caught < 0.99 * len(found))


def _tried(notebook: Path, number: int, draw: random.Random) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory(prefix="nb2prod-faults-") as name:
        folder = Path(name)
        project = folder / "converted_notebook"
        convert(notebook, project)
        analysis = analyze(notebook)
        candidates = list(_candidates(project))
        origin = find_origin(analysis.notebook, project)
        with bench_for(origin, Options(Path(sys.executable), _TIMEOUT), lambda _: None) as bench:
            observed = observe(analysis, bench, borders(read_places(project, notebook)))
            clean = compare_package(analysis, project, observed, bench)
            if clean.verdict is not Verdict.EQUAL:
                return
            truth = _end_state(project, bench)
            if truth != _end_state(project, bench):
                return
            for path, mutant in draw.sample(candidates, min(number, len(candidates))):
                yield from _judged(notebook, path, mutant, (project, truth, observed, bench))


def _candidates(project: Path) -> Iterator[tuple[Path, Mutant]]:
    for path in sorted((project / "src").rglob("*.py")):
        if path.name not in _NOT_STEPS:
            yield from ((path, mutant) for mutant in mutants_of(path.read_text(encoding="utf-8")))


def _judged(
    notebook: Path, path: Path, mutant: Mutant, state: tuple[Path, Mapping[str, Any], Observed, Bench]
) -> Iterator[Outcome]:
    project, truth, observed, bench = state
    text = path.read_text(encoding="utf-8")
    path.write_text(mutant.text, encoding="utf-8")
    try:
        changed = _end_state(project, bench)
        if changed == truth:
            return
        done = compare_package(analyze(notebook), project, observed, bench)
    finally:
        path.write_text(text, encoding="utf-8")
    name = f"{notebook.parent.name}/{notebook.name} {path.stem}:{mutant.line} {mutant.kind}"
    outcome = Outcome(
        name,
        found=done.verdict is Verdict.DIFFERENT or done.failure is not None,
        crashed=bool(changed["error"]),
        step=_first_step(truth, changed),
        named=_named(done),
    )
    print(f"{'found ' if outcome.found else 'MISSED'} {outcome}", file=sys.stderr, flush=True)
    yield outcome


def _named(done: Verification) -> str:
    if done.first_wrong is not None:
        return done.first_wrong.step
    return done.failure.step if done.failure else ""


def _end_state(project: Path, bench: Bench) -> dict[str, Any]:
    """What a run ends with, files included, on a fresh copy that is always at the same place."""
    place, report = bench.folder / "plain", bench.folder / "end_state.json"
    copy_origin(bench.origin, place)
    package = json.loads((project / "conversion.json").read_text(encoding="utf-8"))["package"]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg"}
    environment |= {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": ""}
    report.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, str(END_STATE), str(project / "src"), package, str(report)],
        cwd=place / bench.origin.folder,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        timeout=_TIMEOUT,
        check=False,
    )
    state: dict[str, Any] = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {"error": "died"}
    state.setdefault("steps", [])
    # What a step calls has no end state of its own: its effect is seen in that step. What raises is named all the same
    # where the pipeline itself calls it.
    steps = _steps_of(project)
    listed = [one for one in state["steps"] if one["step"] in steps]
    own = [one for one in state["steps"] if one["direct"] and _raises(one)]
    is_passed = any(_raises(one) and not one["step"].startswith("pipeline.") for one in listed)
    state["steps"] = listed if is_passed else [one for one in state["steps"] if one in listed or one in own]
    state["files"] = _files(place)
    shutil.rmtree(place)
    return state


def _files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in PICTURES
    }


def _steps_of(project: Path) -> set[str]:
    record = json.loads((project / "conversion.json").read_text(encoding="utf-8"))
    pipelines = [ast.parse(path.read_text(encoding="utf-8")) for path in (project / "src").rglob("pipeline.py")]
    own = {f"pipeline.{node.name}" for tree in pipelines for node in tree.body if isinstance(node, ast.FunctionDef)}
    return own | {f"{f['module']}.{f['name']}" for part in record["notebooks"] for f in part["functions"]}


def _first_step(truth: Mapping[str, Any], changed: Mapping[str, Any]) -> str:
    before, after = truth["steps"], changed["steps"]
    for ours, others in zip(before, after, strict=False):
        if ours != others:
            return str(others["step"] if _raises(others) else ours["step"])
    return str(before[len(after)]["step"]) if len(before) > len(after) else ""


def _raises(entry: Mapping[str, Any]) -> bool:
    return str(entry["returned"]).startswith("raised")


def _report(found: Sequence[Outcome]) -> list[str]:
    running = [one for one in found if not one.crashed]
    caught = [one for one in running if one.found]
    right = [one for one in caught if one.step == one.named]
    named = [one for one in found if one.found and one.step == one.named]

    def share(part: int, whole: int) -> str:
        return f"{part} of {whole} ({100 * part / max(1, whole):.1f} %)"

    rows = [
        ("mutants with an effect", str(len(found))),
        ("of these found", share(sum(one.found for one in found), len(found))),
        ("of these in the right step", share(len(named), sum(one.found for one in found))),
        ("that run to their end", str(len(running))),
        ("of these found", share(len(caught), len(running))),
        ("of these in the right step", share(len(right), len(caught))),
    ]
    kinds = Counter(one.name.rpartition(" ")[2] for one in found)
    lines = ["| measure | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    missed = [f"- {one.name}" for one in found if not one.found]
    wrong = [
        f"- {one.name}: {one.named or '-'} named, {one.step or '-'} differs first{' and raises' * one.crashed}"
        for one in found
        if one.found and one not in named
    ]
    lines += ["", f"Kinds (last word): {dict(kinds)}"]
    for title, texts in (("Missed", missed), ("Another step named", wrong)):
        lines += ["", f"## {title}", "", *texts] if texts else []
    return lines


if __name__ == "__main__":
    sys.exit(main())
