"""Functions that make tables of others."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.model import Fits, Strength
from nb2prod.rules.leakage.rows import covers
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, NO_DATA, Data, touched, united
from nb2prod.rules.leakage.walk.learning import copied, learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Items, Thing, data_of

SIDEWAYS = frozenset({1, -1, "columns", "1"})


def _stack(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """One below the other, or beside it."""
    given = arguments.get(0, "objs", "arrays", "tup", "seq")
    parts = [data_of(v) for v in given.values] if isinstance(given, Items) else [data_of(given)]
    parts = [part for part in parts if part.rows or part.fits]
    if arguments.literal(1, "axis") in SIDEWAYS or not parts:
        return Box(_beside(parts))
    whole = united(parts)
    twice = any(covers(a.rows, b.rows) for i, a in enumerate(parts) for b in parts[i + 1 :] if a.rows and b.rows)
    rowless = "axis" in arguments.keywords and arguments.literal(1, "axis") not in {0, "index", "rows"}
    if twice and not rowless and len({id(part) for part in parts}) == len(parts) and _is_concat(node):
        whole = whole._replace(copies=copied(machine, node, whole, "concat"))
    return Box(whole._replace(part=None, labels=False, element=False))


def _is_concat(node: ast.Call) -> bool:
    """Only of tables one knows that they are put one below the other."""
    return isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "pd"


def _sideways(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    given = arguments.get(0, "tup", "blocks")
    parts = [data_of(v) for v in given.values] if isinstance(given, Items) else [data_of(given)]
    return Box(_beside(parts))


def _beside(parts: list[Data]) -> Data:
    base = next((part for part in parts if part.rows), None)
    if base is None:
        return united(parts)
    columns: dict[str, Fits] = {}
    for part in parts:
        columns.update(part.columns)
    fits = base.fits.union(*[part.fits for part in parts])
    copies = base.copies.union(*[part.copies for part in parts])
    return base._replace(fits=fits, columns=columns or NO_COLUMNS, copies=copies, part=None, series=False)


def _merge(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    left, right = data_of(arguments.get(0, "left")), data_of(arguments.get(1, "right"))
    return Box(touched(left, right._replace(copies=frozenset())) if left.rows else right)


def _dummies(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """One column for each value that occurs."""
    data = data_of(arguments.get(0, "data"))
    fits = learned(machine, node, data, "get_dummies", Strength.CATEGORIES)
    return Box(touched(data, Data(fits=fits)))


def _design(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """A matrix by a formula, with a column for each category that occurs."""
    data = data_of(arguments.get(1, "data"))
    made = touched(data, Data(fits=learned(machine, node, data, "dmatrix", Strength.CATEGORIES)))
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return Items([Box(data), Box(made)]) if name == "dmatrices" else Box(made)


def _cut(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """Bins of equal width or equal numbers learn where values lie; edges that are given learn nothing."""
    data = data_of(arguments.get(0, "x"))
    bins = data_of(arguments.get(1, "bins", "q"))
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "cut")
    learns = isinstance(bins.literal, int) or name == "qcut"
    fits = learned(machine, node, data, name) if learns else NO_DATA.fits
    return Box(touched(data, Data(fits=bins.all_fits | fits)))


def _factorize(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    data = data_of(arguments.get(0, "values"))
    fits = learned(machine, node, data, "factorize", Strength.CATEGORIES)
    return Items([Box(touched(data, Data(fits=fits))), Box()])


def _frame(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """A table made of columns, or of another table."""
    given = arguments.get(0, "data")
    if not isinstance(given, Items) or given.keys is None:
        return Box(data_of(given)._replace(literal=NO_DATA.literal, part=None, labels=False))
    columns = {str(k): data_of(v).all_fits for k, v in zip(given.keys, given.values, strict=True)}
    whole = _beside([data_of(v) for v in given.values])
    return Box(whole._replace(fits=frozenset(), columns=columns, labels=False))


def _pivot(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    data = data_of(arguments.get(0, "data", "index"))
    fits = learned(machine, node, data, "pivot_table")
    return Box(machine.source(node)._replace(fits=data.all_fits | fits))


def _missing(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    return Box(data_of(arguments.get(0, "obj"))._replace(faint=True, literal=NO_DATA.literal))


def _where(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """A choice value by value: the condition says which, the others what."""
    condition, *others = arguments.data or [NO_DATA]
    if not others:
        return Box(condition)
    base = next((data for data in (condition, *others) if data.rows), NO_DATA)
    return Box(touched(base, condition, *others))


FUNCTIONS: dict[str, Callable[[Machine, ast.Call, Arguments], Thing]] = {
    "concat": _stack,
    "concatenate": _stack,
    "vstack": _stack,
    "row_stack": _stack,
    "append": _stack,
    "hstack": _sideways,
    "column_stack": _sideways,
    "c_": _sideways,
    "merge": _merge,
    "get_dummies": _dummies,
    "dmatrix": _design,
    "dmatrices": _design,
    "cut": _cut,
    "qcut": _cut,
    "factorize": _factorize,
    "DataFrame": _frame,
    "crosstab": _pivot,
    "pivot_table": _pivot,
    "where": _where,
    "isnull": _missing,
    "isna": _missing,
    "notnull": _missing,
    "notna": _missing,
}
"""Functions by their last name."""
