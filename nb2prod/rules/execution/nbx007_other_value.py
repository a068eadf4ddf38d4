"""What a cell shows was computed with another value than a run from top to bottom would use.

## What it does
Compares, by execution counts, the cell that had bound a name when this one ran with the cell that will have bound it
in a run from top to bottom. Nothing is said of a notebook whose counts come from several sessions.

## Why it matters in production
The pipeline reads the other value. It may run without any error and give another result than the notebook shows.

## Example
    In [1]: threshold = 0.5
    In [3]: accepted = scores > threshold       # ran with 0.9
    In [2]: threshold = 0.9

## Better
Let one cell bind it, above those that read it, and run all cells:

    In [1]: threshold = 0.9
    In [2]: accepted = scores > threshold
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nb2prod.notebook.model import Cell
from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, NotebookRule, Step
from nb2prod.rules.names import binds_unseen, reads_at_top
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find reads of names that several cells bind, with another value than from top to bottom; each name once."""
    counts = {c.index: c.execution_count for c in unit.code_cells if c.execution_count is not None and c.source.strip()}
    if list(counts.values()) == sorted(counts.values()) or len(set(counts.values())) < len(counts):
        return
    binders = {
        name: cells for name, cells in unit.binding_cells.items() if len(cells) > 1 and counts.keys() >= set(cells)
    }
    if not binders or binds_unseen(unit):
        return
    cells = {cell.index: cell for cell in unit.code_cells}
    told: set[str] = set()
    for name, span in reads_at_top(unit, frozenset(binders)):
        here = span.cell or 0
        ran = _last_run_before(here, binders[name], counts)
        above = max((cell for cell in binders[name] if cell < here), default=None)
        if name not in told and here in counts and ran and above and ran != above:
            told.add(name)
            yield Hit(_message(name, cells[ran], cells[above]), span, way=_way(name, cells[ran], unit), symbol=name)


def _last_run_before(cell: int, binders: Sequence[int], counts: Mapping[int, int]) -> int | None:
    """The binder that ran last before a cell; a cell that binds the name itself reads what was there before."""
    earlier = [other for other in binders if counts[other] < counts.get(cell, 0) and other != cell]
    return max(earlier, key=lambda other: counts[other], default=None)


def _message(name: str, ran: Cell, above: Cell) -> str:
    return (
        f"This cell ran with the `{name}` of cell {ran.index} ([{ran.execution_count}]); a run from top to bottom "
        f"takes that of cell {above.index}"
    )


def _way(name: str, ran: Cell, unit: Unit) -> tuple[Step, ...]:
    return (Step(unit.cell_span(ran), f"bound `{name}` before, as [{ran.execution_count}]"),)


RULE = NotebookRule(
    code="NBX007",
    name="other-value",
    summary="a cell ran with another value than a run from top to bottom uses",
    modules=False,
    check=check,
)
VALID = (
    Case((code("t = 1", count=1), code("t = 2", count=2), code("print(t)", count=3))),
    Case((code("t = 1", count=1), code("print(t)", count=2), code("u = 2", count=1))),
    Case((code("t = 1", count=2), code("print(t)", count=3), code("t = 5", count=1))),
    Case((code("t = 1", count=1), code("t = 2\nprint(t)", count=3), code("t = 3", count=2))),
    Case((code("t = 1", count=2), code("def f():\n    t = 3\n    return t", count=1), code("print(t)", count=3))),
)
INVALID = (
    Case((code("t = 1", count=1), code("print(t)", count=3), code("t = 2", count=2)), at=((2, 1),)),
    Case(
        (code("t = 1", count=2), code("t = 5", count=1), code("import os\nprint(t)", count=3)),
        at=((3, 2),),
    ),
)
