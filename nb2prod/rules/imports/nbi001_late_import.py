"""An import stands below the first definition.

## What it does
Finds imports at the top level of cells that stand below the first function or class of the notebook; once a notebook.

## Why it matters in production
What a program needs should fail at its beginning: a missing library is found after an hour of computing if its import
stands in the last cell. Readers, and tools that list dependencies, look at the top.

## Example
    In [2]: def clean(frame): ...
    In [9]: import xgboost

## Better
    In [1]: import xgboost
    In [2]: def clean(frame): ...
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first late import, and count the others."""
    late = list(_late(unit))
    if late:
        node, site = late[0]
        cells = sorted({other.cell.index for _, other in late[1:]} - {site.cell.index})
        more = f" (others in cells {', '.join(map(str, cells))})" if cells else ""
        yield Hit(f"This import stands below the first definition; imports belong to the top{more}", site.span(node))


def _late(unit: Unit) -> Iterator[tuple[ast.stmt, Site]]:
    defined = False
    for site in unit.sites:
        for node in site.parsed.tree.body:
            if defined and isinstance(node, ast.Import | ast.ImportFrom):
                yield node, site
            defined = defined or isinstance(node, _DEFINITIONS)


RULE = NotebookRule(
    code="NBI001",
    name="late-import",
    summary="an import stands below the first definition",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    words=("def ", "class "),
    modules=False,
    check=check,
)
VALID = (
    Case("import os\n# %%\ndef f():\n    import re"),
    Case("a = 1\n# %%\nimport os"),
)
INVALID = (
    Case("def f():\n    pass\n# %%\na = 1\nimport os\n# %%\nfrom a import b", at=((2, 2),)),
    Case("class A:\n    pass\nimport os", at=((1, 3),)),
)
