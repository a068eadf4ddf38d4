"""An output shows a secret.

## What it does
Finds keys of known services in stored outputs, tracebacks included; once a cell.

## Why it matters in production
The key was printed, by `print(os.environ)` or by a client that shows its settings, and is stored with the notebook: who
can read the file can use it.

## Example
    In [2]: config
    {'aws_access_key_id': 'AKIA…'}

## Better
Clear the output, and take the key out of use: `nb2prod lint --fix --select NBI009` does the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.rules.cases import code, stream
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, NotebookRule, Severity
from nb2prod.rules.outputs import output_texts
from nb2prod.rules.unit import Unit

_KEY = re.compile(
    r"(?<![A-Za-z0-9+/=_-])(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-[A-Za-z0-9]{40,}|xox[abp]-\d[\w-]{20,}"
    r"|AIza[\w-]{35}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})(?![A-Za-z0-9+/=_-])"
)


def check(unit: Unit) -> Iterator[Hit]:
    """Look for keys in outputs."""
    for cell, text in output_texts(unit):
        if _KEY.search(text):
            fix = Fix("Clear the outputs of the cell", (ContentEdit(("cells", cell.index - 1, "outputs"), []),))
            yield Hit(
                "An output of this cell shows a secret: clear it, and take it out of use", unit.cell_span(cell), fix
            )


RULE = NotebookRule(
    code="NBI009",
    name="secret-in-output",
    summary="an output shows a secret",
    severity=Severity.ERROR,
    marks=("AKIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "sk-", "xox", "AIza", "eyJ"),
    modules=False,
    check=check,
)
VALID = (Case((code("a()", outputs=[stream("task-force sk-learn AKIA eyJ AKIAABCDEFGHIJKLMNOPQ")]),)),)
INVALID = (Case((code("a()", outputs=[stream("id: AKIAABCDEFGHIJKLMNOP\n")]),), at=((1, 1),), fixed="a()"),)
