"""A cell is no Python.

## What it does
Finds code cells that neither Python nor IPython can read. Nothing is said of a notebook that a newer Python ran than
the one that reads it here.

## Why it matters in production
The notebook can't be run from top to bottom, and no tool can say anything of the cell.

## Example
    for row in rows
        print(row)

## Better
    for row in rows:
        print(row)

Notes belong in a Markdown cell, and code in another language behind its magic, such as `%%bash`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NotebookRule, Severity, Span
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find cells that don't parse."""
    if _is_newer(unit.notebook.language_version or ""):
        return
    for cell in unit.unparsed:
        where = cell.location
        span = Span(cell.cell, where.line, where.column, where.line, where.column + 1)
        yield Hit(f"This cell is no Python: {cell.message}", span)


def _is_newer(version: str) -> bool:
    found = re.match(r"3\.(\d+)", version)
    return found is not None and int(found[1]) > sys.version_info.minor


RULE = NotebookRule(
    code="NBX011",
    name="no-python",
    summary="a cell is no Python",
    severity=Severity.ERROR,
    covers=("invalid-syntax",),
    check=check,
)
_NEWER = {"language_info": {"name": "python", "version": f"3.{sys.version_info.minor + 1}.0"}}
VALID = (
    Case("x = new syntax", metadata=_NEWER),
    Case("%matplotlib inline\nx = !ls\nx?\n# %%\n%%bash\nfor x in a; do\n# %%\n%time f(1)\n%timeit -n 3 f(2)"),
)
INVALID = (
    Case("x = 1\n# %%\nimport os\nfor x in y\n    pass", at=((2, 2),)),
    Case("%matplotlib inline\nthis is no code", at=((1, 2),)),
)
