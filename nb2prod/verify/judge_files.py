"""From what runs told to a verdict on each file that the notebook or the package writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from nb2prod.verify.agent.files import NO_FILE
from nb2prod.verify.compare import Judgement, Reference
from nb2prod.verify.model import Kind, Value, Verdict
from nb2prod.verify.moments import Key
from nb2prod.verify.observed import Answer, NotebookSeen, PackageSeen
from nb2prod.verify.schedule import Schedule, file_name

NONDETERMINISTIC = "nondeterministic: two runs of the notebook differ"
NOT_REACHED = "the package stopped before"
LAST = 10**9
"""The turn of what was not read at any moment of the package's run."""


@dataclass(frozen=True, slots=True)
class Runs:
    """All that was seen.

    Attributes:
        first: The notebook's first run.
        second: Its second.
        package: The package's run.
        complete: Whether the package ran to its end.
    """

    first: NotebookSeen
    second: NotebookSeen
    package: PackageSeen
    complete: bool


@dataclass(frozen=True, slots=True)
class _Moment:
    """A file at the end of a cell that wrote it, where the package has something else.

    Attributes:
        cell: The cell.
        step: Function of the package that holds what writes it.
        turn: When the package was asked.
        why: What differs.
    """

    cell: int
    step: str
    turn: int
    why: str


class Files:
    """Judges files by what is in them at the end, and finds the step after which they were wrong first.

    Attributes:
        turns: When a file was wrong first, by its name.
    """

    def __init__(self, runs: Runs, plan: Schedule, compare: Callable[[Reference, Reference], Judgement]) -> None:
        self.turns: dict[str, int] = {}
        self._runs = runs
        self._plan = plan
        self._compare = compare

    def values(self) -> Iterator[Value]:
        """Files with their verdicts; one that was wrong in between as well, with the cell at whose end it was."""
        runs = self._runs
        cells: dict[str, list[int]] = {}
        for cell, written in runs.first.written.items():
            for name in written:
                cells.setdefault(name, []).append(cell)
        for name in sorted({*runs.first.files, *runs.package.files, *cells}):
            moment = next((m for cell in cells.get(name, ()) if (m := self._moment(cell, name))), None)
            steps = [self._plan.steps.get((cell, file_name(name)), "") for cell in cells.get(name, ())]
            value = Value(Kind.FILE, name, None, steps[-1] if steps else "", Verdict.NOT_COMPARED)
            is_left = name in runs.first.files or name in runs.package.files
            judged = self._judged(value) if is_left else value
            if moment is not None:
                self.turns[name] = moment.turn
                if judged.verdict is Verdict.DIFFERENT:
                    judged = replace(judged, step=moment.step)
                else:
                    yield Value(Kind.FILE, name, moment.cell, moment.step, Verdict.DIFFERENT, moment.why)
            if is_left:
                yield judged

    def _moment(self, cell: int, name: str) -> _Moment | None:
        """A file at the end of a cell, if the package has something else there."""
        key: Key = (cell, file_name(name))
        ours, again = self._runs.first.written[cell][name], self._runs.second.written.get(cell, {}).get(name)
        answers = self._runs.package.answers.get(key, ())
        if again is None or ours["hash"] != again["hash"] or not answers:
            return None
        ends = self._plan.ends.get(key)
        if not self._runs.complete and ends and answers[-1].probe not in ends:
            return None
        judged = self._compare(ours, answers[-1].value)
        if judged.verdict is not Verdict.DIFFERENT:
            return None
        since = self._since(answers)
        step = self._plan.step_at(since.probe) if since.value["label"] != NO_FILE else self._plan.steps.get(key, "")
        return _Moment(cell, step, since.turn, f"after its cell: {judged.why}")

    def _since(self, answers: Sequence[Answer]) -> Answer:
        """Since when the file is as it is at the end of the cell, of all the steps of the cell that may write."""
        final = answers[-1].value["hash"]
        older = next((n for n in range(len(answers), 0, -1) if answers[n - 1].value["hash"] != final), 0)
        return answers[older] if answers[-1].value["label"] != NO_FILE else answers[-1]

    def _judged(self, value: Value) -> Value:
        ours, again, others = self._runs.first.files, self._runs.second.files, self._runs.package.files
        name = value.name
        if name not in ours:
            if name in again:
                return replace(value, why=NONDETERMINISTIC)
            return replace(value, verdict=Verdict.DIFFERENT, why="only the package writes it")
        if name not in again or ours[name]["hash"] != again[name]["hash"]:
            return replace(value, why=NONDETERMINISTIC)
        judged = self._compare(ours[name], others[name]) if name in others else None
        if not self._runs.complete and (judged is None or judged.verdict is Verdict.DIFFERENT):
            # What comes later would have written it.
            return replace(value, why=NOT_REACHED)
        if judged is not None:
            return replace(value, verdict=judged.verdict, why=judged.why)
        if name.endswith(".py"):
            return replace(value, why="a module that may have become part of the package")
        return replace(value, verdict=Verdict.DIFFERENT, why="the package doesn't write it")
