"""The notebook as a task for the agent, and which of its names are imports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import CellKind
from nb2prod.verify.schedule import Key


def cells_of(analysis: Analysis) -> list[dict[str, Any]]:
    """Code cells as the agent runs them: by IPython from their source, or else statement by statement."""
    statements: dict[int, list[tuple[int, str]]] = {}
    for statement in analysis.parsed.statements:
        if statement.node is not None:
            statements.setdefault(statement.id.cell, []).append((statement.location.line, statement.source))
    return [
        {
            "index": cell.index,
            "source": cell.source,
            "statements": statements.get(cell.index, []),
            "expects_error": "raises-exception" in cell.tags,
        }
        for cell in analysis.notebook.cells
        if cell.kind is CellKind.CODE and cell.source.strip()
    ]


def failing_cells(analysis: Analysis) -> frozenset[int]:
    """Cells that are expected to fail."""
    return frozenset(cell.index for cell in analysis.notebook.cells if "raises-exception" in cell.tags)


def bound_keys(analysis: Analysis) -> frozenset[Key]:
    """Names that each cell binds, as far as its text says."""
    return frozenset((f.id.cell, name) for f in analysis.facts for name in f.may_bind)


def imported_keys(analysis: Analysis) -> frozenset[Key]:
    """Names that each cell binds by imports alone: they are no values."""
    imported: Mapping[bool, set[Key]] = {True: set(), False: set()}
    for facts in analysis.facts:
        imported[bool(facts.imports)] |= {(facts.id.cell, name) for name in _bound(facts)}
    return frozenset(imported[True] - imported[False])


def _bound(facts: Facts) -> frozenset[str]:
    return facts.may_bind
