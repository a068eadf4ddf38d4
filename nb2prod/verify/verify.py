"""Running a notebook twice and its package once, and comparing what they arrive at."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.finding import UsageError
from nb2prod.verify.compare import Comparer
from nb2prod.verify.confinement import ENVIRONMENT, Confinement, confine
from nb2prod.verify.failures import AgentError, failure_of
from nb2prod.verify.judge import Judged, Runs, judge
from nb2prod.verify.model import Conditions, Failure, Options, Seconds, Side, Verification
from nb2prod.verify.notebooks import bound_keys, cells_of, failing_cells, imported_keys
from nb2prod.verify.observed import NotebookSeen, notebook_seen, package_seen
from nb2prod.verify.places import Places, read_places
from nb2prod.verify.runs import Event, Place, Ran, execute
from nb2prod.verify.schedule import Key, Schedule, schedule
from nb2prod.verify.workspace import Origin, copy_origin, find_origin

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What all runs of one comparison share."""

    origin: Origin
    folder: Path
    options: Options
    confinement: Confinement
    progress: Progress

    def run(self, task: Mapping[str, Any], label: str, steps: Mapping[int, str]) -> Ran:
        """Run a task on a fresh copy."""
        self.progress(label)
        root = self.folder / "copy"
        copy_origin(self.origin, root)
        temporary = self.folder / "tmp"
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        common = {
            "root": str(root),
            "folder": str(root / self.origin.folder),
            "store": str(self.folder / "store"),
            "network": self.confinement.mode,
            "memory": self.options.memory,
        }

        def follow(event: Event) -> None:
            if event["event"] == "running":
                what = f"cell {event['cell']}" if "cell" in event else steps.get(event["probe"], "")
                self.progress(f"{label}: {what}")

        place = Place(self.folder / "agent", temporary)
        return execute({**task, **common}, place, self.options.python, self.confinement, self.options.timeout, follow)


def verify_project(
    analysis: Analysis, project: Path, options: Options, progress: Progress = lambda _: None
) -> Verification:
    """Compare a notebook with its package by running both, in subprocesses and on copies of the notebook's folder.

    Args:
        analysis: The notebook.
        project: Folder that it was converted to.
        options: How to run and compare.
        progress: Called with what is being run.

    Returns:
        A verdict on every value; where one of the two can't run, the reason.

    Raises:
        UsageError: The project was not made from this notebook, or there is no such interpreter.
        AgentError: The code that watches a run failed: a fault of ours.
    """
    places = read_places(project, analysis.notebook.path)
    if shutil.which(options.python) is None:
        raise UsageError(f"there is no interpreter {options.python}", way_out="Name one with --python.")
    sources = [cell["source"] for cell in cells_of(analysis)]
    origin = find_origin(analysis.notebook.path, sources, project)
    with tempfile.TemporaryDirectory(prefix="nb2prod-verify-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        (folder / "store").mkdir()
        agent = Path(__file__).parent / "agent"
        shutil.copytree(agent, folder / "agent" / "nb2prod_agent", ignore=shutil.ignore_patterns("__pycache__"))
        confinement = confine(network=options.network)
        bench = _Bench(origin, folder, options, confinement, progress)
        return _compared(analysis, project, places, bench)


def _compared(analysis: Analysis, project: Path, places: Places, bench: _Bench) -> Verification:
    task = {"kind": "notebook", "cells": cells_of(analysis), "ipython": True}
    notebook_runs: list[Ran] = []
    for number in ("first", "second"):
        notebook_runs.append(bench.run(task, f"notebook, {number} run", {}))
        if failure := failure_of(notebook_runs[-1], Side.NOTEBOOK, bench.options):
            return _report(analysis, project, bench, notebook_runs, failure=failure)
    first, second = map(notebook_seen, notebook_runs)
    wanted = _wanted(analysis, first)
    plan = schedule(places, wanted, failing_cells(analysis))
    ran = bench.run(_package_task(places, plan), "package", _labels(plan))
    failure = failure_of(ran, Side.PACKAGE, bench.options)
    runs = Runs(first, second, package_seen(ran), complete=failure is None)
    comparer = Comparer(bench.folder / "store", bench.options.rtol)
    judged = judge(runs, wanted, places, plan, comparer)
    return _report(analysis, project, bench, notebook_runs, package=ran, judged=judged, failure=failure)


def _wanted(analysis: Analysis, seen: NotebookSeen) -> list[Key]:
    """Every global that a cell bound or changed, and every random source that it drew from."""
    bound, imported = bound_keys(analysis), imported_keys(analysis)
    changed = dict.fromkeys(seen.changed())
    changed |= dict.fromkeys(key for key in sorted(bound) if key[1] in seen.cells.get(key[0], {}))
    variables = [key for key in changed if key not in imported]
    return sorted(variables, key=lambda key: key[0]) + list(seen.drawn())


def _package_task(places: Places, plan: Schedule) -> dict[str, Any]:
    probes: dict[str, list[tuple[str, int, int]]] = {}
    for (module, function, line), number in plan.probes.items():
        probes.setdefault(f"{places.package}.{module}", []).append((function, line, number))
    explorations = {s.function for s in places.statements if s.module == "exploration" and s.order is not None}
    return {
        "kind": "package",
        "package": places.package,
        "source": str(places.source.resolve()),
        "modules": sorted(places.modules),
        "renamed": places.renamed,
        "probes": probes,
        "wanted": {n: [[r.cell, r.name, r.home, r.own] for r in reads] for n, reads in plan.reads.items()},
        "explorations": sorted(explorations),
    }


def _labels(plan: Schedule) -> dict[int, str]:
    return {number: f"{module}.{function}" for (module, function, _), number in plan.probes.items()}


def _report(
    analysis: Analysis,
    project: Path,
    bench: _Bench,
    notebook: Sequence[Ran],
    *,
    package: Ran | None = None,
    judged: Judged | None = None,
    failure: Failure | None = None,
) -> Verification:
    if broken := next((e["message"] for r in (*notebook, package) if r for e in r.of_kind("broken")), None):
        raise AgentError(str(broken))
    began, ended = notebook[0].of_kind("began"), notebook[0].of_kind("ended")
    conditions = Conditions(
        python=str(bench.options.python),
        ipython=began[0]["ipython"] if began else "",
        seeded=tuple(ended[0]["seeded"]) if ended else (),
        environment=ENVIRONMENT,
        network=bench.confinement.described,
        rtol=bench.options.rtol,
    )
    seconds = Seconds(tuple(ran.seconds for ran in notebook), package.seconds if package else None)
    return Verification(
        notebook=analysis.notebook.path,
        project=project,
        values=judged.values if judged else (),
        conditions=conditions,
        seconds=seconds,
        first_wrong=judged.first_wrong if judged else None,
        failure=failure,
    )
