"""A loop over rows stands in a loop over rows.

## What it does
Finds `iterrows`, `itertuples` in a loop over rows: one of these, or `range(len(frame))`.

## Why it matters in production
The work grows with the product of both: a thousand rows against a thousand are a million rounds, each of which costs
some tens of microseconds before anything is done.

## Example
    for _, order in orders.iterrows():
        for _, customer in customers.iterrows():
            if order["customer"] == customer["id"]: ...

## Better
    orders.merge(customers, left_on="customer", right_on="id", validate="many_to_one")

Where the rows are to meet all others, `how="cross"`, or arrays that are set against each other by broadcasting.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.cost.loops import loops_around
from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.site import Site

_ROWS = frozenset({"iterrows", "itertuples"})


def check(node: ast.For, site: Site) -> Iterator[Hit]:
    """Tell whether a loop goes over rows within another one that does, one of them certainly."""
    if not _over_rows(node.iter):
        return
    for outer in loops_around(node, site):
        if isinstance(outer, ast.For) and _over_rows(outer.iter):
            if _over_frame(node.iter) or _over_frame(outer.iter):
                message = "a loop over rows in a loop over rows: merge the frames, or look the rows up by a key"
                yield Hit(message, site.span(node.iter))
            return


def _over_rows(iterated: ast.expr) -> bool:
    match iterated:
        case ast.Call(func=ast.Name(id="enumerate" | "tqdm"), args=[inner, *_]):
            return _over_rows(inner)
        case ast.Call(func=ast.Name(id="range"), args=args):
            return bool(args) and _counts(args[-1])
    return _over_frame(iterated)


def _over_frame(iterated: ast.expr) -> bool:
    match iterated:
        case ast.Call(func=ast.Name(id="enumerate" | "tqdm"), args=[inner, *_]):
            return _over_frame(inner)
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _ROWS
    return False


def _counts(size: ast.expr) -> bool:
    """Whether an expression is the length of something that has rows, as far as it is written."""
    match size:
        case ast.Call(func=ast.Name(id="len")):
            return True
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=ast.Constant(value=0)):
            return True
    return False


RULE = NodeRule(
    code="NBC002",
    name="nested-row-loops",
    summary="a loop over rows in a loop over rows",
    level=Level.PRODUCTION,
    words=("iterrows", "itertuples"),
    nodes=(ast.For,),
    check=check,
)
VALID = (
    Case("for _, a in x.iterrows():\n    for b in a:\n        print(b)"),
    Case("for _, a in x.iterrows():\n    f(a)\nfor _, b in y.iterrows():\n    f(b)"),
    Case("for i in range(len(x)):\n    for j in range(len(y)):\n        iterrows = 1"),
    Case("for name in names:\n    for _, b in y.iterrows():\n        f(b)"),
)
INVALID = (
    Case("for _, a in x.iterrows():\n    for _, b in y.iterrows():\n        f(a, b)", at=((1, 2),)),
    Case(
        "for i in range(x.shape[0]):\n    if i:\n        for b in enumerate(y.itertuples()):\n            f(b)",
        at=((1, 3),),
    ),
)
