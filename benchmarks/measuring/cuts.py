"""How good a way to cut is: agreement with cuts that a person made, and what the functions that come of it are like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis
    from nb2prod.knowledge import Knowledge
    from nb2prod.plan.cost import Weights
    from nb2prod.plan.model import Function, Plan

Start = tuple[int, int]
"""Cell and ordinal of a statement that a function begins with."""
LONG, MANY = 40, 5
# What a docstring takes besides the code: its summary, the source, and the lines between.
DOCSTRING = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cuts compared with a person's.

    Attributes:
        both: Cuts that both made.
        ours: Cuts that the planner made.
        theirs: Cuts that the person made.
    """

    both: int = 0
    ours: int = 0
    theirs: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.both / (self.ours + self.theirs) if self.ours + self.theirs else 0.0

    def __add__(self, other: Agreement) -> Agreement:
        """Both together."""
        return Agreement(self.both + other.both, self.ours + other.ours, self.theirs + other.theirs)


@dataclass(frozen=True, slots=True)
class Shape:
    """A step.

    Attributes:
        lines: Estimate of its lines.
        values: Values that it takes.
        starts_heading: Whether it begins in a cell below a heading.
        crosses_heading: Whether it goes on past a heading.
        torn: Whether it begins inside of a cell.
        single: Whether it is one statement.
    """

    lines: int
    values: int
    starts_heading: bool
    crosses_heading: bool
    torn: bool
    single: bool


def starts_of(text: str) -> frozenset[Start]:
    """Read starts, written `cell:ordinal`."""
    pairs = (item.split(":") for item in text.split())
    return frozenset((int(cell), int(ordinal)) for cell, ordinal in pairs)


def planned(analysis: Analysis, knowledge: Knowledge, weights: Weights) -> Plan:
    """Plan a notebook with some weights."""
    from nb2prod.plan.build import Options, plan

    return plan(analysis, knowledge, Options(weights=weights))


def agreement(made: Plan, labels: frozenset[Start]) -> Agreement:
    """Compare the cuts of a plan with a person's; the first statement is no cut."""
    starts = [[(p.statement.id.cell, p.statement.id.ordinal) for p in f.pieces] for f in _steps(made)]
    statements = sorted(start for step in starts for start in step)[1:]
    ours = {min(step) for step in starts} & set(statements)
    theirs = labels & set(statements)
    return Agreement(len(ours & theirs), len(ours), len(theirs))


def shapes(analysis: Analysis, made: Plan) -> Iterator[Shape]:
    """Measure the steps of a plan."""
    from nb2prod.plan.call_lines import header_lines, return_lines
    from nb2prod.plan.titles import headings_of

    below = headings_of(analysis.notebook).starts
    for function in _steps(made):
        first = function.pieces[0].statement.id
        lines = sum(p.statement.source.count("\n") + 1 + len(p.statement.comments) for p in function.pieces)
        around = header_lines([p.name for p in function.parameters]) + return_lines(len(function.returns)) + DOCSTRING
        yield Shape(
            lines=lines + around,
            values=len(function.parameters),
            starts_heading=first.cell in below,
            crosses_heading=any(cell in below and cell != first.cell for cell in function.cells),
            torn=first.ordinal > 0 and _is_inside(first, made),
            single=len(function.pieces) == 1,
        )


def _is_inside(start: Start, made: Plan) -> bool:
    """Whether a step before it ends in the same cell."""
    cells = [p.statement.id for f in _steps(made) for p in f.pieces]
    return any(cell == start[0] and ordinal < start[1] for cell, ordinal in cells)


def _steps(made: Plan) -> list[Function]:
    from nb2prod.plan.model import StepKind

    return [s.function for s in made.steps if s.function is not None and s.kind is StepKind.CALL]


def summary(found: Sequence[Shape]) -> Mapping[str, str]:
    """What steps are like, in words of a table."""
    count = max(len(found), 1)
    return {
        "steps": str(len(found)),
        "median lines": f"{median(s.lines for s in found):.0f}" if found else "0",
        f"over {LONG} lines": f"{100 * sum(s.lines > LONG for s in found) / count:.1f} %",
        f"over {MANY} parameters": f"{100 * sum(s.values > MANY for s in found) / count:.1f} %",
        "one statement": f"{100 * sum(s.single for s in found) / count:.1f} %",
        "past a heading": f"{100 * sum(s.crosses_heading for s in found) / count:.1f} %",
        "begin inside a cell": f"{100 * sum(s.torn for s in found) / count:.1f} %",
    }
