"""Runs notebooks, and holds what `analyze` claims of types and changes against what is seen.

    python benchmarks/types_seen.py LIST.csv FOLDER --python-current PY --python-2022 PY [--seen DIR] [--only TEXT]

The list is that of `run_converted.py`. Each notebook is run once, statement by statement, by the interpreter of its
environment, on a copy of its folder as `nb2prod verify` makes it: its code is executed, so use notebooks that you trust.

*Types*: each name that a statement binds and a later one reads is looked at directly behind the statement that binds
it; imports, functions and classes are counted apart. A claim is *exact* if the class of the value is the claimed one,
and so are the classes of all parts that the claim speaks of (`list[int]`, `tuple[pandas.DataFrame, int]`); *general* if
it holds, but the class is a subclass, or one member of a union; *wrong* if it does not hold; else *unknown*.

*Changes*: every value that a statement may have reached is hashed behind it. A change is *missed* if a value differs
from before, under a name that the statement neither binds nor is claimed to change, and a later statement reads it. A
claim is *unfounded* if none of the claimed names changed and the statement holds no call or store that can change
anything, its own functions included; names whose values can't be compared (figures) are left out of that.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from measuring.changing import definitions_of, holds_change
from measuring.claims import Worth, judge
from measuring.listed import listed_rows, name_of

from nb2prod.analysis import Analysis
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook.model import StatementId
from nb2prod.pipeline import analyze
from nb2prod.types.model import Effects, TypeGuess
from nb2prod.types.shapes import parse
from nb2prod.verify.bench import bench_for
from nb2prod.verify.model import Options
from nb2prod.verify.workspace import find_origin

AGENT = Path(__file__).parent / "measuring" / "seen"
MOST_SHOWN = 25


@dataclass(frozen=True, slots=True)
class Claim:
    """What is claimed of one name at one place.

    Attributes:
        place: Cell and statement, and the name.
        claimed: The claimed type.
        seen: The class of the value.
        worth: How good the claim is.
        source: Where it comes from.
        definition: Whether the name is that of a function or class of the notebook.
        statement: First line of the statement.
    """

    place: str
    claimed: str
    seen: str
    worth: str
    source: str
    definition: bool
    statement: str


@dataclass(frozen=True, slots=True)
class Found:
    """One notebook.

    Attributes:
        name: `OWNER__NAME/PATH`.
        message: Why it could not be run to its end; empty if it was.
        claims: Types.
        missed: Changes that are read later and were not claimed, each with place, name and statement.
        unfounded: Claims of changes that nothing can make, likewise.
        changing: Executed statements that are claimed to change a name.
        statements: Executed statements.
    """

    name: str
    message: str = ""
    claims: tuple[Claim, ...] = ()
    missed: tuple[str, ...] = ()
    unfounded: tuple[str, ...] = ()
    changing: int = 0
    statements: int = 0


@dataclass(slots=True)
class Run:
    """What was seen of one notebook.

    Attributes:
        events: One a statement, by cell and ordinal.
        message: Why it ended early.
    """

    events: dict[StatementId, Mapping[str, Any]] = field(default_factory=dict)
    message: str = ""


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables; 0 if all notebooks ran to their end, else 1."""
    arguments = _parser().parse_args(argv)
    interpreters = {"current": arguments.python_current, "2022": arguments.python_2022}
    rows = listed_rows(arguments.list, arguments.folder, arguments.only)
    look = partial(_announced, arguments.folder, interpreters, arguments.timeout, arguments.seen)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        found = list(pool.map(look, rows))
    print("\n".join(_report(found)))
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in found], indent=1), encoding="utf-8")
    return int(any(one.message for one in found))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, help="CSV of notebooks")
    parser.add_argument("folder", type=Path, help="where the repositories are")
    parser.add_argument("--python-current", type=Path, required=True, metavar="PY", help="interpreter for `current`")
    parser.add_argument("--python-2022", type=Path, required=True, metavar="PY", help="interpreter for `2022`")
    parser.add_argument("--only", metavar="TEXT", help="notebooks whose name contains this")
    parser.add_argument("--seen", type=Path, metavar="DIR", help="keep what was seen in DIR; not run again if it is there")
    parser.add_argument("--timeout", type=float, default=900, help="seconds that each notebook may run")
    parser.add_argument("--jobs", type=int, default=1, help="notebooks at a time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write each result as JSON")
    return parser


def _announced(
    folder: Path, interpreters: Mapping[str, Path], timeout: float, seen: Path | None, row: Mapping[str, str]
) -> Found:
    name = name_of(row)
    try:
        analysis = analyze((folder / name).resolve())
        found = _compared(name, analysis, _seen(analysis, Options(interpreters[row["environment"]], timeout), seen))
    except Exception as error:
        found = Found(name, f"{type(error).__name__}: {error}"[-400:])
    counts = Counter(c.worth for c in found.claims if not c.definition)
    print(f"{name}  {dict(counts)}  {found.message}", file=sys.stderr, flush=True)
    return found


def _seen(analysis: Analysis, options: Options, keep: Path | None) -> Run:
    """Run a notebook, or read what was seen when it was run before."""
    task = _task(analysis)
    key = hashlib.sha256(json.dumps(task).encode()).hexdigest()[:24]
    kept = keep / f"{key}.jsonl" if keep else None
    if kept is not None and kept.is_file():
        events = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    else:
        events = _executed(analysis, task, options)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    run = Run(message="it told nothing of its end")
    for event in events:
        if event["event"] == "statement":
            run.events[StatementId(*event["index"])] = event
        else:
            run.message = event.get("message", "")
    return run


def _task(analysis: Analysis) -> dict[str, Any]:
    runnable = [s for s in analysis.parsed.statements if s.node is not None]
    last = {s.id.cell: s.id for s in runnable}
    statements = [
        {
            "index": list(s.id),
            "source": s.source,
            "displayed": s.displayed,
            "is_last": last[s.id.cell] == s.id,
            "expects_error": s.expects_error,
        }
        for s in runnable
    ]
    return {"kind": "types", "agent": "nb2prod_seen", "statements": statements}


def _executed(analysis: Analysis, task: Mapping[str, Any], options: Options) -> list[Mapping[str, Any]]:
    origin = find_origin(analysis.notebook, Path("no project"))
    with bench_for(origin, options, lambda _: None) as bench:
        shutil.copytree(AGENT, bench.around.agent / "nb2prod_seen", ignore=shutil.ignore_patterns("__pycache__"))
        ran = bench.run(task, "notebook", {})
    events = list(ran.events)
    if ran.timed_out or not events or events[-1]["event"] == "statement":
        message = "timed out" if ran.timed_out else f"exit code {ran.code}: {ran.said[-300:]}"
        events.append({"event": "broken", "message": message})
    return events


# --- comparing ------------------------------------------------------------------------------------------------------


def _compared(name: str, analysis: Analysis, run: Run) -> Found:
    claims = tuple(_claims(analysis, run, load_knowledge()))
    functions = definitions_of(facts.statement.node for facts in analysis.facts)
    missed: list[str] = []
    unfounded: list[str] = []
    changing = 0
    for facts in analysis.facts:
        event = run.events.get(facts.id)
        if event is None or facts.statement.node is None:
            continue
        effects = analysis.interpretation.effects.get(facts.id, Effects())
        claimed = {n for n in effects.mutates if not n.startswith("<")} - facts.may_bind
        changed = set(event["changed"]) - set(event["opaque"])
        lost = changed - claimed - facts.may_bind
        missed += [_said(facts, n) for n in sorted(lost) if _read_later(n, facts.id, analysis, run)]
        compared = claimed - set(event["opaque"])
        changing += bool(compared)
        if compared and not compared & changed and not holds_change(facts.statement.node, functions):
            unfounded.append(_said(facts, ", ".join(sorted(compared))))
    return Found(name, run.message, claims, tuple(missed), tuple(unfounded), changing, len(run.events))


def _said(facts: Any, name: str) -> str:
    return f"{facts.id.cell}:{facts.id.ordinal} {name}: {_first_line(facts.statement.source)}"


def _first_line(source: str) -> str:
    return source.partition("\n")[0][:120]


def _read_later(name: str, place: StatementId, analysis: Analysis, run: Run) -> bool:
    """Whether a statement that ran reads a name before another one binds it."""
    for facts in analysis.facts:
        if facts.id <= place or facts.id not in run.events:
            continue
        effects = analysis.interpretation.effects.get(facts.id, Effects())
        if name in facts.exposed or (name in effects.reads and name not in facts.must_bind):
            return True
        if name in facts.must_bind:
            return False
    return False


def _claims(analysis: Analysis, run: Run, knowledge: Knowledge) -> list[Claim]:
    crossing = {(edge.source, edge.name) for edge in analysis.flow.edges if edge.source != edge.target}
    found = []
    for facts in analysis.facts:
        event = run.events.get(facts.id)
        if event is None or facts.imports:
            continue
        after = analysis.interpretation.after.get(facts.id, {})
        for name in sorted(facts.may_bind & event["types"].keys()):
            if (facts.id, name) not in crossing:
                continue
            guess, seen = after.get(name, TypeGuess()), event["types"][name]
            worth = judge(parse(guess.type), seen, knowledge).name.lower()
            place = f"{facts.id.cell}:{facts.id.ordinal} {name}"
            statement = _first_line(facts.statement.source)
            source, is_definition = guess.source.value, facts.definition is not None
            found.append(Claim(place, guess.type, _short(seen), worth, source, is_definition, statement))
    return found


def _short(seen: Mapping[str, Any]) -> str:
    if "dtype" in seen:
        return f"{seen['type']}[{seen['dtype']}, {seen['ndim']}]"
    parts = [*seen.get("items", ()), *seen.get("elements", ()), *seen.get("values", ())]
    inner = ", ".join(dict.fromkeys(part["type"] for part in parts))
    return f"{seen['type']}[{inner}]" if inner else str(seen["type"])


# --- reporting ------------------------------------------------------------------------------------------------------


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
        ("statements claimed to change a name", str(changing)),
        ("of these unfounded", f"{len(unfounded)} ({100 * len(unfounded) / max(1, changing):.1f} %)"),
    ]
    lines = ["| measure | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)]
    for worth in (Worth.WRONG, Worth.UNKNOWN, Worth.GENERAL):
        kinds = Counter(f"{c.seen}, claimed {c.claimed}" for c in claims if c.worth == worth.name.lower())
        lines += _section(worth.name.capitalize(), [f"{n} × {kind}" for kind, n in kinds.most_common(MOST_SHOWN)])
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
