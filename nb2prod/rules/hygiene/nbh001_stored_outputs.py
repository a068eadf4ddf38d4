"""Outputs are stored in the notebook.

## What it does
Finds notebooks with cells that hold outputs; once a notebook.

## Why it matters in production
Outputs make files large and diffs unreadable, and they carry data: rows of customers, paths, tokens. In a repository
whose notebooks are code they have no place; in one whose notebooks are reports they are the point, so this rule is
asked for by those who want it.

## Example
    "outputs": [{"data": {"image/png": "iVBORw0KGgo…"}, …}]

## Better
    "outputs": []

`nb2prod lint --fix --select NBH001` clears them.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code, markdown, stream
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find cells with outputs."""
    cells = [cell for cell in unit.code_cells if cell.outputs]
    if cells:
        edits = tuple(ContentEdit(("cells", cell.index - 1, "outputs"), []) for cell in cells)
        number = f"{len(cells)} cells hold" if len(cells) > 1 else "A cell holds"
        yield Hit(f"{number} outputs", unit.cell_span(cells[0]), Fix("Clear the outputs", edits))


RULE = NotebookRule(
    code="NBH001",
    name="stored-outputs",
    summary="outputs are stored",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    marks=('"output_type"',),
    modules=False,
    check=check,
)
VALID = (Case("print('output_type')"),)
INVALID = (
    Case(
        (markdown("# t"), code("a()"), code("b()", outputs=[stream("x")]), code("c()", outputs=[stream("y")])),
        at=((3, 1),),
        fixed="a()\n# %%\nb()\n# %%\nc()",
    ),
)
