"""Masks: conditions that tell rows apart."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.model import Part, SplitKind
from nb2prod.rules.leakage.rows import OPPOSITE
from nb2prod.rules.leakage.walk.data import NO_DATA, NOTHING, Data, touched
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import data_of

SIDES: dict[type[ast.cmpop], str] = {
    ast.Lt: "in",
    ast.LtE: "in",
    ast.Gt: "out",
    ast.GtE: "out",
    ast.In: "in",
    ast.NotIn: "out",
}


def comparison(machine: Machine, node: ast.Compare) -> Data:
    """What a comparison gives: a mask of the rows of its left side."""
    left = data_of(machine.evaluate(node.left))
    others = [data_of(machine.evaluate(other)) for other in node.comparators]
    base = left if left.rows else next((o for o in others if o.rows), left)
    if left.predicted or any(o.predicted for o in others):
        return touched(base, left, *others)._replace(element=False, compared=True)
    part = _part(machine, node, others)
    if all(isinstance(op, ast.Eq | ast.NotEq) for op in node.ops):
        others = [NO_DATA]  # Rows of one group: what the value was found with tells them nothing.
    return touched(base, *others)._replace(part=part, literal=NOTHING, faint=base.faint)


def _part(machine: Machine, node: ast.Compare, others: list[Data]) -> Part | None:
    if len(node.ops) != 1:
        return Part(machine.split(node, SplitKind.MASK, ast.unparse(node)), "in")
    (operator,), (bound,) = node.ops, node.comparators
    if isinstance(operator, ast.Eq | ast.NotEq):
        return _equality(machine, node, equal=isinstance(operator, ast.Eq), value=others[0].literal)
    side = SIDES.get(type(operator))
    key = (ast.unparse(node.left), ast.unparse(bound))
    return Part(machine.split(node, SplitKind.MASK, key), side) if side else None


def _equality(machine: Machine, node: ast.Compare, *, equal: bool, value: object) -> Part:
    """`a == 1` and `a == 2` have no row in common, nor have `a == 1` and `a != 1`."""
    left = ast.unparse(node.left)
    if not equal:
        return Part(machine.split(node, SplitKind.MASK, (left, "==", _shown(value, node))), "out")
    if value is not NOTHING and not isinstance(value, tuple):
        return Part(machine.split(node, SplitKind.MASK, (left, "==")), f"is {value!r}")
    return Part(machine.split(node, SplitKind.MASK, (left, "==", _shown(value, node))), "in")


def _shown(value: object, node: ast.Compare) -> str:
    return repr(value) if value is not NOTHING else ast.unparse(node.comparators[0])


def complement(data: Data) -> Data:
    """The other rows."""
    if data.part is None or data.part.side not in OPPOSITE:
        return data._replace(part=None, literal=NOTHING)
    return data._replace(part=Part(data.part.split, OPPOSITE[data.part.side]), literal=NOTHING)


def conjunction(machine: Machine, node: ast.BinOp, first: Data, second: Data) -> Data:
    """Two masks together are a mask of their own."""
    base, other = (first, second) if first.rows or not second.rows else (second, first)
    if first.part is None and second.part is None:
        return touched(base, other)
    return touched(base, other)._replace(part=Part(machine.split(node, SplitKind.MASK, ast.unparse(node)), "in"))
