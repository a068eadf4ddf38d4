"""Runs notebooks, and holds the columns that `analyze` says a statement names against those that it names when it runs.

    python benchmarks/columns_seen.py LIST.csv FOLDER --python-current PY --python-2022 PY [--seen DIR] [--only TEXT]

The list is that of `run_converted.py`. Each notebook is run once, statement by statement, by the interpreter of its
environment, on a copy of its folder as `nb2prod verify` makes it: its code is executed, so use notebooks that you
trust. Pandas, seaborn, plotly and the formulas of statsmodels are watched where the notebook's own code calls them:
which columns of a frame it reads, stores and drops, be it by an item, an attribute or an argument.

A column is *found* if it is claimed for its statement and seen there, as read, stored or dropped alike; *claimed
wrongly* if it is not seen; *missed* if it is not claimed. `*` claims each column that the frame has. Only statements
that ran count.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from measuring.listed import interpreters_of, listed_parser, name_of, of_each, write_json
from measuring.seen_run import Run, seen_of

from nb2prod.analysis import Analysis
from nb2prod.pipeline import analyze
from nb2prod.types.frame_columns import EVERY
from nb2prod.types.model import ColumnUse
from nb2prod.verify.model import Options

KINDS = ("read", "added", "dropped")
LONGEST_LINE = 120


@dataclass(frozen=True, slots=True)
class Named:
    """One column at one statement.

    Attributes:
        kind: What is done to it.
        column: The column.
        worth: `found`, `wrong` or `missed`.
        place: Notebook, cell and statement, with its first line.
    """

    kind: str
    column: str
    worth: str
    place: str


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and what is wrong; 0 if all notebooks could be looked at, else 1."""
    parser = listed_parser(__doc__)
    parser.add_argument(
        "--seen", type=Path, metavar="DIR", help="keep what was seen in DIR; not run again if it is there"
    )
    arguments = parser.parse_args(argv)
    look = partial(_looked_at, arguments.folder, interpreters_of(arguments), arguments.timeout, arguments.seen)
    results = of_each(arguments, look)
    found = [one for each, _ in results for one in each]
    failed = [message for _, message in results if message]
    print("\n".join(_report(found, len(results), failed)))
    write_json(arguments, found)
    return int(bool(failed))


def _looked_at(
    folder: Path, interpreters: Mapping[str, Path], timeout: float, seen: Path | None, row: Mapping[str, str]
) -> tuple[list[Named], str]:
    name = name_of(row)
    print(name, file=sys.stderr, flush=True)
    try:
        analysis = analyze((folder / name).resolve())
        run = seen_of(analysis, Options(interpreters[row["environment"]], timeout), seen, "columns")
    except Exception as error:
        return [], f"{name}: {type(error).__name__}: {error}"[-400:]
    return list(_compared(name, analysis, run)), f"{name}: {run.message}" if run.message else ""


def _compared(name: str, analysis: Analysis, run: Run) -> Iterator[Named]:
    for facts in analysis.facts:
        event = run.events.get(facts.id)
        if event is None:
            continue
        claimed = _claimed(analysis.interpretation.columns.get(facts.id, {}), event)
        seen = {(kind, column) for kind, column, _ in event["columns"]}
        line = facts.statement.source.partition("\n")[0][:LONGEST_LINE]
        place = f"{name} {facts.id.cell}:{facts.id.ordinal} {line}"
        for kind, column in sorted(claimed | seen):
            both = (kind, column) in claimed and (kind, column) in seen
            worth = "found" if both else "wrong" if (kind, column) in claimed else "missed"
            yield Named(kind, column, worth, place)


def _claimed(uses: Mapping[str, ColumnUse], event: Mapping[str, Any]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for name, use in uses.items():
        for kind in KINDS:
            for column in getattr(use, kind):
                every = event["all"].get(name, [EVERY]) if column == EVERY else [column]
                found |= {(kind, each) for each in every}
    return found


def _report(found: Sequence[Named], notebooks: int, failed: Sequence[str]) -> list[str]:
    lines = [f"{notebooks} notebooks, {notebooks - len(failed)} ran to their end.", ""]
    lines += ["| columns | seen | claimed | precision | recall |", "|---|---|---|---|---|"]
    for kind in (*KINDS, "all"):
        counts = Counter(one.worth for one in found if kind in (one.kind, "all"))
        seen, claimed = counts["found"] + counts["missed"], counts["found"] + counts["wrong"]
        shares = [f"{counts['found'] / number:.3f}" if number else "" for number in (claimed, seen)]
        lines.append(f"| {kind} | {seen} | {claimed} | {' | '.join(shares)} |")
    for worth in ("wrong", "missed"):
        places: dict[str, list[str]] = {}
        for one in found:
            if one.worth == worth:
                places.setdefault(one.place, []).append(f"{one.kind} {one.column}")
        lines += ["", f"## {worth.capitalize()}", "", *(f"- {', '.join(c[:6])}: {p}" for p, c in places.items())]
    return [*lines, *(["", "## Not run to the end", "", *(f"- {f}" for f in failed)] if failed else [])]


if __name__ == "__main__":
    sys.exit(main())
