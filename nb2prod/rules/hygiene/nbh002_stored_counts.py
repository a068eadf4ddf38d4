"""Execution counts are stored in the notebook.

## What it does
Finds notebooks with cells that have an execution count; once a notebook.

## Why it matters in production
Counts change with every run, so that two people who ran the same notebook have a conflict in every cell. They also are
the only evidence of the order in which cells ran, which other rules look at: a team clears them, or reads them.

## Example
    "execution_count": 17

## Better
    "execution_count": null

`nb2prod lint --fix --select NBH002` clears them.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code, stream
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find cells with a count."""
    cells = [cell for cell in unit.code_cells if cell.execution_count is not None]
    if cells:
        edits = [ContentEdit(("cells", cell.index - 1, "execution_count")) for cell in cells]
        edits += [edit for cell in cells for edit in _of_results(unit, cell.index - 1)]
        number = f"{len(cells)} cells have" if len(cells) > 1 else "A cell has"
        yield Hit(f"{number} an execution count", unit.cell_span(cells[0]), Fix("Clear the counts", tuple(edits)))


def _of_results(unit: Unit, position: int) -> Iterator[ContentEdit]:
    """Results carry the count of their cell once more."""
    match unit.content:
        case {"cells": list(cells)}:
            outputs = cells[position].get("outputs", ()) if isinstance(cells[position], dict) else ()
            for number, output in enumerate(outputs):
                if isinstance(output, dict) and output.get("execution_count") is not None:
                    yield ContentEdit(("cells", position, "outputs", number, "execution_count"))


RULE = NotebookRule(
    code="NBH002",
    name="stored-counts",
    summary="execution counts are stored",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
_RESULT = {"output_type": "execute_result", "execution_count": 3, "data": {"text/plain": "1"}, "metadata": {}}
VALID = (Case("a = 1"),)
INVALID = (
    Case((code("a = 1"), code("a", count=3, outputs=[_RESULT])), at=((2, 1),), fixed="a = 1\n# %%\na"),
    Case((code("a()", count=1, outputs=[stream("x")]), code("b()", count=2)), at=((1, 1),), fixed="a()\n# %%\nb()"),
)
