"""Converts notebooks that are known to run, runs the tests that are generated, and puts faults into what they test.

    python benchmarks/generated_tests.py LIST.csv FOLDER --python-current PY --python-2022 PY [--mutants N]

The list is that of `run_converted.py`. Suites run as generated, in an empty folder without the notebook's data; the
interpreters need pytest. They run code of the notebooks, so use those that you trust.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from measuring.listed import interpreters_of, listed_parser, listed_rows, name_of, of_each, write_json
from measuring.suites import Place, Suite, judge

_PASSED, _TESTED, _KILLED = 0.98, 0.5, 0.6


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 0 if all three shares are reached, else 1."""
    parser = listed_parser(__doc__, timeout=600)
    parser.add_argument("--mutants", type=int, default=0, help="mutants of each package that are tried")
    parser.add_argument("--every", type=int, default=1, help="take every so manieth notebook only")
    parser.add_argument("--seed", type=int, default=0, help="which mutants are drawn")
    parser.add_argument("--data", action="store_true", help="run the tests that wait for the notebook's folder, too")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave the projects in DIR")
    arguments = parser.parse_args(argv)
    chosen = sorted(name_of(row) for row in listed_rows(arguments.list, arguments.folder, arguments.only))
    work = partial(_judged, arguments, frozenset(chosen[:: arguments.every]))
    suites = [s for s in of_each(arguments, work) if s is not None]
    print("\n".join(_report(suites)))
    write_json(arguments, suites)
    shares = _shares(suites)
    return int(any(share < wanted for share, wanted in zip(shares, (_PASSED, _TESTED, _KILLED), strict=True)))


def _judged(arguments: argparse.Namespace, chosen: frozenset[str], row: Mapping[str, str]) -> Suite | None:
    name = name_of(row)
    if name not in chosen:
        return None
    rng = random.Random(f"{arguments.seed} {name}")
    with tempfile.TemporaryDirectory(prefix="nb2prod-suite-") as folder:
        out = arguments.keep / name.replace("/", "__") if arguments.keep else Path(folder) / "out"
        place = Place(out, interpreters_of(arguments)[row["environment"]], arguments.timeout, _folder(arguments, name))
        draw = lambda every: rng.sample(every, min(arguments.mutants, len(every)))  # noqa: E731
        suite = judge(arguments.folder / name, name, place, draw)
    said = f"{suite.real}/{suite.real + suite.stubs} killed {sum(m.killed for m in suite.mutants)}/{len(suite.mutants)}"
    print(
        f"{suite.outcome:8} {suite.seconds:6.1f} s  {said}  {name}  {suite.failed} {suite.with_data}",
        file=sys.stderr,
        flush=True,
    )
    return suite


def _folder(arguments: argparse.Namespace, name: str) -> Path | None:
    return (arguments.folder / name).parent if arguments.data else None


def _shares(suites: Sequence[Suite]) -> tuple[float, float, float]:
    run = [s for s in suites if s.outcome != "convert"]
    real, stubs = sum(s.real for s in run), sum(s.stubs for s in run)
    mutants = [m for s in run for m in s.mutants]
    return (
        sum(s.outcome == "passed" for s in run) / max(1, len(run)),
        real / max(1, real + stubs),
        sum(m.killed for m in mutants) / max(1, len(mutants)),
    )


def _report(suites: Sequence[Suite]) -> list[str]:
    passed, tested, killed = _shares(suites)
    real, stubs = sum(s.real for s in suites), sum(s.stubs for s in suites)
    mutants = [m for s in suites for m in s.mutants]
    kinds = Counter(m.kind for m in mutants)
    rows = [
        ("notebooks", f"{len(suites)}", ""),
        ("suites that pass as generated", f"{100 * passed:.1f} %", "98 %"),
        ("functions and classes with a real test", f"{real} of {real + stubs} ({100 * tested:.1f} %)", "50 %"),
        (
            "mutants of what is tested that are killed",
            f"{sum(m.killed for m in mutants)} of {len(mutants)} ({100 * killed:.1f} %)",
            "60 %",
        ),
        ("seconds of a suite, median", f"{_median([s.seconds for s in suites]):.1f}", ""),
    ]
    waiting = sum(s.waiting for s in suites)
    rows.append(("those whose test waits for the folder of the notebook", f"{waiting} of {real + stubs}", ""))
    if tried := [s.with_data for s in suites if s.with_data]:
        rows.append(("suites that pass with that folder", f"{tried.count('passed')} of {len(tried)}", ""))
    lines = ["| measure | figure | wanted |", "|---|---|---|", *(f"| {' | '.join(row)} |" for row in rows)]
    lines += ["", "## Mutants by kind", ""]
    lines += [f"- {kind}: {sum(m.killed for m in mutants if m.kind == kind)} of {n}" for kind, n in kinds.most_common()]
    lines += [
        "",
        "## Not passed",
        "",
        *(f"- {s.name}: {s.outcome} {s.failed}" for s in suites if s.outcome != "passed"),
    ]
    lines += ["", "## Survived", ""]
    return [
        *lines,
        *(
            f"- {s.name} {m.module}.{m.function}:{m.line} {m.kind}: {m.text}"
            for s in suites
            for m in s.mutants
            if not m.killed
        ),
    ]


def _median(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
