"""Accuracy of roles on labelled cells: `python benchmarks/gold_roles.py CELLS.jsonl`.

Each line of the file is a cell: `notebook`, `cell` (its order), `code`, `class` (the truth), `scored`, `debatable`. The
cells of a notebook are analysed together and in order. Notebooks are split in two halves by the hash of their name:
rules are tuned on one half (`tune`), the other one (`held`) says what that is worth.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.facts import gather_facts
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook import Cell, CellKind, Notebook, ParsedNotebook, parse_cells
from nb2prod.roles import CellRole, Role, classify, summarize_cells
from nb2prod.types.interpret import interpret
from nb2prod.types.model import Interpretation

CLASSES = ("preparation", "preprocessing", "ml", "evaluation", "visualization", "definition", "other")
FOUR = {"preparation": "preparation", "preprocessing": "preprocessing", "ml": "ml", "evaluation": "ml"}
OF_ROLE = {
    Role.PREPARATION: "preparation",
    Role.PREPROCESSING: "preprocessing",
    Role.ML: "ml",
    Role.EXPLORATION: "visualization",
    Role.OUTPUT: "other",
    Role.NONE: "other",
}


SURE = 0.9
"""What is said with this confidence or more has to be right."""


@dataclass(frozen=True)
class Row:
    """One labelled cell with what was said of it."""

    cell: Mapping[str, Any]
    truth: str
    said: str
    summary: CellRole


def label(summary: CellRole) -> str:
    """Class of a cell in the words of the labels."""
    if summary.definition:
        return "definition"
    return "evaluation" if summary.activity == "evaluate" else OF_ROLE[summary.role]


def read_cells(path: Path) -> dict[str, list[dict[str, Any]]]:
    """Cells of each notebook, in order."""
    notebooks: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        cell = json.loads(line)
        notebooks[cell["notebook"]].append(cell)
    return {name: sorted(cells, key=lambda c: int(c["cell"])) for name, cells in notebooks.items()}


def to_notebook(name: str, cells: Sequence[Mapping[str, Any]]) -> Notebook:
    """A notebook of code cells."""
    made = tuple(Cell(i, None, CellKind.CODE, str(cell["code"])) for i, cell in enumerate(cells, 1))
    return Notebook(Path(f"{name}.ipynb"), "python", made)


def analyse(parsed: ParsedNotebook, knowledge: Knowledge, *, types: bool) -> tuple[tuple[CellRole, ...], float]:
    """Roles of the cells, and the seconds of CPU that classifying took."""
    facts = tuple(map(gather_facts, parsed.statements))
    interpretation = interpret(facts, knowledge) if types else Interpretation()
    start = time.process_time()
    summaries = summarize_cells(parsed, classify(parsed, facts, interpretation, knowledge))
    return summaries, time.process_time() - start


def rows(notebooks: Mapping[str, list[dict[str, Any]]], knowledge: Knowledge, *, types: bool) -> Iterator[Row]:
    """What is said of each cell that counts."""
    for name, cells in notebooks.items():
        summaries, _ = analyse(parse_cells(to_notebook(name, cells)), knowledge, types=types)
        for cell, summary in zip(cells, summaries, strict=True):
            if cell["scored"] and not cell["debatable"]:
                yield Row(cell, str(cell["class"]), label(summary), summary)


def half(notebook: str) -> str:
    """Which half a notebook belongs to."""
    return "tune" if hashlib.sha256(notebook.encode()).digest()[0] % 2 == 0 else "held"


def f1(pairs: Counter[tuple[str, str]], name: str) -> float:
    """F1 of one class."""
    right = pairs[name, name]
    said = sum(n for (_, s), n in pairs.items() if s == name)
    true = sum(n for (t, _), n in pairs.items() if t == name)
    return 2 * right / (said + true) if said + true else 0.0


def report(title: str, found: Iterable[Row]) -> Iterator[str]:
    """The figures as lines of text."""
    pairs = Counter((row.truth, row.said) for row in found)
    total = sum(pairs.values()) or 1
    four = sum(n for (t, s), n in pairs.items() if FOUR.get(t, "rest") == FOUR.get(s, "rest")) / total
    scores = {name: f1(pairs, name) for name in CLASSES}
    yield f"{title}: {total} cells, accuracy over four {four:.4f}, macro-F1 over seven {sum(scores.values()) / 7:.4f}"
    yield "  " + "  ".join(f"{name} {score:.3f}" for name, score in scores.items())


def calibration(found: Iterable[Row]) -> Iterator[str]:
    """How often cells are right, by the confidence that is said of them."""
    groups: dict[float, list[bool]] = defaultdict(list)
    for row in found:
        groups[round(row.summary.confidence, 2)].append(row.truth == row.said)
    yield "confidence said: share right (cells)"
    for said in sorted(groups):
        yield f"  {said:.2f}: {sum(groups[said]) / len(groups[said]):.3f} ({len(groups[said])})"
    sure = [right for said, rights in groups.items() if said >= SURE for right in rights]
    yield f"  {SURE:.2f} and more: {sum(sure) / (len(sure) or 1):.3f} ({len(sure)})"


def confusion(found: Iterable[Row]) -> Iterator[str]:
    """The table of truth against what was said."""
    pairs = Counter((row.truth, row.said) for row in found)
    yield f"{'truth / said':14}" + "".join(f"{name[:12]:>14}" for name in CLASSES)
    for truth in CLASSES:
        yield f"{truth:14}" + "".join(f"{pairs[truth, said]:14}" for said in CLASSES)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("cells", type=Path, help="labelled cells, one JSON object a line")
    parser.add_argument("--without-types", action="store_true", help="do not interpret")
    parser.add_argument("--misses", default="", help="print misses of one half (tune, held)")
    parser.add_argument("--truth", default="", help="only misses of this true class")
    options = parser.parse_args(arguments)
    found = list(rows(read_cells(options.cells), load_knowledge(), types=not options.without_types))
    for title in ("all", "tune", "held"):
        part = [row for row in found if title in {"all", half(row.cell["notebook"])}]
        print(*report(title, part), sep="\n")
    print(*calibration(found), sep="\n")
    print(*confusion(found), sep="\n")
    for row in found:
        wrong = row.truth != row.said and half(row.cell["notebook"]) == options.misses
        if wrong and options.truth in {"", row.truth}:
            print(
                f"--- {row.truth} -> {row.said} ({row.summary.activities}) {row.cell['label']}",
                row.cell["code"][:600],
                sep="\n",
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
