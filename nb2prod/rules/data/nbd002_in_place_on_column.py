"""A column is changed in place, which may leave the table as it was.

## What it does
Finds calls in place on an item of a table: `df["age"].fillna(0, inplace=True)`. It is the smell *In-Place APIs
Misused* of Zhang et al. (2022).

## Why it matters in production
`df["age"]` may be a copy, and from pandas 3 on it always is. The call fills the gaps of a copy that nobody keeps;
the table goes on with them, without an error.

## Example
    people["age"].fillna(0, inplace=True)

## Better
    people["age"] = people["age"].fillna(0)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.data.inplace import column_in_place, returned
from nb2prod.rules.data.tables import frames, root_of
from nb2prod.rules.model import Case, Fix, Hit, NotebookRule
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit

_INDEXERS = frozenset({"loc", "iloc"})


def check(unit: Unit) -> Iterator[Hit]:
    """Find calls in place on items of tables."""
    found = [(part, site) for node, site in unit.nodes(ast.Expr) if (part := column_in_place(node))]
    if not found:
        return
    known = frames(unit)
    for (call, column), site in found:
        if _is_named(column) or root_of(column) in known:
            yield _hit(call, column, site)


def _is_named(column: ast.Subscript) -> bool:
    """Whether it is surely a column, no table in a list: of `.loc`, or of a name called as tables are."""
    match column.value:
        case ast.Attribute(attr=name):
            return name in _INDEXERS
    return False


def _hit(call: ast.Call, column: ast.Subscript, site: Site) -> Hit:
    text = ast.unparse(column)
    edits = returned(call, column, site)
    fix = Fix("Assign the result to the column", edits, safe=False) if edits else None
    message = f"`{text}` may be a copy, and is one from pandas 3 on: what is done in place leaves the table as it was"
    return Hit(message, site.span(call), fix, symbol=text)


RULE = NotebookRule(
    code="NBD002",
    name="in-place-on-column",
    summary="a column that is changed in place, which may leave the table as it was",
    words=("inplace",),
    covers=("PD002",),
    smells=(7,),
    check=check,
)
_READ = "import pandas as pd\ndf = pd.read_csv('people.csv')\n# %%\n"
VALID = (
    Case(_READ + "df.fillna(0, inplace=True)"),
    Case(_READ + "df['age'] = df['age'].fillna(0)"),
    Case(_READ + "parts = {'a': df}\nparts['a'].fillna(0, inplace=True)"),
)
INVALID = (
    Case(
        _READ + "df['age'].fillna(0, inplace=True)",
        at=((2, 1),),
        fixed=_READ + "df['age'] = df['age'].fillna(0)",
    ),
    Case(
        _READ + "df.loc[0].replace(inplace=True, to_replace=1, value=2)",
        at=((2, 1),),
        fixed=_READ + "df.loc[0] = df.loc[0].replace(to_replace=1, value=2)",
    ),
)
