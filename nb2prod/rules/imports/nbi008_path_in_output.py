r"""An output shows a path into somebody's home.

## What it does
Finds stored outputs, tracebacks included, with a path below `/home/`, `/Users/` or `C:\Users\`; once a cell. Users of
containers and build machines (`jovyan`, `runner`, `ubuntu` …) are nobody.

## Why it matters in production
The notebook tells whoever reads it the name of a person's account and how their machine is laid out; published, it
can't be taken back.

## Example
    /home/mary/.venv/lib/python3.11/site-packages/sklearn/base.py:1389: ConvergenceWarning

## Better
Clear the output, or run the notebook where nobody lives: `nb2prod lint --fix --select NBI008`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.rules.cases import code, failure, stream
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule
from nb2prod.rules.outputs import output_texts
from nb2prod.rules.unit import Unit

_HOME = re.compile(r"(?:/home/|/Users/|[A-Za-z]:\\{1,2}Users\\{1,2})(?P<user>[\w.-]+)[/\\]")
_NOBODY = frozenset(
    "anaconda azureuser builder circleci codespace databricks docker ec2-user gitpod hadoop jenkins jovyan jupyter "
    "public root runner runneradmin sagemaker-user shared studio-lab-user travis ubuntu user username vagrant "
    "vsts".split()
)


def check(unit: Unit) -> Iterator[Hit]:
    """Look for homes in outputs."""
    for cell, text in output_texts(unit):
        users = (found["user"] for found in _HOME.finditer(text))
        user = next((user for user in users if user.lower() not in _NOBODY), None)
        if user is not None:
            fix = Fix("Clear the outputs of the cell", (ContentEdit(("cells", cell.index - 1, "outputs"), []),))
            yield Hit(f"An output of this cell shows a path into the home of `{user}`", unit.cell_span(cell), fix)


RULE = NotebookRule(
    code="NBI008",
    name="path-in-output",
    summary="an output shows a path into somebody's home",
    level=Level.PRODUCTION,
    marks=("/home/", "/Users/", "\\Users\\"),
    modules=False,
    check=check,
)
VALID = (
    Case("print('/home/mary/a')"),
    Case((code("a()", outputs=[stream("/home/jovyan/work/a.py\n/home/\nC:\\Users\\Public\\x")]),)),
)
INVALID = (
    Case(
        (code("a()", outputs=[stream("x\n"), stream("in /home/mary/a.py:3")]), code("b()")),
        at=((1, 1),),
        fixed="a()\n# %%\nb()",
    ),
    Case((code("a()", outputs=[failure("E", "e", "File C:\\Users\\mary\\a.py")]),), at=((1, 1),)),
)
