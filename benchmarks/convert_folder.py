"""Analyses and converts every notebook below a folder and prints what came of it as a Markdown table.

    python benchmarks/convert_folder.py FOLDER                     # all; some seconds a notebook
    python benchmarks/convert_folder.py FOLDER --sample 100        # the same hundred every time
    python benchmarks/convert_folder.py FOLDER --only churn --keep build

Nothing of the notebooks is run, and nothing is written beside them. A name is an offender if it is undefined in the
output but not in the notebook, taken as one script; own analysis, ruff and mypy are each asked.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from measuring.checks import Verdicts, check_batch
from measuring.model import Measured, Outcome
from measuring.pool import measure_all
from measuring.sampling import choose_notebooks
from measuring.table import Results, figures, to_markdown
from measuring.worker import Task, measure

BATCH = 100


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0 if nothing crashed or hung, else 1."""
    arguments = _parser().parse_args(argv)
    paths = choose_notebooks(arguments.folder, arguments.only, arguments.sample)
    with tempfile.TemporaryDirectory(prefix="nb2prod-benchmark-") as temporary:
        results = _measure(arguments, paths, arguments.keep or Path(temporary))
    print(to_markdown(results))
    if arguments.json:
        record = {"figures": figures(results), "results": asdict(results)}
        arguments.json.write_text(json.dumps(record, indent=1, default=lambda value: value.value))
    return int(any(n.outcome in {Outcome.CRASHED, Outcome.TIMED_OUT} for n in results.notebooks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of notebooks; its first level is taken for repositories")
    parser.add_argument("--jobs", type=int, default=2, help="notebooks at a time")
    parser.add_argument("--sample", type=int, metavar="N", help="N notebooks, chosen by the hash of their path")
    parser.add_argument("--only", metavar="TEXT", help="notebooks whose path contains this")
    parser.add_argument("--timeout", type=float, default=120, help="seconds that one notebook may take")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures and each notebook's as JSON")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the projects in DIR")
    parser.add_argument("--no-mypy", action="store_true", help="don't ask mypy")
    parser.add_argument("--no-checks", action="store_true", help="ask neither black nor ruff nor mypy")
    return parser


def _measure(arguments: argparse.Namespace, paths: Sequence[str], workspace: Path) -> Results:
    tasks = [Task(i, arguments.folder, p, workspace / f"{i // BATCH:03}" / f"{i:05}") for i, p in enumerate(paths)]
    notebooks: list[Measured] = []
    verdicts: list[Verdicts] = []
    for start in range(0, len(tasks), BATCH):
        batch = tasks[start : start + BATCH]
        done = dict(measure_all(batch, jobs=arguments.jobs, timeout=arguments.timeout))
        notebooks += [done[task] for task in batch]
        folder = batch[0].output.parent
        if folder.is_dir() and not arguments.no_checks:
            copied = {t.output.name: frozenset(m.copied) for t, m in done.items()}
            verdicts.append(check_batch(folder, copied, with_mypy=not arguments.no_mypy))
        if not arguments.keep:
            shutil.rmtree(folder, ignore_errors=True)
        print(f"{len(notebooks)} of {len(tasks)}", file=sys.stderr, flush=True)
    return _results(notebooks, verdicts, tuple(_memory(tasks, notebooks, workspace)))


def _results(notebooks: list[Measured], verdicts: list[Verdicts], largest: tuple[tuple[str, float], ...]) -> Results:
    # Each tool's entry is made where it first speaks.
    undefined: defaultdict[str, dict[str, Sequence[str]]] = defaultdict(dict)
    undefined["own analysis"] = {n.path: n.undefined for n in notebooks if n.undefined}
    unformatted: dict[str, Sequence[str]] = {}
    violations: dict[str, Sequence[str]] = {}
    for verdict in verdicts:
        unformatted |= {notebooks[int(number)].path: files for number, files in verdict.unformatted.items()}
        violations |= {notebooks[int(number)].path: lines for number, lines in verdict.violations.items()}
        for tool, found in verdict.undefined.items():
            undefined[tool] |= {notebooks[int(number)].path: names for number, names in found.items()}
    failures = [line for verdict in verdicts for line in verdict.failures]
    return Results(notebooks, unformatted, violations, dict(undefined), failures, largest)


def _memory(tasks: Sequence[Task], notebooks: Sequence[Measured], workspace: Path) -> Iterator[tuple[str, float]]:
    """Convert the largest file, and the notebook with the most statements, each in a process of its own."""
    converted = [task for task, n in zip(tasks, notebooks, strict=True) if n.outcome is Outcome.CONVERTED]
    if not converted:
        return
    statements = {n.path: n.statements for n in notebooks}
    biggest = max(converted, key=lambda task: (task.folder / task.path).stat().st_size)
    longest = max(converted, key=lambda task: statements[task.path])
    for task in dict.fromkeys((biggest, longest)):
        fresh = Task(task.number, task.folder, task.path, workspace / "memory" / task.output.name)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            yield task.path, pool.apply(_peak, (fresh,))


def _peak(task: Task) -> float:
    """Peak memory of converting a notebook, in MB."""
    measure(task)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


if __name__ == "__main__":
    sys.exit(main())
