"""What brackets select."""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.rules.leakage.model import Fits, Strength
from nb2prod.rules.leakage.rows import narrow
from nb2prod.rules.leakage.walk.columns import chosen
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, NO_DATA, NOTHING, Data
from nb2prod.rules.leakage.walk.iteration import element_of
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.keys import Key, read_key
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Items, Stream, Thing, data_of


def subscript(machine: Machine, node: ast.Subscript) -> Thing:
    """What brackets select."""
    base = machine.evaluate(node.value)
    match base:
        case Items():
            return _item(machine, base, node.slice)
        case Estimator():
            machine.evaluate(node.slice)
            return base  # One step of a pipeline, or a pipeline without its last.
        case Stream(element=element):
            return element
        case Box(data=data):
            found = selected(data, read_key(machine, node.slice))
            return Box(found._replace(element=True)) if _is_one(node, data, found) else Box(found)
    machine.evaluate(node.slice)
    return Box()


def _is_one(node: ast.Subscript, before: Data, after: Data) -> bool:
    """Whether brackets select one value of a column, or one row: `column[i]`, `frame.iloc[i]`."""
    by_position = isinstance(node.value, ast.Attribute) and node.value.attr in {"iloc", "loc", "values"}
    single = isinstance(node.slice, ast.Name | ast.BinOp) or (
        isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int)
    )
    return single and (before.series or by_position) and after.rows == before.rows and not after.labels


def _item(machine: Machine, base: Items, key: ast.expr) -> Thing:
    if isinstance(key, ast.Slice):
        return base
    literal = data_of(machine.evaluate(key)).literal
    if base.keys is not None and literal in base.keys:
        return base.values[base.keys.index(literal)]
    if base.keys is None and isinstance(literal, int) and -len(base.values) <= literal < len(base.values):
        return base.values[literal]
    return joined(base.values) if base.values else element_of(base)


def selected(data: Data, key: Key) -> Data:
    """Some columns and rows of data."""
    rows = data.rows
    for part in key.parts:
        rows = narrow(rows, part)
    fits = data.fits | key.column_fits | faint(key.mask_fits - data.fits)
    kept_part = None if key.parts else data.part
    common = data._replace(rows=rows, part=kept_part, literal=NOTHING, labels=data.labels)
    if key.columns is None:
        common = common._replace(fits=fits)
        return common if key.all_columns else common._replace(table=None, name="")
    kept = {name: data.columns[name] for name in key.columns if name in data.columns}
    if len(key.columns) == 1:
        (name,) = key.columns
        column = common._replace(fits=fits | kept.get(name, NO_DATA.fits), columns=NO_COLUMNS)
        return column._replace(series=True, table=None, name=name, made_of=frozenset({name}))
    return common._replace(fits=fits, columns=kept or NO_COLUMNS, table=chosen(data.table, frozenset(key.columns)))


def faint(fits: Fits) -> Fits:
    """What chose rows, not values."""
    return frozenset(replace(fit, strength=Strength.CATEGORIES) for fit in fits)
