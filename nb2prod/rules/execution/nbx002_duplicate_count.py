"""Two cells have the same execution count.

## What it does
Finds code cells that ran as the same `[n]`; each number is named once.

## Why it matters in production
A kernel gives each number once. The cells ran in different sessions, or one is a copy of the other: what the notebook
shows was never computed by one run, so nobody has seen the result that a pipeline will give.

## Example
    In [4]: frame = load()
    In [4]: frame = clean(load())

## Better
Restart the kernel, run all cells, and save the notebook:

    In [4]: frame = load()
    In [5]: frame = clean(load())
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find the second cell of each number."""
    first: dict[int, int] = {}
    told: set[int] = set()
    for cell in unit.code_cells:
        count = cell.execution_count
        if count is None or not cell.source.strip():
            continue
        if count in first and count not in told:
            told.add(count)
            message = f"This cell and cell {first[count]} both ran as [{count}]: they come from different sessions"
            yield Hit(message, unit.cell_span(cell))
        first.setdefault(count, cell.index)


RULE = NotebookRule(
    code="NBX002",
    name="duplicate-count",
    summary="two cells have the same execution count",
    level=Level.PRODUCTION,
    modules=False,
    check=check,
)
VALID = (
    Case((code("a = 1", count=1), code("b = 1", count=2), code("c()"), code("d()"))),
    Case((code("a = 1", count=1), code("", count=1))),
)
INVALID = (
    Case((code("a = 1", count=1), code("b = 1", count=1), code("c = 1", count=1)), at=((2, 1),)),
    Case((code("a()", count=1), code("b()", count=2), code("c()", count=1), code("d()", count=2)), at=((3, 1), (4, 1))),
)
