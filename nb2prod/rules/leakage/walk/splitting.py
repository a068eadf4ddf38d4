"""Functions that split."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.model import Part, Split, SplitKind
from nb2prod.rules.leakage.rows import narrow
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import Data
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Items, Named, Stream, Thing, data_of, sample_of

SIDES = ("train", "test")


def train_test_split(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """Two parts of each array: one to train on, one to test on."""
    split = machine.split(node, SplitKind.HOLD_OUT)
    parts: list[Thing] = []
    for position, thing in enumerate(arguments.positional):
        data = with_rows(machine, arguments.nodes[position], thing)
        if position == 0:
            machine.splits.append((split, sample_of(Box(data), arguments.text(position))))
        parts += [Box(side_of(data, split, side)) for side in SIDES]
    return Items(parts)


def with_rows(machine: Machine, node: ast.expr, thing: Thing) -> Data:
    """Data whose rows have an origin: what nobody knows gets one of its own."""
    data = data_of(thing)
    if data.rows:
        return data
    key = thing.path if isinstance(thing, Named) else None
    data = data._replace(rows=machine.source(node, key).rows)
    if isinstance(thing, Box):
        thing.data = data
    return data


def side_of(data: Data, split: Split, side: str) -> Data:
    """One side of data."""
    part = Part(split, side)
    return data._replace(rows=narrow(data.rows, part), part=part)


def folds(split: Split, data: Data) -> Stream:
    """Positions of rows to train on and of rows to test on, fold after fold."""
    parts = [Part(split, side) for side in SIDES]
    return Stream(Items([Box(Data(rows=narrow(data.rows, part), part=part, labels=True)) for part in parts]))


def random_split(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """Parts of a data set, by lengths or weights."""
    return _pieces(machine, node, arguments, arguments.get(1, "lengths", "weights"))


def array_split(machine: Machine, node: ast.Call, arguments: Arguments) -> Thing:
    """Parts of an array, by positions."""
    pieces = arguments.get(1, "indices_or_sections")
    return _pieces(machine, node, arguments, pieces, more=1)


def _pieces(machine: Machine, node: ast.Call, arguments: Arguments, sizes: Thing | None, more: int = 0) -> Thing:
    data = data_of(arguments.get(0, "dataset", "ary"))
    number = len(sizes.values) + more if isinstance(sizes, Items) else 2 + more
    if not data.rows:
        return Box()
    split = machine.split(node, SplitKind.HOLD_OUT)
    machine.splits.append((split, sample_of(Box(data), arguments.text(0))))
    names = SIDES if number == len(SIDES) else tuple(map(str, range(number)))
    return Items([Box(side_of(data, split, name)) for name in names])
