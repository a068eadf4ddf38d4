"""Cells that are meant to raise: what they bind, as long as they run and after they have stopped somewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from itertools import groupby

from nb2prod.facts.model import Facts
from nb2prod.notebook.model import StatementId


def sure_to_run(facts: Iterable[Facts]) -> frozenset[StatementId]:
    """Statements that have run however far their cell came: those before the first one that can fail.

    Args:
        facts: Facts of all statements, in order.
    """
    found: set[StatementId] = set()
    for _, group in groupby(facts, key=lambda fact: fact.id.cell):
        cell = list(group)
        for fact in cell:
            if fact.statement.expects_error and not _cannot_fail(fact.statement.node):
                break
            found.add(fact.id)
    return frozenset(found)


def _cannot_fail(node: ast.stmt | None) -> bool:
    match node:
        case None | ast.Pass() | ast.Expr(value=ast.Constant()):
            return True
        case ast.Assign(targets=targets, value=value):
            return all(isinstance(t, ast.Name) for t in targets) and _is_literal(value)
        case ast.FunctionDef(args=arguments, decorator_list=[], returns=None):
            given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            return not (arguments.defaults or any(arguments.kw_defaults) or any(a.annotation for a in given))
    return False


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return all(map(_is_literal, parts))
        case ast.Dict(keys=keys, values=values):
            return all(isinstance(k, ast.Constant) for k in keys) and all(map(_is_literal, values))
    return False


def last_of_failing(facts: Sequence[Facts]) -> frozenset[StatementId]:
    """The last statement of each cell that is meant to raise."""
    found = {fact.id.cell: fact.id for fact in facts if fact.statement.expects_error}
    return frozenset(found.values())
