"""How well leakage is found: `python benchmarks/leakage.py --pairs DIR --inputs DIR`.

DIR of `--pairs` is a checkout of `tahh1/leakcheck`, whose tables hold snippets that leak, each with one that does not.
DIR of `--inputs` is a checkout of `malusamayo/leakage-analysis`, whose tests say which models of its inputs profit from
a leak. Nothing is run.
"""

from __future__ import annotations

import argparse
import ast
import csv
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook.reader import Document, read_document
from nb2prod.rules.leakage.analyze import find_leaks
from nb2prod.rules.leakage.history import Leak, LeakKind
from nb2prod.rules.unit import Unit

PREPROCESSING = frozenset({LeakKind.PREPROCESSING, LeakKind.FAINT, LeakKind.REFIT})
OVERLAP = frozenset({LeakKind.RESAMPLING, LeakKind.OVERLAP, LeakKind.TRAINING_SCORE})
RECOMMENDED = frozenset({LeakKind.PREPROCESSING, LeakKind.REFIT})
TESTS = {"test_preprocessing.py": PREPROCESSING, "test_overlap.py": OVERLAP}
NUMBERED = re.compile(r"^\s*\d+(?: |$)")


@dataclass(frozen=True)
class Pair:
    """A snippet that leaks, and the same without the leak."""

    key: str
    method: str
    leak: str
    fix: str


def read_pairs(folder: Path) -> Iterator[Pair]:
    """Pairs of all tables that have both sides."""
    csv.field_size_limit(10**9)
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("Leak", "").strip() and row.get("Fix", "").strip():
                    yield Pair(row["Id"], row["Method"].strip(), plain(row["Leak"]), plain(row["Fix"]))


def plain(text: str) -> str:
    """A snippet without the numbers before its lines."""
    lines = text.splitlines()
    if all(NUMBERED.match(line) or not line.strip() for line in lines):
        lines = [NUMBERED.sub("", line) for line in lines]
    return "\n".join(lines)


def leaks_of(code: str, knowledge: Knowledge) -> tuple[Leak, ...]:
    """Leaks of a snippet."""
    return leaks_in(read_document(Path("snippet.py"), code), knowledge)


def leaks_in(document: Document, knowledge: Knowledge) -> tuple[Leak, ...]:
    """Leaks of what was read."""
    unit = Unit(document, lambda: knowledge)
    if unit.unparsed:
        raise ValueError(unit.unparsed[0].message)
    return find_leaks(unit)


def judge_pairs(
    pairs: Iterable[Pair], kinds: frozenset[LeakKind], knowledge: Knowledge
) -> tuple[Counter[str], list[str]]:
    """Count what is said of both sides of each pair."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for pair in pairs:
        for side, code in (("leak", pair.leak), ("fix", pair.fix)):
            try:
                said = any(leak.kind in kinds for leak in leaks_of(code, knowledge))
            except ValueError as error:
                counts[f"{side} unparsed"] += 1
                wrong.append(f"{side} {pair.key} {pair.method}: {error}")
                continue
            counts[f"{side} {'said' if said else 'silent'}"] += 1
            if said != (side == "leak"):
                wrong.append(f"{side} {pair.key} {pair.method}")
    return counts, wrong


def report_pairs(folder: Path, knowledge: Knowledge, *, verbose: bool) -> None:
    """Print precision and recall on pairs."""
    pairs = list(read_pairs(folder))
    for name, kinds in (("all preprocessing rules", PREPROCESSING), ("recommended rules alone", RECOMMENDED)):
        counts, wrong = judge_pairs(pairs, kinds, knowledge)
        true, false = counts["leak said"], counts["fix said"]
        precision, recall = true / max(true + false, 1), true / max(len(pairs), 1)
        print(f"pairs, {name}: {len(pairs)}; precision {precision:.3f}, recall {recall:.3f}; {dict(counts)}")
        if verbose:
            print("\n".join(f"  {line}" for line in wrong))


def expected(folder: Path) -> Iterator[tuple[str, frozenset[LeakKind], tuple[str, ...]]]:
    """What the tests of the inputs ask for: file, kinds, methods that train models which profit."""
    for name, kinds in TESTS.items():
        tree = ast.parse((folder / "tests" / name).read_text(encoding="utf-8").replace("//", "#"))
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="template"), args=[ast.Constant(value=str(file)), ast.List(elts=elts)]):
                    yield file, kinds, tuple(str(e.value) for e in elts if isinstance(e, ast.Constant))


def report_inputs(folder: Path, knowledge: Knowledge, *, verbose: bool) -> None:
    """Print which of the expected answers are given."""
    counts: Counter[str] = Counter()
    for file, kinds, methods in expected(folder):
        leaks = leaks_in(read_document(folder / "tests" / "inputs" / file), knowledge)
        found = [leak for leak in leaks if leak.kind in kinds]
        verdict = "right" if bool(found) == bool(methods) else "missed" if methods else "false"
        counts[verdict] += 1
        trained = {t.name for leak in found for t in leak.trainings}
        named = {m.rpartition(".")[0] for m in methods if "Unknown" not in m and m.endswith(".fit")}
        counts["named models"] += len(named)
        counts["named models found"] += len(named & trained)
        if verbose:
            print(f"  {verdict} {file} {sorted(k.value for k in kinds)[0]}: wanted {methods}, found {sorted(trained)}")
    print(f"inputs: {dict(counts)}")


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, help="checkout of tahh1/leakcheck")
    parser.add_argument("--inputs", type=Path, help="checkout of malusamayo/leakage-analysis")
    parser.add_argument("--verbose", action="store_true", help="say which are wrong")
    options = parser.parse_args()
    knowledge, start = load_knowledge(), time.process_time()
    if options.pairs:
        report_pairs(options.pairs, knowledge, verbose=options.verbose)
    if options.inputs:
        report_inputs(options.inputs, knowledge, verbose=options.verbose)
    print(f"CPU {time.process_time() - start:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
