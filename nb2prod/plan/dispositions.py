"""What became of every statement: each has exactly one disposition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.notebook.model import StatementId, Unparsed
from nb2prod.plan.imports import Imports
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Disposition, DispositionKind, Step, StepKind
from nb2prod.plan.needs import needs_of
from nb2prod.plan.placement import Placement
from nb2prod.plan.routes import Path, Route
from nb2prod.plan.unit import Unit

KINDS = {
    StepKind.CALL: DispositionKind.MOVED,
    StepKind.EXPLORE: DispositionKind.EXPLORATION,
    StepKind.INLINE: DispositionKind.INLINE,
}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Everything that says where statements went."""

    units: Sequence[Unit]
    lookup: Lookup
    imports: Imports
    routes: Mapping[int, Route]
    steps: Sequence[Step]
    homes: Mapping[int, str]
    settings: Mapping[int, str]


def dispositions_of(where: Whereabouts, unparsed: Sequence[Unparsed]) -> tuple[Disposition, ...]:
    """Account for every statement and every cell that does not parse.

    Args:
        where: Where statements went.
        unparsed: Cells that are no Python.

    Returns:
        One disposition each, in the notebook's order.
    """
    placed = _in_steps(where.steps)
    used = _used_imports(where)
    found = [_disposition(u, where, placed, used) for u in where.units]
    found += [
        Disposition(StatementId(cell.cell, 0), DispositionKind.LEFTOVER, cell.message, "leftovers") for cell in unparsed
    ]
    return tuple(sorted(found, key=lambda d: d.statement))


def _in_steps(steps: Sequence[Step]) -> dict[StatementId, Disposition]:
    found: dict[StatementId, Disposition] = {}
    for step in steps:
        if step.function is not None and step.repeats is not None:
            reason = f"`{step.function.module}.{step.function.name}` does the same, and is called again"
            for piece in step.repeats.pieces:
                own = piece.statement.id
                found[own] = Disposition(own, DispositionKind.MERGED, reason, "pipeline", "run")
        elif step.function is not None:
            for piece in step.function.pieces:
                kind = KINDS[step.kind]
                reason = ""
                if piece.statement.magic is not None and kind is DispositionKind.MOVED:
                    kind, reason = DispositionKind.TRANSLATED, piece.statement.magic.reason
                found[piece.statement.id] = Disposition(
                    piece.statement.id, kind, reason, step.function.module, step.function.name
                )
        elif step.piece is not None:
            found[step.piece.statement.id] = Disposition(
                step.piece.statement.id, DispositionKind.INLINE, step.reason, "pipeline", "run"
            )
    return found


def _used_imports(where: Whereabouts) -> frozenset[str]:
    """Names of imports that some code of the package mentions."""
    running = [u for u in where.units if where.routes[u.position].path is not Path.OMITTED or u.position in where.homes]
    names: set[str] = set()
    for unit in running:
        if not unit.facts.imports:
            names |= where.lookup.mentioned(unit)
            names |= {i.name for i in needs_of([unit], where.lookup).imports}
    return frozenset(names)


def _disposition(
    unit: Unit, where: Whereabouts, placed: Mapping[StatementId, Disposition], used: frozenset[str]
) -> Disposition:
    own, position = unit.facts.id, unit.position
    if own in placed:
        return placed[own]
    if where.routes[position].path is Path.OMITTED:
        return Disposition(own, DispositionKind.OMITTED, where.routes[position].reason)
    if position in where.settings:
        return Disposition(own, DispositionKind.HOISTED, "", "settings", f"Settings.{where.settings[position]}")
    if position in where.imports.bootstrap:
        return Disposition(own, DispositionKind.HOISTED, "runs before all imports", "__init__")
    place = where.lookup.placed.get(position)
    if place is not None and place.same_as is not None and place.placement is Placement.MODULE:
        return Disposition(
            own, DispositionKind.MERGED, "equal to an earlier one", where.homes[place.same_as], place.name
        )
    if position in where.homes:
        return Disposition(own, DispositionKind.HOISTED, "", where.homes[position], place.name if place else "")
    if position in where.imports.future:
        return _future(unit)
    if unit.facts.imports or position in where.imports.conditional:
        names = {i.name for i in unit.facts.imports} | where.imports.conditional.get(position, frozenset())
        if names & (used | {"*"}):
            return Disposition(own, DispositionKind.HOISTED, "imported where it is used")
        return Disposition(own, DispositionKind.OMITTED, "nothing uses this import")
    return Disposition(own, DispositionKind.OMITTED, "nothing uses it")


def _future(unit: Unit) -> Disposition:
    """What becomes of `from __future__ import …`."""
    if any(i.member == "annotations" for i in unit.facts.imports):
        return Disposition(unit.facts.id, DispositionKind.HOISTED, "every module begins with it")
    return Disposition(unit.facts.id, DispositionKind.OMITTED, "Python 3 does this by itself")
