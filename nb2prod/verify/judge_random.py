"""From what runs told to a verdict on the state of each random source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from nb2prod.verify.compare import Judgement, Reference
from nb2prod.verify.judge_files import NONDETERMINISTIC, Runs
from nb2prod.verify.model import Kind, Value, Verdict
from nb2prod.verify.moments import Key
from nb2prod.verify.schedule import Schedule

_EXPLORED = "exploration draws last, and the package may leave exploration out"


def random_values(
    keys: Sequence[Key], runs: Runs, plan: Schedule, compare: Callable[[Reference, Reference], Judgement]
) -> list[Value]:
    """Judge random sources, the last cell first: a state that nothing draws from any more is no matter.

    Args:
        keys: Cells and sources.
        runs: What was seen.
        plan: Where the states were read.
        compare: Compares two of them.

    Returns:
        A value for each state.
    """
    found: list[Value] = []
    following: dict[str, bool | None] = {}
    for cell, name in sorted(keys, reverse=True):
        value = Value(Kind.RANDOM, name, cell, plan.steps.get((cell, name), ""), Verdict.NOT_COMPARED)
        ours, again = runs.first.random[cell][name], runs.second.random.get(cell, {}).get(name)
        answers = runs.package.answers.get((cell, name), ())
        if again is None or ours["hash"] != again["hash"]:
            found.append(replace(value, why=NONDETERMINISTIC))
            continue
        if not answers:
            found.append(replace(value, why="no statement of its cell runs in the pipeline"))
            continue
        equal = compare(ours, answers[-1].value).verdict is Verdict.EQUAL
        if equal:
            value = replace(value, verdict=Verdict.EQUAL)
        elif following.get(name) is False:
            value = replace(value, verdict=Verdict.DIFFERENT, why="random numbers are drawn in another order")
        else:
            value = replace(value, why=_EXPLORED)
        following[name] = equal
        found.append(value)
    return found[::-1]
