"""Which columns a step needs of a frame that it is given, and which it adds to it or takes out."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.notebook.model import StatementId
from nb2prod.plan.unit import Unit
from nb2prod.types.model import ColumnUse

_IN_ORDER = (ast.Assign, ast.AugAssign, ast.AnnAssign)
"""Statements that store a column only after they have read what they read."""


def columns_of(name: str, units: Sequence[Unit], known: Mapping[StatementId, Mapping[str, ColumnUse]]) -> ColumnUse:
    """Say what a step does with the columns of a frame, as long as its name stands for that frame.

    Args:
        name: The parameter.
        units: The step's statements in order.
        known: Columns that each statement names, by the frame's name.

    Returns:
        Columns that it needs, those that it adds, and those that it drops from the frame itself; one of which that is
        not certain, since it may be stored before it is read, is left out.
    """
    needed: set[str] = set()
    added: set[str] = set()
    dropped: set[str] = set()
    own: set[str] = set()
    for unit in units:
        use = known.get(unit.facts.id, {}).get(name)
        if use is not None:
            stored = set(use.added)
            own |= set() if isinstance(unit.statement.node, _IN_ORDER) else stored
            needed |= {*use.read, *use.dropped} - own
            own |= stored
            if name in unit.effects.certain - unit.binds:
                added |= stored - needed
                dropped |= set(use.dropped) if isinstance(unit.statement.node, ast.Expr | ast.Delete) else set()
        if name in unit.binds:
            break
    return ColumnUse(tuple(sorted(needed)), tuple(sorted(added)), tuple(sorted(dropped)))
