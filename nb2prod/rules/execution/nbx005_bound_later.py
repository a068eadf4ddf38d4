"""A cell uses a name that only a later cell binds.

## What it does
Follows names from top to bottom: one that is read before anything has bound it, though a cell further down does.

## Why it matters in production
The notebook worked because its cells ran in another order, or because the kernel still knew the name from an earlier
session. A run from top to bottom ends here with a `NameError`.

## Example
    In [5]: clean(customers)
    In [4]: def clean(frame): ...

## Better
Move the cell that binds the name above the first one that uses it:

    In [1]: def clean(frame): ...
    In [2]: clean(customers)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nb2prod.facts.model import Facts
from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity, Span, Step
from nb2prod.rules.names import KNOWN_NAMES, binds_unseen, first_use, ran_in_order, read_before_bound
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find names that are read first and bound in a later cell; each once."""
    if ran_in_order(unit) or not read_before_bound(unit) - KNOWN_NAMES or binds_unseen(unit):
        return
    binders = _first_binders(unit.facts)
    bound: set[str] = set()
    told: set[str] = set()
    for fact in unit.facts:
        for name in sorted(fact.exposed - bound - told - KNOWN_NAMES):
            later = binders.get(name)
            if later is not None and later.id.cell > fact.id.cell and not fact.statement.expects_error:
                told.add(name)
                yield _hit(name, fact, later, unit)
        bound |= fact.may_bind | {imported.name for imported in fact.imports}


def _first_binders(facts: Sequence[Facts]) -> dict[str, Facts]:
    binders: dict[str, Facts] = {}
    for fact in facts:
        for name in (*fact.may_bind, *(imported.name for imported in fact.imports)):
            binders.setdefault(name, fact)
    return binders


def _hit(name: str, fact: Facts, later: Facts, unit: Unit) -> Hit:
    below = f"only cell {later.id.cell} further down binds it"
    message = f"`{name}` is used here, but {below}: a run from top to bottom fails"
    way = (Step(_span(later, unit), f"binds `{name}`"),)
    return Hit(message, first_use(name, fact, unit), way=way, symbol=name)


def _span(fact: Facts, unit: Unit) -> Span:
    site = unit.site_of(fact.id.cell)
    return site.span(fact.statement.node or site.parsed.tree)


RULE = NotebookRule(
    code="NBX005",
    name="bound-later",
    summary="a name that only a later cell binds",
    severity=Severity.ERROR,
    modules=False,
    covers=("F821",),
    check=check,
)
VALID = (
    Case((code("print(x)", count=1), code("x = 1", count=2))),
    Case("x = 1\n# %%\nprint(x)"),
    Case("def f():\n    return x\n# %%\nx = 1\nf()"),
    Case("print(x)"),
    Case("from tools import *\nprint(x)\n# %%\nx = 1"),
    Case("exec(code)\nprint(x)\n# %%\nx = 1"),
)
INVALID = (
    Case("import os\nprint(1, x)\n# %%\nx = 1\nprint(x)", at=((1, 2),)),
    Case("clean(1)\n# %%\nclean(2)\n# %%\ndef clean(n):\n    return n", at=((1, 1),)),
    Case("np.zeros(3)\n# %%\nimport numpy as np", at=((1, 1),)),
)
