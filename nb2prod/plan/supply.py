"""Which earlier steps of the pipeline make what a step takes, and whether they need anything from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Step, StepKind
from nb2prod.types.model import Effects

_RANDOM = "<random:"
_INSIDE = frozenset({"<stdout>", "<figures>", "<time>", "<random>", "<warnings>", "<display>", "<module>"})
"""Channels that need nothing but the package and its libraries."""
_OPEN = ("<random:", "<options:")
_OUTSIDE = {
    "network": "asks the network",
    "database": "asks a database",
    "stdin": "asks a person",
    "environment": "reads the environment",
    "cwd": "depends on the folder that it runs in",
}


@dataclass(frozen=True, slots=True)
class Supply:
    """What has to run before a step, so that all that it takes is there.

    Attributes:
        steps: Earlier steps in the order of the pipeline.
        obstacle: Why this, or the step itself, can't be run wherever the package is installed; empty if it can.
        random: Sources that the step itself draws from.
        changed: Parameters whose values the step may change in place.
    """

    steps: tuple[Step, ...] = ()
    obstacle: str = ""
    random: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()


def supply_of(place: int, steps: Sequence[Step], effects: Mapping[StatementId, Effects]) -> Supply:
    """Find what makes the arguments of a step.

    Args:
        place: Which of the steps.
        steps: All steps of the pipeline.
        effects: Effects of all statements.

    Returns:
        The earlier steps that bind or change what the step takes, directly or through others, and those that seed the
        random sources that any of them draws from.
    """
    target = steps[place]
    needed = _taken(target)
    chosen = [target]
    for step in reversed(steps[:place]):
        made, changed = _made(step), _changed(step, effects)
        sources = {c for one in chosen for c in _drawn(one, effects)}
        if needed & (made | changed) or sources & _seeded(step, effects):
            chosen.append(step)
            needed = (needed - made) | _taken(step)
    chosen.reverse()
    obstacles = (o for s in chosen if (o := _obstacle(s, target, effects)))
    return Supply(
        tuple(chosen[:-1]), next(obstacles, ""), frozenset(_drawn(target, effects)), changed_by(target, effects)
    )


def changed_by(step: Step, effects: Mapping[StatementId, Effects]) -> frozenset[str]:
    """Names inside of a step whose values it may change in place.

    Args:
        step: The step.
        effects: Effects of all statements.
    """
    return frozenset(n for each in _effects(step, effects) for n in each.mutates if not n.startswith("<"))


def needed_by_run(steps: Sequence[Step], effects: Mapping[StatementId, Effects]) -> str:
    """Why the pipeline can't run wherever the package is installed; empty if it can.

    Args:
        steps: All steps; plots don't count, since they are made on request only.
        effects: Effects of all statements.
    """
    reasons = (_outside(s, _name(s), effects) for s in steps if s.kind is not StepKind.EXPLORE)
    return next(filter(None, reasons), "")


def _name(step: Step) -> str:
    return f"`{step.function.name}`" if step.function else f"cell {step.cell}"


def _taken(step: Step) -> set[str]:
    return {value for _, value in step.arguments if not value.startswith("settings.")} | set(step.reads)


def _made(step: Step) -> set[str]:
    """Names that a step surely binds anew."""
    if step.function is None:
        return {step.name} - {""} | set(step.binds)
    return {r.name for r in step.function.returns}


def _changed(step: Step, effects: Mapping[StatementId, Effects]) -> set[str]:
    """Values of the pipeline that a step may change in place."""
    own = dict(step.arguments)
    return {own.get(name, name) for name in changed_by(step, effects)}


def _effects(step: Step, effects: Mapping[StatementId, Effects]) -> Iterator[Effects]:
    pieces = step.function.pieces if step.function else (step.piece,) if step.piece else ()
    return (effects[p.statement.id] for p in pieces if p.statement.id in effects)


def _drawn(step: Step, effects: Mapping[StatementId, Effects]) -> set[str]:
    return {c for each in _effects(step, effects) for c in each.reads | each.mutates if c.startswith(_RANDOM)}


def _seeded(step: Step, effects: Mapping[StatementId, Effects]) -> set[str]:
    """Random sources that a step starts anew: it changes them and what comes out doesn't depend on what they were."""
    return {c for each in _effects(step, effects) for c in each.mutates - each.reads if c.startswith(_RANDOM)}


def _obstacle(step: Step, target: Step, effects: Mapping[StatementId, Effects]) -> str:
    who = "it" if step is target else _name(step)
    if step.kind is StepKind.INLINE or (step.function and (step.function.awaits or step.function.expects_error)):
        return f"{who} is no plain step"
    return _outside(step, who, effects)


def _outside(step: Step, who: str, effects: Mapping[StatementId, Effects]) -> str:
    """What a step needs that is no part of the package."""
    pieces = step.function.pieces if step.function else (step.piece,) if step.piece else ()
    if any(p.statement.magic for p in pieces):
        return f"{who} runs a magic"
    for each in _effects(step, effects):
        for channel in sorted(each.reads | each.mutates):
            if channel.startswith("<") and channel not in _INSIDE and not channel.startswith(_OPEN):
                name = channel.strip("<>")
                return f"{who} {_OUTSIDE.get(name, f'touches {name}')}"
    return ""
