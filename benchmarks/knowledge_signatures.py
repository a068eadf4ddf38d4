"""Compare every knowledge table with its library where that is installed: `knowledge_signatures.py [--python PY]`.

Imports the libraries. Each table is compared in a process of its own, since some libraries cannot live together.
`[since]` and `[until]` are honoured. 1 if a name or an argument does not exist.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLES = ROOT / "nb2prod" / "knowledge"
NO_LIBRARIES = frozenset({"distributions", "conventions"})

ONE = """
import json, sys
from pathlib import Path
from nb2prod.knowledge.installed import compare
found = compare(Path(sys.argv[1]))
print("\\n" + json.dumps([found.versions, found.compared, found.problems]))
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line a table, and its problems."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", help="names of tables; all of them if none is given")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the libraries (Python 3.11)")
    parser.add_argument("--timeout", type=float, default=300)
    options = parser.parse_args(arguments)
    stems = options.tables or sorted({path.stem for path in TABLES.glob("*.toml")} - NO_LIBRARIES)
    wrong = 0
    for stem in stems:
        versions, compared, problems = compare(TABLES / f"{stem}.toml", options.python, options.timeout)
        state = f"{versions}, {compared} names, {len(problems)} problems" if versions else "not installed"
        print(f"{stem:22} {state}")
        print(*(f"  {problem.partition('.toml: ')[2]}" for problem in problems), sep="\n", end="\n" if problems else "")
        wrong += len(problems)
    return int(wrong > 0)


def compare(table: Path, python: str, timeout: float) -> tuple[str, int, list[str]]:
    """Compare one table in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", "MPLBACKEND": "agg"}
    done = subprocess.run(
        [python, "-c", ONE, str(table)], env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    if done.returncode:
        return "?", 0, [f"{table}: cannot be compared: {done.stderr.strip()[-300:]}"]
    versions, compared, problems = json.loads(done.stdout.strip().splitlines()[-1])
    return versions, compared, problems


if __name__ == "__main__":
    sys.exit(main())
