"""Compare the names that nothing binds with those that pyflakes reports, over a folder of notebooks.

    python benchmarks/oracle_pyflakes.py FOLDER [--sample N] [--show N]

Each notebook is handed to pyflakes as one script, its statements in order. A name of one side alone is a disagreement;
what differs by intention (pyflakes knows what is bound *anywhere*, a notebook is read from top to bottom) is counted
for itself.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyflakes.checker import Checker  # type: ignore[import-untyped, unused-ignore]
from pyflakes.messages import UndefinedName  # type: ignore[import-untyped, unused-ignore]

from nb2prod.analysis import Analysis
from nb2prod.finding import UnreadableInputError
from nb2prod.flow import BUILTINS
from nb2prod.pipeline import analyze


def main() -> int:
    """Print the table; 1 if there is a disagreement that no intention explains."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="only so many notebooks, chosen by chance")
    parser.add_argument("--show", type=int, default=40, metavar="N", help="how many disagreements to show")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    shown: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in _chosen(options.folder, options.sample):
            for verdict, what in _verdicts(path):
                counts[verdict] += 1
                if verdict.startswith("DIFFERS"):
                    shown.append(f"{verdict}: {path}: {what}")
    for verdict, count in sorted(counts.items()):
        print(f"{count:8,}  {verdict}")
    print(*shown[: options.show], sep="\n")
    return 1 if shown else 0


def _chosen(folder: Path, sample: int) -> list[Path]:
    paths = sorted(folder.rglob("*.ipynb"))
    return sorted(random.Random(0).sample(paths, sample)) if 0 < sample < len(paths) else paths


def _verdicts(path: Path) -> Iterator[tuple[str, str]]:
    try:
        analysis = analyze(path)
        theirs = _pyflakes(analysis)
    except UnreadableInputError:
        yield "notebook: refused", ""
        return
    except (SyntaxError, RecursionError) as error:
        yield "notebook: no script", str(error)
        return
    yield "notebook: compared", ""
    ours = frozenset().union(*analysis.flow.undefined.values())
    late, bound = _late(analysis), _bound(analysis)
    starred = any(i.name == "*" for f in analysis.facts for i in f.imports)
    for name in sorted(ours & theirs):
        yield "agree: undefined", name
    for name in sorted(ours - theirs):
        yield _only_ours(name, bound, starred=starred), name
    for name in sorted(theirs - ours):
        yield _only_theirs(name, late, bound, starred=starred), name


def _only_ours(name: str, bound: frozenset[str], *, starred: bool) -> str:
    if starred:
        return "by intention: read before a star import, which pyflakes believes of the whole script"
    if name in bound:
        return "by intention: bound by a statement that pyflakes reads otherwise"
    return "DIFFERS: undefined here alone"


def _only_theirs(name: str, late: frozenset[str], bound: frozenset[str], *, starred: bool) -> str:
    if name in late and name not in bound:
        return "agree: undefined in the body of a definition"
    if starred:
        return "by intention: a star import may bind it"
    return "DIFFERS: undefined for pyflakes alone"


def _pyflakes(analysis: Analysis) -> frozenset[str]:
    tree = ast.parse("\n".join(f.statement.source for f in analysis.facts if f.statement.node is not None))
    messages = Checker(tree, builtins=BUILTINS).messages
    return frozenset(str(m.message_args[0]) for m in messages if isinstance(m, UndefinedName))


def _late(analysis: Analysis) -> frozenset[str]:
    return frozenset(n for f in analysis.facts if f.definition for n in f.definition.free)


def _bound(analysis: Analysis) -> frozenset[str]:
    names = {n for f in analysis.facts for n in f.may_bind | {i.name for i in f.imports}}
    return frozenset(names | {n for f in analysis.facts if f.definition for n in f.definition.global_writes})


if __name__ == "__main__":
    sys.exit(main())
