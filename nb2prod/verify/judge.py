"""From what runs told to a verdict on each value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.verify.aliases import with_aliases
from nb2prod.verify.compare import OWN_CLASS, OWN_FUNCTION, Comparer, Judgement, Reference
from nb2prod.verify.judge_files import LAST, NONDETERMINISTIC, NOT_REACHED, Files, Runs
from nb2prod.verify.judge_moments import EARLIER, LATER, only_inside, with_moments, wrong_inside, wrong_later
from nb2prod.verify.judge_random import random_values
from nb2prod.verify.model import Kind, Value, Verdict
from nb2prod.verify.moments import Key
from nb2prod.verify.observed import PackageSeen
from nb2prod.verify.places import Places
from nb2prod.verify.schedule import Schedule

_CHANGED_SINCE = "it stands in a module, and what it holds may have changed before it was read"


@dataclass(frozen=True, slots=True)
class Judged:
    """The values with their verdicts.

    Attributes:
        values: All of them.
        first_wrong: The different one that the package arrived at first.
    """

    values: tuple[Value, ...]
    first_wrong: Value | None


def judge(runs: Runs, wanted: Sequence[Key], places: Places, plan: Schedule, comparer: Comparer) -> Judged:
    """Judge every value that the notebook has.

    Args:
        runs: What was seen.
        wanted: Values of the notebook by cell and name, random sources included.
        places: Where the statements are in the package.
        plan: Where the values were read.
        comparer: Compares two values.

    Returns:
        The verdicts.
    """
    compare = comparer.compare
    variables = [_variable(key, runs, places, plan, compare) for key in wanted if not key[1].startswith("<")]
    variables = with_aliases(variables, runs)
    inside = {wrong.key: wrong for wrong in wrong_inside(runs, plan, compare)}
    later = {wrong.key: wrong for wrong in wrong_later(runs, plan, compare)}
    answered = {(v.cell or 0, v.name): v.verdict for v in variables}
    gone = only_inside(variables, inside)
    variables = [*with_moments(with_moments(variables, inside, EARLIER), later, LATER), *gone]
    random = random_values([k for k in wanted if k[1].startswith("<random")], runs, plan, compare)
    meddling = [
        Value(Kind.VARIABLE, name, None, f"exploration.{step}", Verdict.DIFFERENT, "an exploration step changes it")
        for step, name in runs.package.meddling
    ]
    files = Files(runs, plan, compare)
    values = (*variables, *random, *meddling, *files.values())
    # What was wrong before was so first.
    turns = {
        wrong.key: wrong.turn
        for wrong in (*(w for w in later.values() if answered[w.key] is not Verdict.DIFFERENT), *inside.values())
    }
    turns |= {(0, n): turn for n, turn in files.turns.items()}
    return Judged(values, _first_wrong(values, runs, turns))


def _variable(
    key: Key, runs: Runs, places: Places, plan: Schedule, compare: Callable[[Reference, Reference], Judgement]
) -> Value:
    cell, name = key
    value = Value(Kind.VARIABLE, name, cell, plan.steps.get(key, ""), Verdict.NOT_COMPARED)
    ours = runs.first.cells[cell][name]
    again = runs.second.cells.get(cell, {}).get(name)
    if again is None or ours["hash"] != again["hash"]:
        return replace(value, why=_nondeterministic(ours, again, compare))
    answers = runs.package.answers.get(key, ())
    if not answers:
        return replace(value, why=_absence(key, runs, places))
    if not runs.complete and plan.ends.get(key) and answers[-1].probe not in plan.ends[key]:
        return replace(value, why=NOT_REACHED)
    judged = compare(ours, answers[-1].value)
    is_late = key in plan.hoisted and _are_definitions(ours, answers[-1].value)
    if is_late and judged.verdict is Verdict.DIFFERENT:
        return replace(value, why=f"{_CHANGED_SINCE} ({judged.why})")
    step = _since(key, runs.package, plan) if judged.verdict is Verdict.DIFFERENT else ""
    return replace(value, verdict=judged.verdict, why=judged.why, step=step or value.step)


def _are_definitions(one: Reference, other: Reference) -> bool:
    kinds = (OWN_FUNCTION, OWN_CLASS)
    return str(one["label"]).startswith(kinds) and str(other["label"]).startswith(kinds)


def _since(key: Key, seen: PackageSeen, plan: Schedule) -> str:
    """The step that gave a value as it is at the end of its cell, if that is not the one that touched it last."""
    final = seen.answers[key][-1].value["hash"]
    since = ""
    for answer in reversed(seen.early.get(key, ())):
        if answer.value["hash"] != final:
            break
        since = plan.step_at(answer.probe)
    return since


def _nondeterministic(
    ours: Reference, again: Reference | None, compare: Callable[[Reference, Reference], Judgement]
) -> str:
    difference = compare(ours, again).why.replace(" in the package", " in the second") if again else ""
    return f"{NONDETERMINISTIC} ({difference})" if difference else NONDETERMINISTIC


def _absence(key: Key, runs: Runs, places: Places) -> str:
    """Why the package has no such value."""
    cell, name = key
    binding = [s for s in places.statements if s.cell == cell and name in s.binds | s.changes]
    reasons = [s.reason or s.disposition for s in binding if s.disposition in {"omitted", "leftover"}]
    if reasons:
        return f"left out of the package: {reasons[-1]}"
    if not runs.complete:
        return NOT_REACHED
    if not any(s.cell == cell and s.order is not None for s in places.statements):
        return "no statement of its cell runs in the pipeline"
    return "no moment of the package's run corresponds to the end of its cell"


def _first_wrong(values: Sequence[Value], runs: Runs, turns: Mapping[Key, int]) -> Value | None:
    """The different value that the package arrived at first; some are known to have been wrong at an earlier turn."""
    wrong = [value for value in values if value.verdict is Verdict.DIFFERENT]

    def turn(value: Value) -> int:
        key = (0 if value.kind is Kind.FILE else value.cell or 0, value.name)
        answers = runs.package.answers.get(key, ())
        return turns.get(key, answers[-1].turn if answers else LAST)

    if not runs.complete:
        # Nothing came before the failure that isn't known to have.
        wrong = [value for value in wrong if turn(value) < LAST]
    return min(wrong, key=turn, default=None)
