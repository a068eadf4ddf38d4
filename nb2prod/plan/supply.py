"""Which earlier steps of the pipeline make what a step takes, and whether they need anything from outside."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from nb2prod.plan.model import Step, StepKind
from nb2prod.plan.outside import RANDOM, Outside, is_plain, path_of, pieces_of
from nb2prod.types.channels import FILE


@dataclass(frozen=True, slots=True)
class Supply:
    """What has to run before a step, so that all that it takes is there.

    Attributes:
        steps: Earlier steps in the order of the pipeline.
        obstacle: Why this, or the step itself, can't be run wherever the package is installed; empty if it can.
        random: Sources that the step itself draws from.
        changed: Names inside of the step whose values it may change in place.
        writes: Whether files are written, below the folder that it runs in.
        leaves: Paths of files and folders that are there when the step has run.
        data: Whether files that are read are the only obstacle, and nothing is written.
    """

    steps: tuple[Step, ...] = ()
    obstacle: str = ""
    random: frozenset[str] = frozenset()
    changed: frozenset[str] = frozenset()
    writes: bool = False
    leaves: tuple[str, ...] = ()
    data: bool = False


def supply_of(place: int, steps: Sequence[Step], outside: Outside) -> Supply:
    """Find what makes the arguments of a step.

    Args:
        place: Which of the steps.
        steps: All steps of the pipeline.
        outside: Knows what steps need.

    Returns:
        The earlier steps that bind or change what the step takes, directly or through others, those that seed the
        random sources that any of them draws from, those that write files or make folders that they need, and those
        that leave a figure open which the step goes on drawing into.
    """
    target = steps[place]
    needed = _taken(target)
    chosen = [target]
    unseeded = _drawn(target, outside) - _seeded(target, outside)
    shares_figure = outside.draws(target)
    for step in reversed(steps[:place]):
        made, seeded = _made(step), _seeded(step, outside)
        wanted = needed & (made | _changed(step, outside)) or unseeded & seeded or _writes_for(step, chosen, outside)
        if wanted or (shares_figure and outside.leaves_figure_open(step)):
            chosen.append(step)
            needed = (needed - made) | _taken(step)
            unseeded = (unseeded | _drawn(step, outside)) - seeded
        shares_figure = shares_figure and (not outside.draws(step) or outside.leaves_figure_open(step))
    chosen.reverse()
    obstacle, writes = _obstacle(chosen, outside), any(outside.written(s) for s in chosen)
    return Supply(
        steps=tuple(chosen[:-1]),
        obstacle=obstacle,
        random=frozenset(_drawn(target, outside)),
        changed=changed_by(target, outside),
        writes=writes,
        leaves=outside.surely_written(target),
        data=bool(obstacle) and not writes and not _obstacle(chosen, outside.with_data()),
    )


def changed_by(step: Step, outside: Outside) -> frozenset[str]:
    """Names inside of a step whose values it may change in place.

    Args:
        step: The step.
        outside: Knows the effects of steps.
    """
    return frozenset(n for each in outside.of(step) for n in each.mutates if not n.startswith("<"))


def changed_but_by_items(step: Step, outside: Outside) -> frozenset[str]:
    """Those of them that are changed in another way than by storing an item in a statement of its own.

    Args:
        step: The step.
        outside: Knows the effects of steps.
    """
    pieces = [(p.statement.node, outside.effects.get(p.statement.id)) for p in pieces_of(step)]
    return frozenset(
        name
        for node, each in pieces
        for name in (each.mutates if each else ())
        if not name.startswith("<") and not _stores_item(node, name)
    )


def _stores_item(node: ast.stmt | None, name: str) -> bool:
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=owner))], value=value):
            return owner == name and not any(isinstance(n, ast.Call) for n in ast.walk(value))
    return False


def needed_by_run(steps: Sequence[Step], outside: Outside) -> str:
    """Why the pipeline can't run wherever the package is installed; empty if it can.

    Args:
        steps: All steps; plots don't count, since they are made on request only.
        outside: Knows what steps need.
    """
    written: frozenset[str] = frozenset()
    for step in steps:
        if step.kind is not StepKind.EXPLORE:
            if reason := outside.reason(step, written):
                return f"{_name(step)} {reason}"
            written |= outside.written(step)
    return _chance([s for s in steps if s.kind is not StepKind.EXPLORE], outside)


def _chance(chosen: Sequence[Step], outside: Outside) -> str:
    """Why it is left to chance whether steps succeed: code of the notebook's own draws, and nothing seeds."""
    seeded: set[str] = set()
    for step in chosen:
        seeded |= _seeded(step, outside)
        if outside.drawn_by_own_code(step) - seeded:
            return f"{_name(step)} draws random numbers that nothing seeds"
    return ""


def _obstacle(chosen: Sequence[Step], outside: Outside) -> str:
    written: frozenset[str] = frozenset()
    for step in chosen:
        reason = outside.reason(step, written) if is_plain(step) else "is no plain step"
        if reason:
            return f"{'it' if step is chosen[-1] else _name(step)} {reason}"
        written |= outside.written(step)
    return _chance(chosen, outside)


def _name(step: Step) -> str:
    return f"`{step.function.name}`" if step.function else f"cell {step.cell}"


def _taken(step: Step) -> set[str]:
    return {value for _, value in step.arguments if not value.startswith("settings.")} | set(step.reads)


def _made(step: Step) -> set[str]:
    """Names that a step surely binds anew."""
    if step.function is None:
        return {step.name} - {""} | set(step.binds)
    return {r.name for r in step.function.returns}


def _changed(step: Step, outside: Outside) -> set[str]:
    """Values of the pipeline that a step may change in place."""
    own = dict(step.arguments)
    return {own.get(name, name) for name in changed_by(step, outside)}


def _writes_for(step: Step, chosen: Sequence[Step], outside: Outside) -> bool:
    """Whether a step writes files, or makes folders, that others need."""
    written = {PurePosixPath(path_of(c)) for c in outside.written(step)}
    used = {c for one in chosen for each in outside.of(one) for c in each.reads | each.mutates if c.startswith(FILE)}
    paths = {PurePosixPath(path_of(c)) for c in used}
    return any(w == p or w in p.parents for w in written for p in paths)


def _drawn(step: Step, outside: Outside) -> set[str]:
    return {c for each in outside.of(step) for c in each.reads | each.mutates if c.startswith(RANDOM)}


def _seeded(step: Step, outside: Outside) -> set[str]:
    """Random sources that a step starts anew: it changes them and what comes out doesn't depend on what they were."""
    return {c for each in outside.of(step) for c in each.mutates - each.reads if c.startswith(RANDOM)}
