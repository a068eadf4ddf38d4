"""Cells at whose end figures stay open: another backend than Jupyter's inline one draws them, or it is told so."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.notebook.figure_magics import keeps_figures
from nb2prod.plan.unit import Unit
from nb2prod.types.figures import FIGURES

_SWITCHES = frozenset({"use", "switch_backend"})


def cells_that_keep_figures(units: Sequence[Unit]) -> frozenset[int]:
    """Find the cells after which figures are as they were.

    Args:
        units: All statements.
    """
    found: set[int] = set()
    keeps = False
    for unit in units:
        said = _said(unit)
        keeps = keeps if said is None else said
        if keeps:
            found.add(unit.cell)
        else:
            found.discard(unit.cell)
    return frozenset(found)


def _said(unit: Unit) -> bool | None:
    """What a statement says of it: that figures stay open from now on, that they don't, or nothing."""
    said = keeps_figures(unit.statement.magic)
    if said is not None:
        return said
    for call in unit.facts.calls:
        if call.method in _SWITCHES and call.node.args and FIGURES in unit.effects.mutates:
            match call.node.args[0]:
                case ast.Constant(value=str(backend)):
                    return "inline" not in backend
    return None
