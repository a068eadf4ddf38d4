"""A value is assigned to a part of a part of a table, which may leave the table as it was.

## What it does
Finds `df["age"][rows] = …` and `df[rows]["age"] = …` on names that hold a `DataFrame`. It is the smell *Chain
Indexing* of Zhang et al. (2022).

## Why it matters in production
The first pair of brackets may give a copy, and from pandas 3 on it always does. The assignment changes that copy,
and the table goes on as it was; whether it did so before depends on the version and on the layout in memory.

## Example
    people["age"][people["age"] > 120] = None

## Better
    people.loc[people["age"] > 120, "age"] = None
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.data.tables import frames
from nb2prod.rules.model import Case, Fix, Hit, NotebookRule, SourceEdit
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit

_ROWS = ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp
_AXES = frozenset({"loc", "iloc", "at", "iat", "ix"})


def check(unit: Unit) -> Iterator[Hit]:
    """Find assignments through two pairs of brackets."""
    found = [(t, chain[0], site) for t, site in _targets(unit) if (chain := _table_of(t))]
    if not found:
        return
    known = frames(unit)
    for target, table, site in found:
        if table.id in known:
            fix = _fix(target, table, site)
            message = f"`{ast.unparse(target.value)}` may be a copy: the assignment then leaves `{table.id}` as it was"
            yield Hit(message, site.span(target), fix, symbol=table.id)


def _targets(unit: Unit) -> Iterator[tuple[ast.Subscript, Site]]:
    for node, site in unit.nodes(ast.Assign, ast.AugAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]:
            if isinstance(target, ast.Subscript):
                yield target, site


def _table_of(target: ast.Subscript) -> tuple[ast.Name] | None:
    """The name of the table, where a target has two pairs of brackets, or an indexer between them."""
    match target.value:
        case ast.Subscript(value=ast.Name() as table):
            return (table,)
        case ast.Attribute(value=ast.Subscript(value=ast.Name() as table), attr=name) if name in _AXES:
            return (table,)
        case ast.Subscript(value=ast.Attribute(value=ast.Name() as table, attr=name)) if name in _AXES:
            return (table,)
    return None


def _fix(target: ast.Subscript, table: ast.Name, site: Site) -> Fix | None:
    match target:
        case ast.Subscript(value=ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str()) as column)):
            rows = target.slice
        case ast.Subscript(
            value=ast.Subscript(value=ast.Name(), slice=rows), slice=ast.Constant(value=str()) as column
        ):
            pass
        case _:
            return None
    if not isinstance(rows, _ROWS) or not any(isinstance(node, ast.Compare) for node in ast.walk(rows)):
        return None
    text = f"{table.id}.loc[{ast.unparse(rows)}, {ast.unparse(column)}]"
    return Fix("Assign by `loc`", (SourceEdit(site.span(target), text),), safe=False)


RULE = NotebookRule(
    code="NBD004",
    name="chained-assignment",
    summary="an assignment to a part of a part of a table",
    words=("pandas",),
    smells=(3,),
    check=check,
)
_READ = "import pandas as pd\ndf = pd.read_csv('people.csv')\n# %%\n"
VALID = (
    Case(_READ + "df.loc[df['age'] > 3, 'age'] = 3"),
    Case(_READ + "df['age'] = 3"),
    Case("import pandas as pd\nd = {'a': {}}\nd['a']['b'] = 3"),
    Case("import numpy as np\nimport pandas as pd\na = np.zeros((2, 2))\na[0][1] = 3"),
    Case(_READ + "df = {'a': df}\ndf['a']['age'] = 3"),
)
INVALID = (
    Case(
        _READ + "df['age'][df['age'] > 3] = 3",
        at=((2, 1),),
        fixed=_READ + "df.loc[df['age'] > 3, 'age'] = 3",
    ),
    Case(_READ + "df[df['age'] > 3]['age'] = 3", at=((2, 1),), fixed=_READ + "df.loc[df['age'] > 3, 'age'] = 3"),
    Case(_READ + "df['age'].iloc[0] = 3", at=((2, 1),)),
    Case(_READ + "df['age'][0] += 1", at=((2, 1),)),
    Case(_READ + "df.loc[rows]['age'] = 3", at=((2, 1),)),
)
