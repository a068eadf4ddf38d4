"""How long `nb2prod lint` takes, beside `ruff check` over the same files in the same run.

    python benchmarks/lint_speed.py FOLDER [--repeat 5] [--no-ruff]

Measured are whole processes, by the clock and by processor time, in turns: ruff without its cache, ours without
results of an earlier run, ours with them (ruff's own cache included), and one unchanged notebook as a hook would lint
it. Wanted is cold at most three times ruff, warm at most once ruff, the hook at most 0.25 seconds; on a machine that
does other things, too, the processor time says more than the clock.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
# Deeply nested code makes ruff overflow its stacks otherwise; ours runs it with the same.
ENVIRONMENT = {"RUST_MIN_STACK": str(64 * 1024 * 1024), **os.environ, "PYTHONPATH": str(ROOT)}


def main() -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--no-ruff", action="store_true", help="our own rules alone, to see what they cost")
    options = parser.parse_args()
    notebooks = sorted(options.folder.rglob("*.ipynb"))
    with tempfile.TemporaryDirectory() as work:
        times = measure(options, notebooks, Path(work))
    report(times, len(notebooks))
    return 0


def measure(
    options: argparse.Namespace, notebooks: Sequence[Path], work: Path
) -> Mapping[str, list[tuple[float, float]]]:
    """Run everything in turns.

    Returns:
        For each way of linting seconds by the clock and of the processors, of each turn.
    """
    from ruff import find_ruff_bin

    folder = options.folder.resolve()
    ruff = [find_ruff_bin(), "check", "--no-cache", "--quiet", str(folder)]
    ours = [sys.executable, "-m", "nb2prod", "lint", *(["--no-ruff"] if options.no_ruff else [])]
    small = str(sorted(notebooks, key=lambda path: path.stat().st_size)[len(notebooks) // 2].resolve())
    times: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _ in range(options.repeat):
        shutil.rmtree(work / ".nb2prod_cache", ignore_errors=True)
        shutil.rmtree(work / ".ruff_cache", ignore_errors=True)
        times["ruff, no cache"].append(run(ruff, work))
        times["ours, cold"].append(run([*ours, str(folder)], work))
        times["ours, warm"].append(run([*ours, str(folder)], work))
        run([*ours, small], work)
        times["hook, one notebook"].append(run([*ours, small], work))
    return times


def run(command: Sequence[str], folder: Path) -> tuple[float, float]:
    """Run one process, and give seconds by the clock and of the processors."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=ENVIRONMENT, capture_output=True, check=False)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1, 2}:
        raise SystemExit(f"{command} ended with {done.returncode}: {done.stderr.decode()[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def report(times: Mapping[str, list[tuple[float, float]]], notebooks: int) -> None:
    """Print medians, bests, and how they compare with ruff's."""
    base = [median(column) for column in zip(*times["ruff, no cache"], strict=True)]
    print(
        f"{notebooks} notebooks; seconds, median (best) of {len(times['ruff, no cache'])}; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':<20}{'clock':>16}{'processors':>16}{'times ruff':>18}")
    for name, values in times.items():
        wall, used = zip(*values, strict=True)
        shown = [f"{median(column):.2f} ({min(column):.2f})" for column in (wall, used)]
        ratio = f"{median(wall) / base[0]:.2f} / {median(used) / base[1]:.2f}"
        print(f"{name:<20}{shown[0]:>16}{shown[1]:>16}{ratio:>18}")


if __name__ == "__main__":
    sys.exit(main())
