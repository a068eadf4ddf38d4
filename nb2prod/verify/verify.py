"""Running a notebook twice and its package once, and comparing what they arrive at."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from nb2prod.analysis import Analysis
from nb2prod.finding import UsageError
from nb2prod.verify.bench import Bench, Progress, bench_for
from nb2prod.verify.compare import Comparer
from nb2prod.verify.confinement import ENVIRONMENT
from nb2prod.verify.failures import check_agent, failure_of
from nb2prod.verify.judge import Runs, judge
from nb2prod.verify.model import Conditions, Failure, Options, Seconds, Side, Verification
from nb2prod.verify.observed import notebook_seen, package_seen
from nb2prod.verify.places import Places, read_places
from nb2prod.verify.runs import Ran
from nb2prod.verify.schedule import schedule
from nb2prod.verify.tasks import labels, notebook_task, package_task
from nb2prod.verify.wanted import failing_cells, wanted_values
from nb2prod.verify.workspace import find_origin


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
    # What the interpreter is called from elsewhere; links stay, since an environment is known by them.
    options = replace(options, python=Path(shutil.which(options.python) or options.python).absolute())
    origin = find_origin(analysis.notebook, project)
    with bench_for(origin, options, progress) as bench:
        return _compared(analysis, project, places, bench)


def _compared(analysis: Analysis, project: Path, places: Places, bench: Bench) -> Verification:
    runs: list[Ran] = []
    for label in ("notebook, first run", "notebook, second run"):
        runs.append(bench.run(notebook_task(analysis), label, {}))
        if failure := failure_of(runs[-1], Side.NOTEBOOK, bench.options):
            return _without_values(analysis, project, bench, runs, failure)
    first, second = map(notebook_seen, runs)
    wanted = wanted_values(analysis, first)
    plan = schedule(places, wanted, failing_cells(analysis))
    ran = bench.run(package_task(places, plan), "package", labels(plan))
    failure = failure_of(ran, Side.PACKAGE, bench.options)
    seen = Runs(first, second, package_seen(ran), complete=failure is None)
    judged = judge(seen, wanted, places, plan, Comparer(bench.store, bench.options.rtol))
    return replace(
        _without_values(analysis, project, bench, [*runs, ran], failure),
        values=judged.values,
        first_wrong=judged.first_wrong,
        seconds=Seconds(tuple(run.seconds for run in runs), ran.seconds),
    )


def _without_values(
    analysis: Analysis, project: Path, bench: Bench, runs: list[Ran], failure: Failure | None
) -> Verification:
    for ran in runs:
        check_agent(ran)
    began, ended = runs[0].of_kind("began"), runs[0].of_kind("ended")
    conditions = Conditions(
        python=str(bench.options.python),
        ipython=began[0]["ipython"] if began else "",
        seeded=tuple(ended[0]["seeded"]) if ended else (),
        environment=ENVIRONMENT,
        network=bench.around.confinement.described,
        rtol=bench.options.rtol,
    )
    seconds = Seconds(tuple(run.seconds for run in runs))
    return Verification(analysis.notebook.path, project, (), conditions, seconds, failure=failure)
