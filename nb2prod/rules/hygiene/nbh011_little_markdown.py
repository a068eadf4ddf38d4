"""The notebook explains little.

## What it does
Finds notebooks with at least ten cells of which fewer are Markdown than `min-markdown` in `[tool.nb2prod.lint]` asks
for, 10 percent by default.

## Why it matters in production
The notebook is where the decisions are: why rows were dropped, why this model. If it doesn't say so, whoever runs it in
production has to guess.

## Example
Forty code cells in a row.

## Better
A heading before each step, and a sentence on each decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.notebook.model import CellKind
from nb2prod.rules.cases import code, markdown
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit

_FEWEST = 10


def check(unit: Unit) -> Iterator[Hit]:
    """Count cells that explain."""
    cells, wanted = unit.notebook.cells, unit.config.min_markdown
    explaining = sum(1 for cell in cells if cell.kind is CellKind.MARKDOWN and cell.source.strip())
    if len(cells) >= _FEWEST and 100 * explaining < wanted * len(cells):
        yield Hit(f"{explaining} of {len(cells)} cells explain something, fewer than {wanted} percent")


RULE = NotebookRule(
    code="NBH011",
    name="little-markdown",
    summary="the notebook explains little",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (
    Case("\n# %%\n".join(["a = 1"] * 9)),
    Case((markdown("# a"), *[code("a = 1")] * 9)),
)
INVALID = (
    Case("\n# %%\n".join(["a = 1"] * 10), at=((None, 1),)),
    Case((markdown("# a"), *[code("a = 1")] * 9), config={"min_markdown": 20}, at=((None, 1),)),
)
