"""A code cell is long.

## What it does
Finds code cells with more lines of code than `max-cell-lines` in `[tool.nb2prod.lint]` allows, 50 by default. Blank
lines and comments don't count.

## Why it matters in production
A cell is what is run, tested and repeated as a whole. In a long one several things happen, and none of them can be
tested, timed or reused for itself.

## Example
A cell that loads a file, cleans its columns, joins it with another one and plots the result.

## Better
A cell for each of them; what is used twice is a function in a module.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Count lines of cells."""
    limit = unit.config.max_cell_lines
    for cell in unit.code_cells:
        lines = (line.strip() for line in cell.source.split("\n"))
        number = sum(1 for line in lines if line and not line.startswith("#"))
        if number > limit:
            yield Hit(f"This cell has {number} lines of code, more than {limit}", unit.cell_span(cell))


RULE = NotebookRule(
    code="NBH010",
    name="long-cell",
    summary="a code cell is long",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case((code("\n".join(["# a", ""] * 40 + ["b = 1"] * 50)),)),)
INVALID = (
    Case((code("a = 1"), code("\n".join(["b = 1"] * 51))), at=((2, 1),)),
    Case("a = 1\nb = 1", config={"max_cell_lines": 1}, at=((1, 1),)),
)
