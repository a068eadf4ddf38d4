"""Metadata of an editor are stored in the notebook.

## What it does
Finds keys of metadata that say when a cell ran, what was folded or who ran it, and that change by themselves; once a
notebook. Tags, kernels and what this tool reads are left alone.

## Why it matters in production
Nobody's code reads them, but every run changes them: they are noise in reviews, and conflicts in merges. Those of Colab
hold names and addresses of people.

## Example
    "metadata": {"ExecuteTime": {"end_time": "2024-05-01T10:00:00"}, "scrolled": true}

## Better
    "metadata": {}

`nb2prod lint --fix --select NBH003` removes them.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, Level, NotebookRule, Severity, Span
from nb2prod.rules.unit import Unit

_OF_CELLS = frozenset(
    "ExecuteTime _cell_guid _uuid azdata collapsed colab execution executionInfo gather jupyter_dashboards "
    "outputId outputExpanded papermill pycharm scrolled trusted vscode".split()
)
_OF_NOTEBOOKS = frozenset(
    "accelerator azdata colab gist latex_envs nbTranslate nteract papermill toc toc-autonumbering toc-showtags "
    "varInspector vscode".split()
)


def check(unit: Unit) -> Iterator[Hit]:
    """Find volatile keys."""
    paths = [*_in(unit.content.get("metadata"), ("metadata",), _OF_NOTEBOOKS)]
    cells = unit.content.get("cells")
    for number, cell in enumerate(cells if isinstance(cells, list) else ()):
        if isinstance(cell, dict):
            paths += _in(cell.get("metadata"), ("cells", number, "metadata"), _OF_CELLS)
    if paths:
        names = sorted({str(path[-1]) for path in paths})
        fix = Fix("Remove the metadata of editors", tuple(ContentEdit(path, remove=True) for path in paths))
        yield Hit(f"Metadata of an editor are stored: {', '.join(f'`{name}`' for name in names)}", Span(), fix)


def _in(metadata: object, path: tuple[str | int, ...], keys: frozenset[str]) -> Iterator[tuple[str | int, ...]]:
    if isinstance(metadata, dict):
        yield from ((*path, key) for key in metadata if key in keys)


RULE = NotebookRule(
    code="NBH003",
    name="volatile-metadata",
    summary="metadata of an editor are stored",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case((code("a", tags=["x"], nb2prod={"noqa": True}),), metadata={"kernelspec": {"name": "python3"}}),)
INVALID = (
    Case(
        (code("a", scrolled=True, tags=["x"], collapsed=False), code("b", vscode={})),
        metadata={"colab": {}, "kernelspec": {"name": "python3"}},
        at=((None, 1),),
    ),
)
