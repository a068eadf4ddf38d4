"""A code cell is empty.

## What it does
Finds code cells without anything but white space.

## Why it matters in production
It is what is left of something: readers stop at it, and reviewers ask. A tool that turns cells into steps has a step
that does nothing.

## Example
    In [3]: frame = load()
    In [ ]:
    In [4]: clean(frame)

## Better
    In [3]: frame = load()
    In [4]: clean(frame)

`nb2prod lint --fix --select NBH004` removes it.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.notebook.model import Cell
from nb2prod.rules.cases import code, markdown, stream
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find empty cells; a notebook that holds nothing else is new."""
    if not any(cell.source.strip() for cell in unit.notebook.cells):
        return
    for cell in unit.code_cells:
        if not cell.source.strip():
            yield Hit("This cell is empty", unit.cell_span(cell), _fix(cell))


def _fix(cell: Cell) -> Fix | None:
    """An output without code is all that is left of something: no fix takes that away."""
    edit = ContentEdit(("cells", cell.index - 1), remove=True)
    return None if cell.outputs else Fix("Remove the empty cell", (edit,))


RULE = NotebookRule(
    code="NBH004",
    name="empty-cell",
    summary="a code cell is empty",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case(""), Case("a = 1\n# %%\n# words"))
INVALID = (
    Case(
        (markdown("# t"), code("a = 1"), code(""), code("  \n"), code("b = 1"), code("")),
        at=((3, 1), (4, 1), (6, 1)),
        fixed="a = 1\n# %%\nb = 1",
    ),
    Case((code("a = 1"), code("", outputs=[stream("x")])), at=((2, 1),), fixed="a = 1\n# %%\n"),
)
