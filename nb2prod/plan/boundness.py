"""Which names something has bound before each statement, and lines that are sure to stop the notebook."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS
from nb2prod.plan.unit import Unit


def bound_so_far(units: Sequence[Unit]) -> list[frozenset[str]]:
    """Names that something has bound before each statement; everything after a star import."""
    found: list[frozenset[str]] = []
    now: frozenset[str] = BUILTINS
    for unit in units:
        found.append(now)
        if unit.binds - now:
            now |= unit.binds
        if isinstance(unit.statement.node, ast.Delete):
            now -= unit.facts.deletes - BUILTINS
        if any(i.name == "*" for i in unit.facts.imports):
            now |= frozenset(n for u in units for n in u.facts.reads)
    return found


def may_fail(unit: Unit, bound: frozenset[str]) -> bool:
    """Whether an expression is sure to stop the notebook: it reads what nothing binds, or divides by nought."""
    if unit.facts.exposed - bound:
        return True
    if "/" not in unit.statement.source and "%" not in unit.statement.source:
        return False
    return any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Div | ast.FloorDiv | ast.Mod)
        and isinstance(n.right, ast.Constant)
        and n.right.value == 0
        for n in descendants(unit.statement.node or ast.Pass())
    )
