"""Methods of tables that choose rows or columns."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.model import Part, SplitKind
from nb2prod.rules.leakage.rows import narrow, without
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NOTHING, Data, touched
from nb2prod.rules.leakage.walk.keys import Key
from nb2prod.rules.leakage.walk.learning import copied
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.masks import complement
from nb2prod.rules.leakage.walk.objects import Box, data_of
from nb2prod.rules.leakage.walk.subscripts import selected
from nb2prod.rules.leakage.walk.targets import dropped

Handler = Callable[[Machine, ast.Call, Data, Arguments], Data]


def _drop(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Without columns, or without rows that were split off."""
    given = arguments.get(0, "labels", "columns", "index")
    what = data_of(given)
    if what.labels and what.rows:
        left = without(data.rows, what.rows)
        return data._replace(rows=left) if left is not None else data
    fits = what.all_fits - data.fits
    match what.literal:
        case str(name):
            return dropped(data, (name,))
        case tuple(names):
            return dropped(data, tuple(map(str, names)))
    return data._replace(fits=data.fits | fits, table=None)


def _pop(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """One column, which the table loses."""
    name = arguments.literal(0, "item")
    if not isinstance(name, str) or not isinstance(node.func, ast.Attribute):
        return touched(data)
    owner = machine.evaluate(node.func.value)
    if isinstance(owner, Box):
        owner.data = dropped(data, (name,))
    return selected(data, Key((name,)))


def _sample(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Some rows, all of them in another order, or copies."""
    what = arguments.literal(0, "n")
    share = arguments.literal(-1, "frac")
    if arguments.literal(2, "replace") is True:
        return data._replace(copies=copied(machine, node, data, "sample(replace=True)"))
    if share == 1 or (what is NOTHING and share is NOTHING):
        return data
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.HOLD_OUT), "in")))


def _head(machine: Machine, node: ast.Call, data: Data, arguments: Arguments, side: str = "head") -> Data:
    if not arguments.nodes:
        return data
    literal = arguments.literal(0)
    key = ("slice", literal if isinstance(literal, int | float | str) else ast.unparse(arguments.nodes[0]))
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.SLICE, key), side)))


def _skip(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return _head(machine, node, data, arguments, "tail")


def _query(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    text = arguments.text(0, "expr")
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.MASK, text), "in")))


def _isin(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    given = data_of(arguments.get(0, "values"))
    if data.labels and given.labels and given.rows:
        extra = [p for origin in given.rows for p in origin.parts if all(p not in o.parts for o in data.rows)]
        if extra:
            return data._replace(part=extra[0])
    part = Part(machine.split(node, SplitKind.MASK, ast.unparse(node)), "in")
    return data._replace(part=part, labels=False, literal=NOTHING)


def _missing(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    part = Part(machine.split(node, SplitKind.MASK, ("missing", ast.unparse(node.func.value))), "in")
    return data._replace(part=part, faint=True)


def _present(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return complement(_missing(machine, node, data, arguments))


METHODS: dict[str, Handler] = {
    "drop": _drop,
    "pop": _pop,
    "sample": _sample,
    "head": _head,
    "take": _head,
    "skip": _skip,
    "query": _query,
    "isin": _isin,
    "isnull": _missing,
    "isna": _missing,
    "notnull": _present,
    "notna": _present,
}
"""Methods by their name."""
