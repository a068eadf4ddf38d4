"""A cell ended in an exception.

## What it does
Finds code cells whose stored output is an exception. A cell with the tag `raises-exception` says that it is meant to.

## Why it matters in production
Jupyter stops at the first exception, and so does a pipeline: what stands below was computed in another state, or not at
all.

## Example
    In [5]: model.predict(X_new)
    ValueError: X has 12 features, but RandomForestClassifier is expecting 14

## Better
Mend the cell and run all cells again. If it is there to show the exception, give it the tag `raises-exception`.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.notebook.model import OutputKind
from nb2prod.rules.cases import code, failure
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit

_LONGEST = 80


def check(unit: Unit) -> Iterator[Hit]:
    """Find stored exceptions that are not expected."""
    for cell in unit.code_cells:
        error = next((output for output in cell.outputs if output.kind is OutputKind.ERROR), None)
        if error is not None and "raises-exception" not in cell.tags:
            value = " ".join(error.text.split())
            said = f"{error.name}: {value[:_LONGEST]}{'…' if len(value) > _LONGEST else ''}".strip(": ")
            yield Hit(f"This cell ended in an exception: {said}", unit.cell_span(cell), symbol=error.name)


RULE = NotebookRule(
    code="NBX008",
    name="stored-error",
    summary="a cell ended in an exception",
    severity=Severity.ERROR,
    marks=('"error"', '"pyerr"'),
    modules=False,
    check=check,
)
VALID = (
    Case((code("1 / 0", outputs=[failure("ZeroDivisionError", "division by zero")], tags=["raises-exception"]),)),
    Case("x = {'a': 'error'}"),
)
INVALID = (
    Case((code("x = 1"), code("1 / 0", outputs=[failure("ZeroDivisionError", "division by zero")])), at=((2, 1),)),
)
