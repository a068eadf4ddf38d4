"""Bare lines: whether an expression that stands alone only shows its value."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.plan.boundness import bound_so_far, may_fail
from nb2prod.plan.checking import checking_names
from nb2prod.plan.looking import consumes, is_checking, mutates, stateful_names
from nb2prod.plan.running import Running, running_names
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Bindings, Unit

STDOUT = "<stdout>"
RANDOM = "<random"


@dataclass(frozen=True, slots=True)
class BareLines:
    """Tells lines that only show a value from those that do more.

    Attributes:
        bound: For each statement the names that something has bound before it.
        hooked: Names through which looking at a value runs code of the notebook that changes or checks something.
        running: Names through which a bare line may run code of the notebook that changes something.
        types: Types of names at each statement.
    """

    bound: Sequence[frozenset[str]]
    hooked: frozenset[str]
    running: Running
    types: TypesAt

    def only_shows(self, unit: Unit) -> str:
        """Whether a statement does no more than show its value: `show`, `random` if it draws, or nothing."""
        display = _is_display(unit)
        return "" if display and self._does_more(unit) else display

    def _does_more(self, unit: Unit) -> bool:
        """Whether an expression does more than show its value."""
        if unit.failed or unit.facts.reads & self.hooked or may_fail(unit, self.bound[unit.position]):
            return True
        types = self.types
        return consumes(unit, lambda name: types.before(name, unit.position).type) or self.running.may_run(unit, types)


def bare_lines(units: Sequence[Unit], bindings: Bindings, types: TypesAt) -> BareLines:
    """Gather what tells those lines.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        types: Types of names at each statement.
    """
    hooked = stateful_names(units, bindings) | checking_names(units, bindings)
    return BareLines(bound_so_far(units), hooked, running_names(units, bindings, types), types)


def _is_display(unit: Unit) -> str:
    """Whether a statement is an expression whose value is only looked at: `show`, `random` if it draws, or nothing."""
    node = unit.statement.node
    if not isinstance(node, ast.Expr) or mutates(node.value) or is_checking(node.value):
        return ""
    names = {n for n in unit.effects.mutates if n != STDOUT}
    calls_display = (
        isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == "display"
    )
    if STDOUT in unit.effects.mutates and not calls_display:
        return ""
    if not names:
        return "show"
    # What draws reads the state that it changes; a seed sets it, also for draws that no table knows of.
    return "random" if all(n.startswith(RANDOM) and n in unit.effects.reads for n in names) else ""
