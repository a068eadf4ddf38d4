"""What a call in place gives is kept, and that is nothing.

## What it does
Finds `df = df.dropna(inplace=True)` and the like, and calls in place in the middle of a chain. It is the smell
*In-Place APIs Misused* of Zhang et al. (2022).

## Why it matters in production
A method of pandas that works in place returns `None`. The name holds `None` from here on: the step after it fails,
or, where nobody reads it before a check for `None`, is left out without a word.

## Example
    people = people.dropna(inplace=True)

## Better
    people = people.dropna()
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.data.inplace import method_in_place, without_argument
from nb2prod.rules.model import Case, Fix, Hit, NodeRule, Severity
from nb2prod.rules.site import Site


def check(node: ast.Assign | ast.Attribute, site: Site) -> Iterator[Hit]:
    """Tell whether the result of a call in place is assigned, or asked for something."""
    call = node.value
    method = method_in_place(call)
    if not method or not isinstance(call, ast.Call):
        return
    edits = without_argument(call, site)
    fix = Fix("Leave `inplace=True` out", edits, safe=False) if edits else None
    yield Hit(f"`{method}(…, inplace=True)` returns `None`, and that is what is kept here", site.span(call), fix)


RULE = NodeRule(
    code="NBD001",
    name="in-place-result-kept",
    summary="what a call in place returns, which is `None`, is kept",
    severity=Severity.ERROR,
    words=("inplace",),
    covers=("PD002",),
    smells=(7,),
    nodes=(ast.Assign, ast.Attribute),
    check=check,
)
VALID = (
    Case("df.dropna(inplace=True)"),
    Case("df = df.dropna(inplace=False)"),
    Case("activation = nn.ReLU(inplace=True)"),
    Case("x = functional.dropout(x, inplace=True)"),
)
INVALID = (
    Case("df = df.dropna(inplace=True)", at=((1, 1),), fixed="df = df.dropna()"),
    Case("small = df.drop('a', inplace=True, axis=1)", at=((1, 1),), fixed="small = df.drop('a', axis=1)"),
    Case("df.fillna(inplace=True, value=0).head()", at=((1, 1),), fixed="df.fillna(value=0).head()"),
)
