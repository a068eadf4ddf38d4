"""Which calls of a folder of notebooks have no entry in the knowledge tables: `knowledge_coverage.py FOLDER`.

Nothing is run: every notebook is interpreted as for a conversion, and each call of its source is counted once, at its
worst. Counted are calls on what comes from a library: its functions and classes, and methods of values whose type is
known to be a library's. What a library call gave without a known type still comes from that library, through
attributes, subscripts, names, loops and `with`: calls on it count as uncovered, even where the name of the method alone
would say something. Not counted are builtins and methods of their types, the notebook's own functions, modules that
neither a table nor the list of distributions nor the standard library knows (they may be the user's own), and values
whose origin cannot be seen, such as parameters.

Covered is a call whose entry the interpretation uses: an own or inherited one, what a class says of its methods without
an entry, a class that is known, or a convention (`fit`) for a known class. Entries that only say `pure = false` are
counted as covered, and shown apart.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from measuring.known_calls import COVERED, Answer, Seen, calls_of

from nb2prod.knowledge import Knowledge, load_knowledge


@dataclass(slots=True)
class Tally:
    """Calls counted.

    Attributes:
        answers: How often each answer was given, by library.
        missing: How often each name was called without an entry, by library and name.
    """

    answers: Counter[tuple[str, Answer]] = field(default_factory=Counter)
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, seen: Iterable[Seen]) -> None:
        """Count calls."""
        for each in seen:
            self.answers[each.library, each.answer] += 1
            if not each.covered:
                self.missing[each.library, each.name] += 1

    def counted(self, library: str | None = None) -> tuple[int, int]:
        """Covered calls and all calls, of one library or of all."""
        of = [(answer, n) for (root, answer), n in self.answers.items() if library in (None, root)]
        return sum(n for answer, n in of if answer in COVERED), sum(n for _, n in of)

    def libraries(self) -> list[str]:
        """Libraries with the most uncovered calls first."""
        roots = {root for root, _ in self.answers}
        return sorted(roots, key=lambda root: (self.counted(root)[0] - self.counted(root)[1], root))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the share that is covered, by library, and what is missing; 1 if it is less than asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, metavar="N", help="take the same N notebooks each time")
    parser.add_argument("--table", type=Path, action="append", default=[], metavar="FILE", help="a table of your own")
    parser.add_argument("--library", default="", metavar="ROOT", help="show what is missing of one library alone")
    parser.add_argument("--show", type=int, default=40, metavar="N", help="how many missing names to show")
    parser.add_argument("--at-least", type=float, default=0.0, metavar="SHARE", help="exit with 1 below that share")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything there, too")
    options = parser.parse_args(arguments)
    paths = sorted(options.folder.rglob("*.ipynb"))
    if options.sample:
        paths = sorted(random.Random(0).sample(paths, min(options.sample, len(paths))))
    tally = count(paths, tuple(options.table), jobs=options.jobs)
    print(*report(tally, len(paths), options.show, options.library), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(as_json(tally, len(paths)), indent=1) + "\n", encoding="utf-8")
    covered, total = tally.counted()
    return int(total > 0 and covered / total < options.at_least)


def count(paths: Sequence[Path], tables: tuple[Path, ...], *, jobs: int) -> Tally:
    """Count the calls of notebooks."""
    tally = Tally()
    with ProcessPoolExecutor(jobs) as pool:
        for seen in pool.map(_one, paths, [tables] * len(paths), chunksize=8):
            tally.add(seen)
    return tally


def _one(path: Path, tables: tuple[Path, ...]) -> tuple[Seen, ...]:
    return calls_of(path, _knowledge(tables))


@cache
def _knowledge(tables: tuple[Path, ...]) -> Knowledge:
    return load_knowledge(tables)


def report(tally: Tally, notebooks: int, show: int, library: str) -> Iterator[str]:
    """The figures as lines of text."""
    covered, total = tally.counted()
    yield f"{notebooks:,} notebooks, {total:,} calls on libraries, covered {covered:,} ({_share(covered, total)})"
    for answer in Answer:
        number = sum(n for (_, each), n in tally.answers.items() if each is answer)
        yield f"{number:8,}  {'covered' if answer in COVERED else 'not covered'}: {answer.value}"
    yield ""
    yield f"{'library':24}{'calls':>8}{'missing':>9}{'covered':>10}"
    for root in tally.libraries():
        known, calls = tally.counted(root)
        if library in ("", root):
            yield f"{root:24}{calls:8,}{calls - known:9,}{_share(known, calls):>10}"
    yield ""
    missing = [(name, n) for (root, name), n in tally.missing.most_common() if library in ("", root)]
    yield from (f"{n:6,}  {name}" for name, n in missing[:show])
    if len(missing) > show:
        yield f"        and {len(missing) - show:,} names more"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "-"


def as_json(tally: Tally, notebooks: int) -> dict[str, Any]:
    """The figures as data."""
    covered, total = tally.counted()
    return {
        "notebooks": notebooks,
        "calls": total,
        "covered": covered,
        "answers": {answer.value: sum(n for (_, a), n in tally.answers.items() if a is answer) for answer in Answer},
        "libraries": {
            root: dict(zip(("covered", "calls"), tally.counted(root), strict=True)) for root in tally.libraries()
        },
        "missing": [
            {"library": root, "name": name, "calls": number} for (root, name), number in tally.missing.most_common()
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
