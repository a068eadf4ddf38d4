"""A table is changed in place.

## What it does
Finds statements that call a method of pandas with `inplace=True`. It is the smell *In-Place APIs Misused* of Zhang
et al. (2022).

## Why it matters in production
A cell that changes a table in place can't be run twice, and a function that does so changes the table of whoever
called it. It saves no memory: pandas makes a copy all the same.

## Example
    people.dropna(inplace=True)

## Better
    people = people.dropna()
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.data.inplace import column_in_place, method_in_place, returned
from nb2prod.rules.data.tables import in_function
from nb2prod.rules.model import Case, Fix, Hit, Level, NodeRule, Severity
from nb2prod.rules.site import Site


def check(node: ast.Expr, site: Site) -> Iterator[Hit]:
    """Tell whether a statement changes a table in place."""
    method, call = method_in_place(node.value), node.value
    if not method or not isinstance(call, ast.Call) or column_in_place(node):
        return
    fix = _fix(call, site)
    yield Hit(f"`{method}(…, inplace=True)` can't be run twice: assign what it returns instead", site.span(call), fix)


def _fix(call: ast.Call, site: Site) -> Fix | None:
    """Other names of the same table go on with the old one, and in a function the name would be another one."""
    match call.func:
        case ast.Attribute(value=ast.Name() as table) if not in_function(list(site.ancestors(call))):
            edits = returned(call, table, site)
            return Fix("Assign the result", edits, safe=False) if edits else None
    return None


RULE = NodeRule(
    code="NBD003",
    name="in-place-change",
    summary="a table that is changed in place",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    words=("inplace",),
    covers=("PD002",),
    smells=(7,),
    nodes=(ast.Expr,),
    check=check,
)
VALID = (
    Case("df = df.dropna()"),
    Case("df['a'].fillna(0, inplace=True)"),
    Case("nn.ReLU(inplace=True)"),
)
INVALID = (
    Case("df.dropna(inplace=True)", at=((1, 1),), fixed="df = df.dropna()"),
    Case("df.drop(['a'], axis=1, inplace=True)", at=((1, 1),), fixed="df = df.drop(['a'], axis=1)"),
    Case("def f(df):\n    df.dropna(inplace=True)", at=((1, 2),), fixed="def f(df):\n    df.dropna(inplace=True)"),
    Case("self.df.dropna(inplace=True)", at=((1, 1),)),
)
