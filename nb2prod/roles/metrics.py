"""Metrics that are written out by hand: predictions set against what is true, and reduced to a number."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import root_name
from nb2prod.roles.scope import PREDICTION, Scope

TRUTH = re.compile(r"true|test|actual|target|label|valid|(^|_)y(_|$)", re.I)
"""Names of what is true, that predictions are set against."""

REDUCTIONS = frozenset({"mean", "sum", "sqrt", "average", "nanmean", "median", "len", "square", "count_nonzero"})


def is_handwritten_metric(value: ast.expr, names: Collection[str], scope: Scope) -> bool:
    """Whether an expression compares predictions with other values and reduces that to a number.

    Args:
        value: The expression.
        names: Names that it reads.
        scope: What is known of names.
    """
    if not isinstance(value, ast.BinOp | ast.Call | ast.Compare):
        return False
    if not any(scope.kind(name) == PREDICTION for name in names) and not _has_argmax(value):
        return False
    nodes = descendants(value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub) and _sets_against(value, scope):
        return any(TRUTH.search(name) for name in names)
    return any(_sets_against(node, scope) for node in nodes) and any(_reduces(node) for node in nodes)


def _has_argmax(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "argmax" for node in descendants(value))


def _sets_against(node: ast.AST, scope: Scope) -> bool:
    match node:
        case ast.BinOp(op=ast.Sub(), left=left, right=right):
            sides = [left, right]
        case ast.Compare(ops=[ast.Eq() | ast.NotEq()], left=left, comparators=[right]):
            sides = [left, right]
        case ast.BinOp(op=ast.BitAnd(), left=ast.Compare(left=left), right=ast.Compare(left=right)):
            sides = [left, right]  # Hits and misses: `(y_pred == 1) & (y_test == 0)`.
        case _:
            return False
    if any(isinstance(side, ast.Constant) for side in sides):
        return False
    roots = [_root(side) for side in sides]
    return (
        all(roots)
        and roots[0] != roots[1]
        and any(_predicted(side, root, scope) for side, root in zip(sides, roots, strict=True))
    )


def _predicted(side: ast.expr, root: str, scope: Scope) -> bool:
    """Whether a side is a prediction: by its name, or the class that scores highest."""
    highest = isinstance(side, ast.Call) and isinstance(side.func, ast.Attribute) and side.func.attr == "argmax"
    return highest or scope.kind(root) == PREDICTION


def _root(node: ast.expr) -> str:
    """Name that a side is about, through one function of it (`np.log(y)`)."""
    if isinstance(node, ast.Call):
        return (_root(node.args[0]) if node.args else "") or root_name(node.func)
    return root_name(node)


def _reduces(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in REDUCTIONS
    return False
