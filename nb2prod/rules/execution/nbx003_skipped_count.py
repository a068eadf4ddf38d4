"""Execution counts have gaps.

## What it does
Finds the first cell whose execution count is higher than it would be after running all cells above it once.

## Why it matters in production
Something else ran in between: a cell that was run twice, or one that has been changed or deleted since. What it did may
still be in what the notebook shows, and won't be in what a pipeline computes.

## Example
    In [1]: total = 0
    In [4]: total += count

## Better
Restart the kernel, run all cells, and save the notebook:

    In [1]: total = 0
    In [2]: total += count
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first gap."""
    ran = [cell for cell in unit.code_cells if cell.execution_count is not None and cell.source.strip()]
    for expected, cell in enumerate(ran, 1):
        if (cell.execution_count or 0) > expected:
            message = (
                f"This cell ran as [{cell.execution_count}], but it is only number {expected} of those that ran: "
                "others ran before it that are gone, or ran twice"
            )
            yield Hit(message, unit.cell_span(cell))
            return


RULE = NotebookRule(
    code="NBX003",
    name="skipped-count",
    summary="execution counts have gaps",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case((code("a = 1", count=1), code("never()"), code("b = 1", count=2))),)
INVALID = (
    Case((code("a = 1", count=1), code("b = 1", count=3), code("c = 1", count=9)), at=((2, 1),)),
    Case((code("a = 1", count=7),), at=((1, 1),)),
)
