"""Statements that would make a function for no reader's good: one call on what it is given, or a name for a literal."""

from __future__ import annotations

import ast

from nb2prod.plan.unit import Unit

EXEMPT = frozenset({"load", "query", "split", "train", "tune", "evaluate"})
"""Activities whose one call tells a reader what the step is for."""


def is_thin(unit: Unit) -> bool:
    """Whether a step that consists of one statement alone would be thin.

    Args:
        unit: The statement.
    """
    if unit.role.activity in EXEMPT:
        return False
    match unit.statement.node:
        case ast.Expr(value=value) | ast.Assign(value=value):
            return _is_literal(value) or (isinstance(value, ast.Call) and _is_given(value))
    return False


def _is_given(call: ast.Call) -> bool:
    """Whether a call is given nothing but names, and is no call of a call."""
    called = call.func
    while isinstance(called, ast.Attribute):
        called = called.value
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return isinstance(called, ast.Name) and all(isinstance(value, ast.Name) for value in given)


def _is_literal(value: ast.expr) -> bool:
    """Whether a value is a number, a text or the like."""
    return isinstance(value, ast.Constant) or (isinstance(value, ast.UnaryOp) and _is_literal(value.operand))
