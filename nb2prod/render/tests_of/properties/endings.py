"""How a step leaves its drawing: with a legend, shown, and closed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, straight
from nb2prod.render.tests_of.properties.pyplot import PYPLOT, Call, is_redrawn


def ending_claims(calls: list[Call], case: Case) -> Iterator[str]:
    """Assertions on a legend, on figures that are shown, and that none stays open.

    Args:
        calls: Calls of the step that draw, in order.
        case: The step.
    """
    if any(c.name == "legend" and not c.foreign for c in calls) and not is_redrawn(case):
        yield "assert drawn.legend()"
    statements = list(straight(case.node.body))
    if shown := sum(_calls(s, "show", case) for s in statements):
        yield f"assert drawn.shown >= {shown}"
    last = [s for s in case.node.body if not isinstance(s, ast.Return)][-1:]
    if last and _calls(last[0], "close", case) and "'all'" in ast.unparse(last[0]):
        yield "assert not plt.get_fignums()"


def _calls(statement: ast.stmt, name: str, case: Case) -> bool:
    """Whether a statement is a call of a function of pyplot, looked up there when it runs."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute() as function)):
            return case.qualified(function) == f"{PYPLOT}{name}"
    return False
