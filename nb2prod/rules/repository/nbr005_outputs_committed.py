"""Nothing keeps outputs out of the repository.

## What it does
Finds notebooks with outputs in a repository where nothing clears them before they are committed: neither a filter in
`.gitattributes` nor a hook of pre-commit.

## Why it matters in production
Outputs carry rows of data, and what was committed once can be read for ever. A notebook that somebody cleared by hand
has them again after the next run.

## Example
    "outputs": [{"data": {"text/html": "<table>…"}, …}]

## Better
    .pre-commit-config.yaml:  - id: nb2prod-fix

or `nbstripout --install --attributes .gitattributes`.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code, stream
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.repository.place import repository_of
from nb2prod.rules.unit import Unit

_HOOKS = ".pre-commit-config.yaml"
_CLEARING = ("nbstripout", "nb-clean", "nb2prod-fix", "databooks", "clear-output", "ClearOutput")


def check(unit: Unit) -> Iterator[Hit]:
    """Look for what clears outputs."""
    cells = [cell for cell in unit.code_cells if cell.outputs]
    root = repository_of(unit) if cells else None
    if root is None:
        return
    attributes, hooks = unit.beside(root / ".gitattributes") or "", unit.beside(root / _HOOKS) or ""
    if ".ipynb" in attributes and "filter=" in attributes:
        return
    if not any(name in hooks for name in _CLEARING):
        yield Hit("Outputs are committed, and nothing clears them: use a filter or a hook", unit.cell_span(cells[0]))


RULE = NotebookRule(
    code="NBR005",
    name="outputs-committed",
    summary="outputs in a repository where nothing clears them",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    marks=('"output_type"',),
    modules=False,
    check=check,
)
_GIT = {".git/config": ""}
_SHOWN = (code("x", outputs=[stream("a")]),)
VALID = (
    Case("x = 1", files=_GIT),
    Case(_SHOWN),
    Case(_SHOWN, files=_GIT | {".gitattributes": "*.ipynb filter=nbstripout"}),
    Case(_SHOWN, files=_GIT | {_HOOKS: "- id: nbstripout"}),
)
INVALID = (Case(_SHOWN, files=_GIT, at=((1, 1),)),)
