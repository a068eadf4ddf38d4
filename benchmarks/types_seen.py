"""Runs notebooks, and holds what `analyze` claims of types and changes against what is seen.

    python benchmarks/types_seen.py LIST.csv FOLDER --python-current PY --python-2022 PY [--seen DIR] [--only TEXT]
        [--checker pyrefly]

The list is that of `run_converted.py`. Each notebook is run once, statement by statement, by the interpreter of its
environment, on a copy of its folder as `nb2prod verify` makes it: its code is executed, so use notebooks that you
trust.

*Types*: each name that a statement binds and a later one reads is looked at directly behind the statement that binds
it; imports, functions and classes are counted apart. A claim is *exact* if the class of the value is the claimed one,
and so are the classes of all parts that the claim speaks of (`list[int]`, `tuple[pandas.DataFrame, int]`); *general* if
it holds, but the class is a subclass, or one member of a union; *wrong* if it does not hold; else *unknown*.

*Changes*: every value that a statement may have reached is hashed behind it. A change is *missed* if a value differs
from before, under a name that the statement neither binds nor is claimed to change, and a later statement reads it.
Where a library's object has all that it had, and attributes besides, it has kept what it was asked for (`res.summary()`
computes it once): that is counted apart. A claim is *unfounded* if none of the claimed names changed and the statement
holds no call or store that can change anything, its own functions included; names whose values can't be compared
(figures) are left out of that.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from measuring.claims import Worth
from measuring.listed import interpreters_of, listed_parser, listed_rows, name_of, of_each, write_json
from measuring.seen_compared import Claim, Found, compared
from measuring.seen_run import seen_of

from nb2prod.analysis import Analysis
from nb2prod.checker import check_types
from nb2prod.checker.programs import PROGRAMS
from nb2prod.knowledge import load_knowledge
from nb2prod.pipeline import analyze
from nb2prod.verify.model import Options

MOST_SHOWN = 25


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; 0 if all notebooks ran to their end, else 1."""
    parser = listed_parser(__doc__)
    parser.add_argument(
        "--seen", type=Path, metavar="DIR", help="keep what was seen in DIR; not run again if it is there"
    )
    parser.add_argument("--checker", choices=tuple(PROGRAMS), help="ask a type checker for what is not known")
    arguments = parser.parse_args(argv)
    checked = _checked(arguments) if arguments.checker else {}
    found = of_each(arguments, partial(_announced, arguments, checked))
    print("\n".join(_report(found)))
    write_json(arguments, found)
    return int(any(one.message for one in found))


def _checked(arguments: argparse.Namespace) -> dict[str, Analysis]:
    """Analyses by name, with what a checker says of them: it is asked once for each environment."""
    found: dict[str, Analysis] = {}
    for environment, python in interpreters_of(arguments).items():
        rows = listed_rows(arguments.list, arguments.folder, arguments.only)
        names = [name_of(row) for row in rows if row["environment"] == environment]
        analyses = [analyze((arguments.folder / name).resolve()) for name in names]
        checked = check_types(analyses, load_knowledge(), arguments.checker, python)
        print(checked.failure or f"{arguments.checker} was asked about {len(names)} notebooks", file=sys.stderr)
        found.update(zip(names, checked.analyses, strict=True))
    return found


def _announced(arguments: argparse.Namespace, checked: Mapping[str, Analysis], row: Mapping[str, str]) -> Found:
    name = name_of(row)
    how = Options(interpreters_of(arguments)[row["environment"]], arguments.timeout)
    try:
        analysis = checked.get(name) or analyze((arguments.folder / name).resolve())
        found = compared(name, analysis, seen_of(analysis, how, arguments.seen))
    except Exception as error:
        found = Found(name, f"{type(error).__name__}: {error}"[-400:])
    counts = Counter(c.worth for c in found.claims if not c.definition)
    print(f"{name}  {dict(counts)}  {found.message}", file=sys.stderr, flush=True)
    return found


def _report(found: Sequence[Found]) -> list[str]:
    claims = [claim for one in found for claim in one.claims if not claim.definition]
    defined = [claim for one in found for claim in one.claims if claim.definition]
    changing, statements = sum(one.changing for one in found), sum(one.statements for one in found)
    missed, unfounded = [m for one in found for m in one.missed], [u for one in found for u in one.unfounded]
    rows = [
        ("notebooks", str(len(found))),
        ("ran to the end", str(sum(not one.message for one in found))),
        ("statements executed", str(statements)),
        ("names that cross statements", str(len(claims))),
        *((f"of these {worth.name.lower()}", _share(claims, worth)) for worth in reversed(Worth)),
        ("functions and classes that cross", str(len(defined))),
        ("of these exact", _share(defined, Worth.EXACT)),
        ("changes missed that are read later", str(len(missed))),
        ("objects of libraries that kept what they were asked", str(sum(one.grown for one in found))),
        ("statements claimed to change a name", str(changing)),
        ("of these unfounded", f"{len(unfounded)} ({100 * len(unfounded) / max(1, changing):.1f} %)"),
    ]
    lines = ["| measure | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    for worth in (Worth.WRONG, Worth.UNKNOWN, Worth.GENERAL):
        kinds = Counter(f"{c.seen}, claimed {c.claimed}" for c in claims if c.worth == worth.name.lower())
        lines += _section(worth.name.capitalize(), [f"{n} times {kind}" for kind, n in kinds.most_common(MOST_SHOWN)])
    for title, each in (("Missed changes", missed), ("Unfounded claims of changes", unfounded)):
        lines += _section(title, each)
    return lines + _section("Not run to the end", [f"{one.name}: {one.message}" for one in found if one.message])


def _share(claims: Sequence[Claim], worth: Worth) -> str:
    number = sum(claim.worth == worth.name.lower() for claim in claims)
    return f"{number} ({100 * number / max(1, len(claims)):.1f} %)"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {line}" for line in lines)] if lines else []


if __name__ == "__main__":
    sys.exit(main())
