"""The notebook has many cells.

## What it does
Finds notebooks with more cells than `max-cells` in `[tool.nb2prod.lint]` allows, 100 by default.

## Why it matters in production
Nobody reviews three hundred cells, and nobody keeps the state in mind that they leave behind: what one cell changes is
read by another far below. A run that fails at the end repeats all that came before.

## Example
A notebook that loads, explores, cleans, trains, compares and reports.

## Better
One notebook for each step, with files between them, or a package: `nb2prod convert`.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Count cells."""
    number, limit = len(unit.notebook.cells), unit.config.max_cells
    if number > limit:
        yield Hit(f"The notebook has {number} cells, more than {limit}")


RULE = NotebookRule(
    code="NBH009",
    name="many-cells",
    summary="the notebook has many cells",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case("a = 1\n# %%\nb = 1"), Case("a = 1\n# %%\nb = 1", config={"max_cells": 2}))
INVALID = (Case("a = 1\n# %%\nb = 1\n# %%\nc = 1", config={"max_cells": 2}, at=((None, 1),)),)
