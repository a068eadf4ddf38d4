"""The notebook has no title.

## What it does
Finds notebooks that begin without a heading: no Markdown cell before the first code has one.

## Why it matters in production
The title says what the notebook is for. Without it a reader opens the file, reads imports, and guesses; catalogues and
rendered pages show the file's name.

## Example
    In [1]: import pandas as pd

## Better
    # Churn by month
    In [1]: import pandas as pd
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from nb2prod.notebook.model import CellKind
from nb2prod.rules.cases import code, markdown
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+\S|^.+\n *(=+|-+) *$|<h[1-6]", re.MULTILINE | re.IGNORECASE)


def check(unit: Unit) -> Iterator[Hit]:
    """Look for a heading before the first code."""
    cells = [cell for cell in unit.notebook.cells if cell.source.strip()]
    first = takewhile(lambda cell: cell.kind is not CellKind.CODE, cells)
    if cells and not any(cell.kind is CellKind.MARKDOWN and _HEADING.search(cell.source) for cell in first):
        yield Hit("The notebook begins without a heading that says what it is for")


RULE = NotebookRule(
    code="NBH012",
    name="no-title",
    summary="the notebook has no title",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (
    Case(""),
    Case((code(""), markdown("words"), markdown("some words\n## Title"), code("a = 1"))),
    Case((markdown("Title\n====="), code("a = 1"))),
    Case((markdown("<center><h1>Title</h1></center>"), code("a = 1"))),
)
INVALID = (
    Case("a = 1", at=((None, 1),)),
    Case((markdown("words #1"), code("# Title\na = 1"), markdown("# Late")), at=((None, 1),)),
)
