"""Running a notebook twice and its package once, and comparing what they arrive at."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from nb2prod.analysis import Analysis
from nb2prod.finding import UsageError
from nb2prod.verify.bench import Bench, Progress, bench_for
from nb2prod.verify.compare import Comparer
from nb2prod.verify.confinement import ENVIRONMENT
from nb2prod.verify.failures import check_agent, failure_of
from nb2prod.verify.judge import judge
from nb2prod.verify.judge_files import Runs
from nb2prod.verify.model import Conditions, Failure, Options, Seconds, Side, Verification
from nb2prod.verify.observed import notebook_seen, package_seen
from nb2prod.verify.places import read_places
from nb2prod.verify.runs import Ran
from nb2prod.verify.schedule import borders, schedule
from nb2prod.verify.tasks import Borders, labels, notebook_task, package_task
from nb2prod.verify.wanted import failing_cells, wanted_values, writing_statements
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
    # Before anything runs.
    places = read_places(project, analysis.notebook.path)
    if shutil.which(options.python) is None:
        raise UsageError(f"there is no interpreter {options.python}", way_out="Name one with --python.")
    # What the interpreter is called from elsewhere; links stay, since an environment is known by them.
    options = replace(options, python=Path(shutil.which(options.python) or options.python).absolute())
    origin = find_origin(analysis.notebook, project)
    with bench_for(origin, options, progress) as bench:
        observed = observe(analysis, bench, borders(places))
        return compare_package(analysis, project, observed, bench)


@dataclass(frozen=True, slots=True)
class Observed:
    """What the runs of a notebook gave.

    Attributes:
        runs: Its runs, the second only if the first got to its end.
        failure: Why it could not run.
    """

    runs: tuple[Ran, ...]
    failure: Failure | None = None


def observe(analysis: Analysis, bench: Bench, inside: Borders | None = None) -> Observed:
    """Run a notebook twice, so that what differs from run to run is known.

    Args:
        analysis: The notebook.
        bench: Where to run.
        inside: Statements inside of cells behind which a step of the package ends, with the names to look at there.

    Returns:
        What was seen.
    """
    runs: list[Ran] = []
    for label in ("notebook, first run", "notebook, second run"):
        runs.append(bench.run(notebook_task(analysis, inside), label, {}))
        check_agent(runs[-1])
        if failure := failure_of(runs[-1], Side.NOTEBOOK, bench.options):
            return Observed(tuple(runs), failure)
    return Observed(tuple(runs))


def compare_package(analysis: Analysis, project: Path, observed: Observed, bench: Bench) -> Verification:
    """Run a package and compare it with what was seen of its notebook.

    Args:
        analysis: The notebook.
        project: Folder that it was converted to.
        observed: Its runs.
        bench: Where to run.

    Returns:
        A verdict on every value.
    """
    cells, busy = (
        tuple(sum(event[kind] for event in run.of_kind("cell")) for run in observed.runs)
        for kind in ("seconds", "busy")
    )
    notebook = Seconds(tuple(run.seconds for run in observed.runs), cells=cells, busy=busy)
    conditions = conditions_of(observed.runs[0], bench)
    done = Verification(analysis.notebook.path, project, (), conditions, notebook, failure=observed.failure)
    if observed.failure is not None:
        return done
    first, second = map(notebook_seen, observed.runs)
    wanted = wanted_values(analysis, first)
    places = read_places(project, analysis.notebook.path)
    plan = schedule(places, wanted, failing_cells(analysis), writing_statements(analysis))
    ran = bench.run(package_task(places, plan), "package", labels(plan))
    check_agent(ran)
    failure = failure_of(ran, Side.PACKAGE, bench.options)
    seen = Runs(first, second, package_seen(ran), complete=failure is None)
    judged = judge(seen, wanted, places, plan, Comparer(bench.store, bench.options.rtol, first.definitions()))
    seconds = replace(notebook, package=ran.seconds)
    return replace(done, values=judged.values, first_wrong=judged.first_wrong, seconds=seconds, failure=failure)


def conditions_of(ran: Ran, bench: Bench) -> Conditions:
    """Under what conditions a run happened."""
    began, ended = ran.of_kind("began"), ran.of_kind("ended")
    return Conditions(
        python=str(bench.options.python),
        ipython=began[0]["ipython"] if began else "",
        seeded=tuple(ended[0]["seeded"]) if ended else (),
        environment=ENVIRONMENT,
        network=bench.around.confinement.described,
        rtol=bench.options.rtol,
    )
