"""A row that a loop over a table is given is changed, which leaves the table as it was.

## What it does
Finds `row[…] = …` in a loop over `iterrows()` where nothing else is done with the row but to read other values of
it. It is a case of the smell *Unnecessary Iteration* of Zhang et al. (2022).

## Why it matters in production
`iterrows` gives a copy of each row. What is assigned to it is gone when the next row comes: the column is never
filled, and nothing fails.

## Example
    for index, row in people.iterrows():
        row["age"] = row["age"] + 1

## Better
    people["age"] = people["age"] + 1
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NodeRule, Severity
from nb2prod.rules.site import Site


def check(node: ast.For, site: Site) -> Iterator[Hit]:
    """Tell which assignments to a row of a loop are lost."""
    match node:
        case ast.For(
            target=ast.Tuple(elts=[_, ast.Name(id=row)]), iter=ast.Call(func=ast.Attribute(attr="iterrows"), args=[])
        ):
            for target, key in _lost(node, row):
                message = f"`{row}` is a copy of the row: what is assigned to `{key}` is lost with it"
                yield Hit(message, site.span(target), symbol=row)


def _lost(loop: ast.For, row: str) -> Iterator[tuple[ast.expr, str]]:
    """Assignments to values of a row which nobody reads, where the row as a whole goes nowhere."""
    inner = [node for statement in loop.body for node in ast.walk(statement)]
    whole = {id(node) for node in inner if isinstance(node, ast.Name) and node.id == row}
    places = [node for node in inner if isinstance(node, ast.Subscript) and id(node.value) in whole]
    constant = [place for place in places if isinstance(place.slice, ast.Constant)]
    if len(constant) < len(whole):
        return
    for statement in inner:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1 and statement.targets[0] in constant:
            target = statement.targets[0]
            own = {id(node) for node in ast.walk(statement)}
            text = ast.unparse(target)
            if not any(ast.unparse(place) == text and id(place) not in own for place in constant):
                yield target, text


RULE = NodeRule(
    code="NBD006",
    name="row-changed-in-loop",
    summary="a change of a row of `iterrows`, which is a copy",
    severity=Severity.ERROR,
    words=("iterrows",),
    smells=(1,),
    nodes=(ast.For,),
    check=check,
)
VALID = (
    Case("for i, row in df.iterrows():\n    df.loc[i, 'a'] = row['a'] + 1"),
    Case("for i, row in df.iterrows():\n    row['a'] = 1\n    rows.append(row)"),
    Case("for i, row in df.iterrows():\n    row['a'] = 1\n    print(row['a'])"),
    Case("for i, row in parts.items():\n    row['a'] = 1"),
    Case("for i, row in df.iterrows():\n    row['a'] = 1\n    total += row.sum()"),
)
INVALID = (
    Case("for i, row in df.iterrows():\n    row['a'] = row['a'] + 1", at=((1, 2),)),
    Case("for i, row in df.iterrows():\n    if row['b']:\n        row['a'] = 1", at=((1, 3),)),
)
