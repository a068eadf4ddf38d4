"""Values that are wrong at another moment than the end of their cell: inside of it, or later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.verify.compare import Judgement, Reference
from nb2prod.verify.judge_files import Runs
from nb2prod.verify.model import Kind, Value, Verdict
from nb2prod.verify.moments import Key
from nb2prod.verify.schedule import Schedule

EARLIER = "before the end of its cell"
LATER = "changed later, by the package alone"

Compare = Callable[[Reference, Reference], Judgement]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that is wrong at such a moment.

    Attributes:
        key: Its cell and name.
        turn: When it was read.
        step: The step behind which it is.
        why: What differs.
    """

    key: Key
    turn: int
    step: str
    why: str


def wrong_inside(runs: Runs, plan: Schedule, compare: Compare) -> Iterator[Wrong]:
    """Values that are wrong behind a step that ends inside of their cell, in the package's order."""
    for (cell, name), answers in runs.package.early.items():
        for answer in answers:
            ours = runs.first.marked.get((cell, answer.ordinal, name))
            again = runs.second.marked.get((cell, answer.ordinal, name))
            if ours is None or again is None or ours["hash"] != again["hash"]:
                continue
            judged = compare(ours, answer.value)
            if judged.verdict is Verdict.DIFFERENT:
                yield Wrong((cell, name), answer.turn, plan.step_at(answer.probe), judged.why)
                break


def wrong_later(runs: Runs, plan: Schedule, compare: Compare) -> Iterator[Wrong]:
    """Values that the package has changed since they were read, where the notebook changes nothing."""
    for (cell, name), answers in runs.package.later.items():
        known = list(_known(runs, cell, name))
        for answer in answers:
            judged = [compare(ours, answer.value) for ours in known]
            if judged and all(one.verdict is Verdict.DIFFERENT for one in judged):
                yield Wrong((cell, name), answer.turn, plan.step_at(answer.probe), judged[0].why)
                break


def _known(runs: Runs, cell: int, name: str) -> Iterator[Reference]:
    """What the value is at the end of its cell, and of the last one: what changes unseen is found only there."""
    if not runs.first.cells:
        return
    for end in (cell, max(runs.first.cells)):
        ours = runs.first.cells.get(end, {}).get(name)
        again = runs.second.cells.get(end, {}).get(name)
        if ours is None:
            continue
        if again is None or ours["hash"] != again["hash"]:
            return
        yield ours


def with_moments(values: Sequence[Value], wrong: Mapping[Key, Wrong], when: str) -> list[Value]:
    """Make values different that are wrong at other moments.

    Args:
        values: Values with their verdicts at the end of their cells.
        wrong: Those that are wrong.
        when: `EARLIER`: then that step is the one to be named; or `LATER`.

    Returns:
        The values.
    """
    found: list[Value] = []
    for value in values:
        here = wrong.get((value.cell or 0, value.name))
        if here is not None and value.verdict is not Verdict.DIFFERENT:
            found.append(replace(value, verdict=Verdict.DIFFERENT, step=here.step, why=f"{when}: {here.why}"))
        elif here is not None and when == EARLIER:
            found.append(replace(value, step=here.step))
        else:
            found.append(value)
    return found


def only_inside(values: Sequence[Value], wrong: Mapping[Key, Wrong]) -> list[Value]:
    """Values that are wrong behind a step inside of a cell at whose end they are not compared.

    Args:
        values: Values with their verdicts at the end of their cells.
        wrong: Those that are wrong inside.

    Returns:
        The others of them, each as a different value.
    """
    known = {(value.cell or 0, value.name) for value in values}
    return [
        Value(Kind.VARIABLE, name, cell, one.step, Verdict.DIFFERENT, f"{EARLIER}: {one.why}")
        for (cell, name), one in wrong.items()
        if (cell, name) not in known
    ]
