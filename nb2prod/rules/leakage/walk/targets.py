"""Where values go: names, columns, items, attributes."""

from __future__ import annotations

import ast
import re

from nb2prod.rules.leakage.model import Part, SplitKind
from nb2prod.rules.leakage.rows import narrow
from nb2prod.rules.leakage.walk import columns as columns_of
from nb2prod.rules.leakage.walk.data import NOTHING, Data, touched
from nb2prod.rules.leakage.walk.keys import Key, read_key
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Instance, Items, Thing, data_of

LOCATORS = frozenset({"loc", "iloc", "at", "iat", "ix", "values"})
SIDES = re.compile(r"(train|trn|tr(?![a-z]))|(test|tst|te(?![a-z]))|(val|dev)", re.I)
"""What names of targets say of the rows that they get."""


def assign(machine: Machine, target: ast.expr, value: Thing) -> None:
    """Store a value."""
    match target:
        case ast.Name(id=name):
            machine.scope.bind(name, value)
        case ast.Tuple(elts=elts) | ast.List(elts=elts):
            _unpack(machine, elts, value)
        case ast.Starred(value=inner):
            assign(machine, inner, value)
        case ast.Subscript(value=base, slice=key):
            _store_item(machine, base, key, value)
        case ast.Attribute(value=base, attr=attr):
            _store_attribute(machine, base, attr, value)


def _unpack(machine: Machine, targets: list[ast.expr], value: Thing) -> None:
    if isinstance(value, Items) and value.keys is None and len(value.values) == len(targets):
        for target, known in zip(targets, value.values, strict=True):
            assign(machine, target, known)
        return
    data = data_of(value)
    sides = [_side(target) for target in targets]
    told_apart = len(set(sides)) > 1 and all(sides)
    for target, side in zip(targets, sides, strict=True):
        part = Part(machine.split(targets[0], SplitKind.HOLD_OUT), side) if told_apart else None
        item = data._replace(rows=narrow(data.rows, part)) if part else data
        assign(machine, target, value if isinstance(target, ast.Tuple) and not part else Box(item))


def _side(target: ast.expr) -> str:
    """The side of a split that the names of a target speak of; empty if they speak of none, or of several."""
    names = [node.id for node in ast.walk(target) if isinstance(node, ast.Name)]
    found = {match.lastindex for name in names if (match := SIDES.search(name))}
    (only,) = found if len(found) == 1 else (None,)
    return {1: "train", 2: "test", 3: "validation"}.get(only or 0, "")


def _store_item(machine: Machine, base: ast.expr, key: ast.expr, value: Thing) -> None:
    match base:
        case ast.Attribute(value=inner, attr=attr) if attr in LOCATORS:
            holder = machine.evaluate(inner)
        case _:
            holder = machine.evaluate(base)
    if isinstance(holder, Items):
        _store_in_items(machine, holder, key, value)
    elif isinstance(holder, Box):
        where = read_key(machine, key)
        chosen = Data(fits=where.mask_fits, made_of=where.made_of)
        holder.data = stored(holder.data, where, touched(data_of(value), chosen))
        write_back(machine, base, holder.data)


def _store_in_items(machine: Machine, holder: Items, key: ast.expr, value: Thing) -> None:
    literal = data_of(machine.evaluate(key)).literal
    if holder.keys is not None and literal not in holder.keys:
        holder.keys.append(literal)
        holder.values.append(value)
    elif holder.keys is not None:
        holder.values[holder.keys.index(literal)] = value


def write_back(machine: Machine, base: ast.expr, data: Data) -> None:
    """A column that was changed in place (`df["a"][mask] = 0`) changes its frame."""
    match base:
        case ast.Subscript(value=frame, slice=key) | ast.Attribute(value=ast.Subscript(value=frame, slice=key)):
            holder = machine.evaluate(frame)
            if isinstance(holder, Box):
                holder.data = stored(holder.data, read_key(machine, key), data)
        case ast.Attribute(value=frame, attr=attr) if attr not in LOCATORS:
            holder = machine.evaluate(frame)
            if isinstance(holder, Box):
                holder.data = stored(holder.data, Key((attr,)), data)


def stored(data: Data, key: Key, value: Data) -> Data:
    """Data after values were stored into some of its columns or rows."""
    copies = data.copies | value.copies
    rows, made_of = data.rows or value.rows, data.made_of | value.made_of
    if key.columns is None:
        return data._replace(
            rows=rows, fits=data.fits | value.all_fits, copies=copies, table=None, made_of=made_of, literal=NOTHING
        )
    columns, table = dict(data.columns), data.table
    for name in key.columns:
        table = columns_of.stored(table, name, value.made_of)
        before = columns.get(name, frozenset()) if key.some_rows else frozenset()
        columns[name] = before | value.columns.get(name, value.all_fits if not value.columns else value.fits)
    return data._replace(rows=rows, columns=columns, copies=copies, table=table, literal=NOTHING)


def _store_attribute(machine: Machine, base: ast.expr, attr: str, value: Thing) -> None:
    holder = machine.evaluate(base)
    match holder:
        case Instance(fields=fields):
            fields[attr] = value
        case Box(data=data) if data.rows and attr not in {"columns", "index", "name"}:
            holder.data = stored(data, Key((attr,)), data_of(value))


def drop(machine: Machine, target: ast.expr) -> None:
    """Delete a name or a column."""
    match target:
        case ast.Name(id=name):
            machine.scope.names.pop(name, None)
        case ast.Subscript(value=base, slice=key):
            holder = machine.evaluate(base)
            if isinstance(holder, Box):
                holder.data = dropped(holder.data, read_key(machine, key).columns or ())


def dropped(data: Data, names: tuple[str, ...]) -> Data:
    """Data without some of its columns."""
    gone = frozenset(names)
    left = {n: f for n, f in data.columns.items() if n not in gone}
    return data._replace(columns=left, table=columns_of.without(data.table, gone), literal=NOTHING)
