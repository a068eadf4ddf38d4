"""A code cell never ran, though others did.

## What it does
Finds code cells without an execution count in a notebook in which other cells have one. Cells that hold comments alone
are left out, and so is a notebook that was stored without counts.

## Why it matters in production
Nobody has seen what the cell does, but a run from top to bottom runs it: it may fail, or change what comes after it.

## Example
    In [1]: frame = load()
    In [ ]: frame = frame[frame.age > 18]
    In [2]: model.fit(frame)

## Better
Run it where it stands, or delete it.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find cells with code and without a count."""
    if not any(cell.execution_count is not None for cell in unit.code_cells):
        return
    for cell in unit.code_cells:
        if cell.execution_count is None and not cell.outputs and _has_code(cell.source):
            yield Hit("This cell never ran, but a run from top to bottom runs it", unit.cell_span(cell))


def _has_code(source: str) -> bool:
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.split("\n"))


RULE = NotebookRule(
    code="NBX004",
    name="never-run",
    summary="a code cell never ran, though others did",
    level=Level.PRODUCTION,
    modules=False,
    check=check,
)
VALID = (
    Case("a = 1\n# %%\nb = 1"),
    Case((code("a = 1", count=1), code("# only words\n"), code(""))),
)
INVALID = (Case((code("a = 1", count=1), code("# why\nb = 1"), code("c = 1", count=2)), at=((2, 1),)),)
