"""Cells at whose end figures stay open: another backend than Jupyter's inline one draws them, or it is told so."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nb2prod.plan.unit import Unit

_CLOSE = re.compile(r"InlineBackend\.close_figures\s*=\s*(\w+)")
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
    magic = unit.statement.magic
    if magic is not None and magic.name == "%matplotlib":
        return "inline" not in magic.text and "--list" not in magic.text and "-l" not in magic.text.split()
    if magic is not None and magic.name == "%config":
        found = _CLOSE.search(magic.text)
        return found[1] == "False" if found else None
    for call in unit.facts.calls:
        if call.method in _SWITCHES and call.node.args and "<figures>" in unit.effects.mutates:
            match call.node.args[0]:
                case ast.Constant(value=str(backend)):
                    return "inline" not in backend
    return None
