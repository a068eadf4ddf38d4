"""Which assignments are constants: bound once, to something that nothing changes, and used by definitions."""

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
                if name not in needed or not alone or name in changed:
                    continue
                if unchangeable(value) or (name not in bindings.changers and made_of_literals(value)):
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


def made_of_literals(node: ast.expr) -> bool:
    """Whether an expression is a table of literals, which is a constant where nothing changes it in place.

    An empty one is there to be filled, and none.
    """
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return bool(parts) and all(made_of_literals(p) for p in parts)
        case ast.Dict(keys=keys, values=values):
            return (
                bool(keys)
                and all(k is not None and unchangeable(k) for k in keys)
                and all(made_of_literals(v) for v in values)
            )
    return unchangeable(node)
