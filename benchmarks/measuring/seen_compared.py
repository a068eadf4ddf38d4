"""What was claimed of a notebook's types and changes, held against what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from measuring.changing import definitions_of, holds_change
from measuring.claims import judge
from measuring.seen_run import Run
from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook.model import StatementId
from nb2prod.types.model import Effects
from nb2prod.types.shapes import parse


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
        grown: Unclaimed changes of libraries' objects that only have more attributes than before.
    """

    name: str
    message: str = ""
    claims: tuple[Claim, ...] = ()
    missed: tuple[str, ...] = ()
    unfounded: tuple[str, ...] = ()
    changing: int = 0
    statements: int = 0
    grown: int = 0


def compared(name: str, analysis: Analysis, run: Run) -> Found:
    """Hold claims against a run.

    Args:
        name: The notebook's name.
        analysis: What is claimed.
        run: What was seen.
    """
    claims = tuple(_claims(analysis, run, load_knowledge()))
    functions = definitions_of(facts.statement.node for facts in analysis.facts)
    missed: list[str] = []
    unfounded: list[str] = []
    changing, grown = 0, 0
    for facts in analysis.facts:
        event = run.events.get(facts.id)
        if event is None or facts.statement.node is None:
            continue
        effects = analysis.interpretation.effects.get(facts.id, Effects())
        claimed = {n for n in effects.mutates if not n.startswith("<")} - facts.may_bind
        changed = set(event["changed"]) - set(event["opaque"])
        lost = changed - claimed - facts.may_bind - set(event["grown"])
        grown += len(set(event["grown"]) - claimed - facts.may_bind)
        missed += [
            f"{_said(facts, n)} ({event['changed'][n]})"
            for n in sorted(lost)
            if _read_later(n, facts.id, analysis, run)
        ]
        compared = claimed - set(event["opaque"])
        changing += bool(compared)
        if compared and not compared & changed and not holds_change(facts.statement.node, functions):
            unfounded.append(_said(facts, ", ".join(sorted(compared))))
    return Found(name, run.message, claims, tuple(missed), tuple(unfounded), changing, len(run.events), grown)


def _said(facts: Facts, name: str) -> str:
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
        for name in sorted(facts.may_bind & event["types"].keys()):
            if (facts.id, name) not in crossing:
                continue
            guess, seen = analysis.interpretation.said(facts.id, name), event["types"][name]
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
