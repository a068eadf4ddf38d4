"""Converts notebooks below a folder and prints how good the code is that comes of it, as a Markdown table.

    python benchmarks/quality.py FOLDER --sample 100            # the same hundred every time
    python benchmarks/quality.py FOLDER --only churn --keep build --worst 20

Nothing of the notebooks is run. What ruff and mypy find counts only where the notebook, put into one script in black's
style, does not have the same finding in the same statement or on a line that reads the same.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from measuring.findings import Findings, Written, mypy_findings, ruff_findings
from measuring.generated import Generated, generate
from measuring.quality_table import Results, to_markdown
from measuring.sampling import choose_notebooks
from measuring.worker import Task

BATCH = 50


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 if a notebook stopped the converter, else 0."""
    arguments = _parser().parse_args(argv)
    paths = choose_notebooks(arguments.folder, arguments.only, arguments.sample, arguments.salt)
    with tempfile.TemporaryDirectory(prefix="nb2prod-benchmark-") as temporary:
        results = _measure(arguments, paths, arguments.keep or Path(temporary))
    print(to_markdown(results, arguments.worst))
    if arguments.json:
        record: dict[str, Any] = {"notebooks": [asdict(replace(m, written=None)) for m in results.notebooks]}
        record |= {"ruff": results.ruff, "mypy": results.mypy}
        arguments.json.write_text(json.dumps(record, indent=1, default=asdict))
    return int(any(m.failure and not m.failure.startswith("refused") for m in results.notebooks))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="folder of notebooks")
    parser.add_argument("--jobs", type=int, default=1, help="notebooks at a time")
    parser.add_argument("--sample", type=int, metavar="N", help="N notebooks, chosen by the hash of their path")
    parser.add_argument("--salt", default="", metavar="TEXT", help="another text gives another sample")
    parser.add_argument("--only", metavar="TEXT", help="notebooks whose path contains this")
    parser.add_argument("--worst", type=int, default=8, metavar="N", help="how many offenders of a kind to list")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the projects in DIR")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all as JSON")
    parser.add_argument("--no-ruff", action="store_true", help="don't ask ruff")
    parser.add_argument("--no-mypy", action="store_true", help="don't ask mypy")
    return parser


def _measure(arguments: argparse.Namespace, paths: Sequence[str], workspace: Path) -> Results:
    tasks = [Task(i, arguments.folder, p, workspace / f"{i // BATCH:03}" / f"{i:05}") for i, p in enumerate(paths)]
    measured: list[Generated] = []
    ruff: Findings = {}
    mypy: Findings = {}
    for start in range(0, len(tasks), BATCH):
        with multiprocessing.get_context("spawn").Pool(arguments.jobs) as pool:
            done = pool.map(generate, tasks[start : start + BATCH], chunksize=4)
        measured += done
        written = [m.written for m in done if m.written is not None]
        if written and not arguments.no_ruff:
            ruff |= ruff_findings(written)
        if written and not arguments.no_mypy:
            mypy |= mypy_findings(written)
        if not arguments.keep:
            shutil.rmtree(tasks[start].output.parent, ignore_errors=True)
        print(f"{len(measured)} of {len(tasks)}", file=sys.stderr, flush=True)
    return Results(measured, _by_path(ruff, measured), _by_path(mypy, measured))


def _by_path(found: Findings, measured: Sequence[Generated]) -> Findings:
    paths = {m.written.folder.name: m.path for m in measured if isinstance(m.written, Written)}
    return {paths[name]: every for name, every in found.items() if every}


if __name__ == "__main__":
    sys.exit(main())
