"""The state of widgets is stored in the notebook.

## What it does
Finds `metadata.widgets`, where Jupyter keeps what sliders, buttons and progress bars looked like.

## Why it matters in production
A value that a person chose with a widget is no part of the code: a run without that person computes with the value the
widget begins with. The state is also large, changes with each run, and fills every diff.

## Example
    "metadata": {"widgets": {"application/vnd.jupyter.widget-state+json": {…}}}

## Better
Take what the widget gives from the settings, and clear the state: `nb2prod lint --fix --select NBX010`.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find stored state."""
    match unit.content.get("metadata"):
        case {"widgets": widgets} if widgets:
            fix = Fix("Remove the state of widgets", (ContentEdit(("metadata", "widgets"), remove=True),))
            yield Hit("The state of widgets is stored; a run without a person begins with other values", fix=fix)


RULE = NotebookRule(
    code="NBX010",
    name="widget-state",
    summary="the state of widgets is stored",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    marks=('"widgets"',),
    modules=False,
    check=check,
)
VALID = (Case("x = {'widgets': 1}"), Case("x = 1", metadata={"widgets": {}}))
INVALID = (Case((code("x = 1"),), metadata={"widgets": {"state": {"a": 1}}}, at=((None, 1),)),)
