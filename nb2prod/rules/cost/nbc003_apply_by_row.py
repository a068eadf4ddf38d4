"""A function is applied row by row where the columns could be computed with at once.

## What it does
Finds `frame.apply(lambda row: …, axis=1)` whose function holds nothing but arithmetic, comparisons and choices over
the row's columns.

## Why it matters in production
`apply(axis=1)` makes a Series of each row, which costs a hundred times as much as the sum in it. Columns are
arrays: the same formula over them runs at the speed of C.

## Example
    trips["speed"] = trips.apply(lambda row: row["km"] / row["hours"], axis=1)

## Better
    trips["speed"] = trips["km"] / trips["hours"]

A choice becomes `numpy.where(condition, a, b)`; `and`, `or`, `not` become `&`, `|`, `~`. Mind that a column divided
by zero gives infinity where the number raised.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.facts.tree import descendants
from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.site import Site

_FORMULA = (ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Constant, ast.Name, ast.Subscript)
_OPERATIONS = (ast.BinOp, ast.Compare, ast.IfExp)
_MEMBERSHIP = (ast.In, ast.NotIn, ast.Is, ast.IsNot)


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call applies a formula to rows."""
    match node:
        case ast.Call(func=ast.Attribute(attr="apply"), args=[ast.Lambda(args=ast.arguments(args=[row])) as formula]):
            if _is_by_row(node) and _is_vector(formula.body, row.arg):
                yield Hit("`apply` makes a Series of each row: compute with the columns at once", site.span(node))


def _is_by_row(node: ast.Call) -> bool:
    axis = next((keyword.value for keyword in node.keywords if keyword.arg == "axis"), None)
    return isinstance(axis, ast.Constant) and axis.value in (1, "columns")


def _is_vector(body: ast.expr, row: str) -> bool:
    """Whether an expression can be computed with columns: each use of the row is that of a column."""
    if not any(isinstance(inner, _OPERATIONS) for inner in descendants(body)):
        return False
    columns = [inner for inner in descendants(body) if _is_column(inner, row)]
    uses = [inner for inner in descendants(body) if isinstance(inner, ast.Name) and inner.id == row]
    return bool(columns) and len(uses) == len(columns) and all(_is_part(inner, row) for inner in descendants(body))


def _is_part(node: ast.AST, row: str) -> bool:
    if isinstance(node, ast.Compare) and any(isinstance(operator, _MEMBERSHIP) for operator in node.ops):
        return False
    if isinstance(node, ast.Attribute | ast.Subscript):
        return _is_column(node, row)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        return False  # a text that is filled in
    return isinstance(node, _FORMULA)


def _is_column(node: ast.AST, row: str) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str())):
            return name == row
        case ast.Attribute(value=ast.Name(id=name)):
            return name == row
    return False


RULE = NodeRule(
    code="NBC003",
    name="apply-by-row",
    summary="a formula that is applied row by row",
    level=Level.PRODUCTION,
    words=(".apply(",),
    smells=(1,),
    nodes=(ast.Call,),
    check=check,
)
VALID = (
    Case("t['v'] = t['km'] / t['h']"),
    Case("t.apply(lambda row: row['km'] / row['h'])"),
    Case("t.apply(lambda row: look_up(row['km']), axis=1)"),
    Case("t.apply(lambda row: row['km'] in near, axis=1)"),
    Case("t.apply(lambda row: row / row.sum(), axis=1)"),
    Case("t.apply(lambda row: row['km'], axis=1)"),
)
INVALID = (
    Case("t['v'] = t.apply(lambda row: row['km'] / row.h, axis=1)", at=((1, 1),)),
    Case("t['v'] = t.apply(lambda r: 'a' if r['x'] > limit and not r['y'] else 'b', axis='columns')", at=((1, 1),)),
)
