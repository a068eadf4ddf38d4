"""Cells were executed in another order than they stand.

## What it does
Compares execution counts: a cell whose count is lower than that of a cell above it ran before that one. Only the
first such cell of a notebook is named.

## Why it matters in production
A pipeline runs from top to bottom. What the notebook shows was computed in another order, with values that a run from
top to bottom may never see; nobody knows whether it gives the same results, or runs at all.

## Example
    In [7]: model.fit(X, y)
    In [3]: X = X.dropna()

## Better
Restart the kernel, run all cells, and save the notebook:

    In [1]: X = X.dropna()
    In [2]: model.fit(X, y)
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, NotebookRule, Step
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first cell that ran before one above it."""
    above = None
    for cell in unit.code_cells:
        if cell.execution_count is None or not cell.source.strip():
            continue
        if above is not None and cell.execution_count < (above.execution_count or 0):
            message = (
                f"This cell ran as [{cell.execution_count}], before cell {above.index}, which stands above it and ran "
                f"as [{above.execution_count}]: what is shown may not come from a run from top to bottom"
            )
            way = (Step(unit.cell_span(above), f"ran as [{above.execution_count}]"),)
            yield Hit(message, unit.cell_span(cell), way=way)
            return
        above = cell


RULE = NotebookRule(
    code="NBX001", name="out-of-order", summary="cells ran in another order than they stand", modules=False, check=check
)
VALID = (
    Case((code("a = 1", count=1), code("b = a", count=2), code("never()"))),
    Case((code("a = 1", count=4), code("", count=2), code("b = a", count=9))),
)
INVALID = (
    Case((code("b = a", count=5), code("a = 1", count=2), code("c = 1", count=1)), at=((2, 1),)),
    Case((code("a = 1", count=1), code("never()"), code("b = a", count=7), code("c = b", count=3)), at=((4, 1),)),
)
