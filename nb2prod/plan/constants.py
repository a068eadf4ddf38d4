"""Which assignments are constants: bound once, to something that nothing can change, and used by definitions."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.plan.imports import Imports
from nb2prod.plan.unit import Bindings, Unit


def find_constants(units: Sequence[Unit], bindings: Bindings, imports: Imports) -> dict[str, int]:
    """Find the assignments that can stand at the top of a module.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        imports: How imports are reached.

    Returns:
        Name to position. Only names that some definition needs: others are values of the pipeline.
    """
    needed = _needed(units)
    changed = frozenset(n for u in units for n in u.facts.changes)
    found: dict[str, int] = {}
    for unit in units:
        node = unit.statement.node
        if unit.statement.expects_error or unit.position in imports.bootstrap:
            continue
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                early = bindings.readers.get(name, (unit.position,))[0] < unit.position
                alone = (
                    not early and bindings.binders.get(name) == (unit.position,) and name not in bindings.global_writes
                )
                if name in needed and alone and name not in changed and unchangeable(value):
                    found[name] = unit.position
    return found


def _needed(units: Sequence[Unit]) -> frozenset[str]:
    names: set[str] = set()
    for unit in units:
        if unit.facts.definition is not None:
            names |= unit.facts.definition.free | unit.facts.definition.eager
    return frozenset(names)


def unchangeable(node: ast.expr) -> bool:
    """Whether an expression is made of literals alone and its value cannot be changed in place."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return unchangeable(operand)
        case ast.BinOp(left=left, right=right):
            return unchangeable(left) and unchangeable(right)
        case ast.Tuple(elts=parts):
            return all(unchangeable(p) for p in parts)
    return False
