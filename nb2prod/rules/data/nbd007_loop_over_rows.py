"""A loop goes through a table row by row.

## What it does
Finds loops and comprehensions over `iterrows()` and `itertuples()`. It is the smell *Unnecessary Iteration* of
Zhang et al. (2022).

## Why it matters in production
Each row becomes an object of its own, hundreds of times slower than an operation on columns; `iterrows` moreover
brings all values of a row to one type, so that whole numbers become decimals. What takes a second on a sample takes
an hour on all rows.

## Example
    for index, row in people.iterrows():
        people.loc[index, "adult"] = row["age"] >= 18

## Better
    people["adult"] = people["age"] >= 18
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.site import Site

_METHODS = frozenset({"iterrows", "itertuples"})
_PASSED_ON = frozenset({"enumerate", "tqdm", "zip", "list", "islice"})


def check(node: ast.For | ast.comprehension, site: Site) -> Iterator[Hit]:
    """Tell whether a loop goes through rows."""
    call = _rows_of(node.iter)
    if call is not None and not _is_short(call):
        method = ast.unparse(call.func).rpartition(".")[2]
        yield Hit(f"`{method}` goes through the table row by row: work on columns instead", site.span(call))


def _rows_of(value: ast.expr) -> ast.Call | None:
    match value:
        case ast.Call(func=ast.Attribute(attr=name)) if name in _METHODS:
            return value
        case ast.Call(func=function, args=[first, *_]) if ast.unparse(function).rpartition(".")[2] in _PASSED_ON:
            return _rows_of(first)
    return None


def _is_short(call: ast.Call) -> bool:
    """Whether it goes through the first few rows alone: `df.head(3).iterrows()`."""
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Attribute(attr=name))):
            return name in {"head", "tail", "sample", "value_counts", "nlargest", "nsmallest"}
    return False


RULE = NodeRule(
    code="NBD007",
    name="loop-over-rows",
    summary="a loop over the rows of a table",
    level=Level.PRODUCTION,
    words=("iterrows", "itertuples"),
    smells=(1,),
    nodes=(ast.For, ast.comprehension),
    check=check,
)
VALID = (
    Case("df['b'] = df['a'] + 1"),
    Case("for name, part in df.items():\n    print(name)"),
    Case("for i, row in df.head(3).iterrows():\n    print(row)"),
)
INVALID = (
    Case("for i, row in df.iterrows():\n    print(row)", at=((1, 1),)),
    Case("x = [row.a for row in df.itertuples()]", at=((1, 1),)),
    Case("for n, (i, row) in enumerate(df.iterrows()):\n    print(n)", at=((1, 1),)),
)
