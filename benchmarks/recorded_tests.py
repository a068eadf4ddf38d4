"""Puts faults into generated packages, and asks how many of them the recorded tests find, by pytest alone.

    python benchmarks/recorded_tests.py NOTEBOOK... [--mutants N] [--silent] [--seed S] [--python PATH]

Each notebook is converted and recorded; of all mutants of its package some are drawn. A mutant counts if an independent
plain comparison sees its effect: in what the steps end with, or in the files. Notebooks are run: use those that you
trust.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from measuring.recorded_faults import Measured, Tried, measure

_WANTED = 0.9


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; 0 if at least 90 % of the mutants are found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebooks", type=Path, nargs="+", help="notebooks that run")
    parser.add_argument("--mutants", type=int, default=6, help="mutants of each notebook that are tried")
    parser.add_argument("--silent", action="store_true", help="only mutants of packages that still run to their end")
    parser.add_argument("--seed", type=int, default=0, help="which are drawn")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="interpreter with pytest")
    options = parser.parse_args(argv)
    found: list[Measured] = []
    for notebook in options.notebooks:
        draw = random.Random(f"{options.seed} {notebook.name}")
        try:
            found.append(measure(notebook, options.mutants, draw, options.python, silent=options.silent))
        except Exception as error:
            print(f"{notebook}: {type(error).__name__}: {error}"[:300], file=sys.stderr, flush=True)
    print("\n".join(_report(found)))
    tried = [one for measured in found for one in measured.tried]
    return int(sum(one.found for one in tried) < _WANTED * len(tried))


def _report(found: Sequence[Measured]) -> list[str]:
    tried = [one for measured in found for one in measured.tried]
    recorded = sum(len(measured.recording.recorded) for measured in found)
    left_out = [left for measured in found for left in measured.recording.left_out]
    groups = {
        "mutants with an effect that were found": tried,
        "of those seen outside of the function": [one for one in tried if one.lasting],
        "of those that run to their end": [one for one in tried if not one.crashed],
        "of those in a function that is recorded": [one for one in tried if one.recorded],
    }
    lines = ["| measure | figure |", "|---|---|", f"| functions recorded | {recorded} of {recorded + len(left_out)} |"]
    lines += [f"| {name} | {_share(group)} |" for name, group in groups.items()]
    reasons = Counter(left.reason.partition(":")[0] for left in left_out)
    lines += ["", "## Not recorded", "", *(f"- {number} {reason}" for reason, number in reasons.most_common())]
    missed = [f"- {one.name} in {one.function}{_about(one)}" for one in tried if not one.found]
    return [*lines, "", "## Missed", "", *missed]


def _share(group: Iterable[Tried]) -> str:
    every = list(group)
    found = sum(one.found for one in every)
    return f"{found} of {len(every)} ({100 * found / max(1, len(every)):.1f} %)"


def _about(one: Tried) -> str:
    notes = [
        note for note, holds in (("not recorded", not one.recorded), ("seen inside only", not one.lasting)) if holds
    ]
    return f" ({', '.join(notes)})" if notes else ""


if __name__ == "__main__":
    sys.exit(main())
