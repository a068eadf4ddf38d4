"""Converts and runs the cases of meaning and prints one line for each: ok, wrong, refused or crashed.

    python benchmarks/semantics.py                            # all cases; exit 1 if one is not ok
    python benchmarks/semantics.py --case NAME --keep build   # one, its package kept in build/NAME/out

What is expected was taken from Jupyter by `jupyter_truth.py`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.functional.semantics_support import Outcome, case_names, convert_and_run, load_case


def judge(name: str, keep: Path | None) -> Outcome:
    """Convert and run one case; a converter that raises, or a run that hangs, is *crashed*.

    Args:
        name: The case.
        keep: Where to leave the package and the folder it ran in; nowhere if None.
    """
    with tempfile.TemporaryDirectory() as temporary:
        workspace = Path(temporary) if keep is None else keep / name
        if keep is not None:
            shutil.rmtree(workspace, ignore_errors=True)
        try:
            return convert_and_run(load_case(name), workspace)
        except subprocess.TimeoutExpired:
            return Outcome("crashed", "the run timed out")
        except Exception as error:
            return Outcome("crashed", f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")


def _row(name: str, outcome: Outcome, width: int) -> str:
    return f"{name:<{width}} | {outcome.verdict:<7} | {outcome.detail[:160]}".rstrip(" |")


def main(argv: list[str] | None = None) -> int:
    """Print the table; 0 if every case is ok, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", metavar="NAME", help="this case only (may be given again)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave packages and runs in DIR/NAME")
    parser.add_argument("--failing", action="store_true", help="print only the cases that are not ok")
    arguments = parser.parse_args(argv)
    names = arguments.case or case_names()
    width = max(map(len, names), default=0)
    verdicts: Counter[str] = Counter()
    for name in names:
        outcome = judge(name, arguments.keep)
        verdicts[outcome.verdict] += 1
        if outcome.verdict != "ok" or not arguments.failing:
            print(_row(name, outcome, width), flush=True)
    print(f"{len(names)} cases: " + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    return int(verdicts["ok"] != len(names))


if __name__ == "__main__":
    sys.exit(main())
