"""Fits: what is learned from which rows."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.model import Copying, Fit, Fits, Strength
from nb2prod.rules.leakage.walk.data import Data
from nb2prod.rules.leakage.walk.machine import Machine

NONE: Fits = frozenset()


def learned(machine: Machine, node: ast.AST, data: Data, what: str, strength: Strength = Strength.STATISTICS) -> Fits:
    """What something learns from data: nothing where the data holds no rows, or one row's worth.

    Args:
        machine: The state.
        node: Where it is learned.
        data: The data.
        what: What learns: `StandardScaler.fit`, `mean`.
        strength: How much it tells.
    """
    if not data.rows or data.element:
        return NONE
    if data.faint and strength is Strength.STATISTICS:
        strength = Strength.CATEGORIES
    return frozenset({Fit(what, machine.place(node), data.rows, strength)})


def copied(machine: Machine, node: ast.AST, data: Data, what: str) -> frozenset[Copying]:
    """That the rows of data are copied."""
    return data.copies | {Copying(what, machine.place(node), data.rows)} if data.rows else data.copies
