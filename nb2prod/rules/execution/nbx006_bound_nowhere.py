"""A cell that ran used a name that no cell binds.

## What it does
Finds names that are read at the top level, that nothing in the notebook binds, and that must have been there all the
same: the cell ran, and not into a `NameError`.

## Why it matters in production
The cell that bound the name has been deleted or changed since. A run from top to bottom ends here, and what the name
stood for may be lost.

## Example
    In [8]: model.fit(X_scaled, y)      # nothing makes X_scaled any more

## Better
Bring the cell back that made it:

    In [7]: X_scaled = scaler.fit_transform(X)
    In [8]: model.fit(X_scaled, y)
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.notebook.model import Cell, OutputKind
from nb2prod.rules.cases import code, failure
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.names import KNOWN_NAMES, binds_unseen, reads_at_top
from nb2prod.rules.unit import Unit

# Their cells ran, in a Python that is gone: another matter.
_OF_PYTHON_2 = frozenset(
    "__builtin__ apply basestring buffer cmp coerce execfile file intern long raw_input reduce reload unichr unicode "
    "xrange".split()
)


def check(unit: Unit) -> Iterator[Hit]:
    """Find names that are only read; each once."""
    if not any(_ran_well(cell) for cell in unit.code_cells) or not _only_read(unit) or binds_unseen(unit):
        return
    missing, told = _only_read(unit), set[str]()
    cells = {cell.index: cell for cell in unit.code_cells}
    for name, span in reads_at_top(unit, missing):
        if name not in told and span.cell is not None and _ran_well(cells[span.cell]):
            told.add(name)
            message = f"No cell binds `{name}`, though this one ran: the one that did is gone, the next run fails"
            yield Hit(message, span, symbol=name)


def _only_read(unit: Unit) -> frozenset[str]:
    return unit.read_names - unit.bound - unit.names.keys() - KNOWN_NAMES - _OF_PYTHON_2


def _ran_well(cell: Cell) -> bool:
    return cell.execution_count is not None and not any(o.kind is OutputKind.ERROR for o in cell.outputs)


RULE = NotebookRule(
    code="NBX006",
    name="bound-nowhere",
    summary="a cell that ran used a name that no cell binds",
    severity=Severity.ERROR,
    modules=False,
    covers=("F821",),
    check=check,
)
VALID = (
    Case("print(x)"),
    Case((code("%matplotlib inline\n!ls", count=1),)),
    Case((code("print(x)", count=1, outputs=[failure("NameError", "name 'x' is not defined")]),)),
    Case((code("x = 1\nprint(x, _, Out[1], __name__)", count=1),)),
    Case((code("from tools import *\nprint(x)", count=1),)),
    Case((code("%run prepare.py\nprint(x)", count=1),)),
    Case((code("def f():\n    return later", count=1),)),
    Case((code("try:\n    x\nexcept NameError:\n    pass", count=1),)),
    Case((code("for row in rows():\n    pass\ndef rows():\n    pass\nwith a() as b: b\nimport a", count=1),)),
    Case((code("print([x for x in range(3)], (lambda y: y)(1))", count=1),)),
)
INVALID = (
    Case((code("import os\nprint(x)", count=4), code("print(x)", count=5)), at=((1, 2),)),
    Case((code("y = [x + z for z in range(3)]", count=1),), at=((1, 1),)),
)
