"""What stands between brackets: columns, slices, masks, indices."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2prod.rules.leakage.model import Fits, Part, SplitKind
from nb2prod.rules.leakage.walk.columns import Names
from nb2prod.rules.leakage.walk.data import Data
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import data_of

NOTHING_LEARNED: Fits = frozenset()


@dataclass(frozen=True, slots=True)
class Key:
    """What a subscript selects.

    Attributes:
        columns: The columns; `None` if all, or if nobody knows which.
        parts: Sides of splits that the rows belong to.
        some_rows: Whether it may leave rows out.
        mask_fits: What the choice of rows was computed with.
        column_fits: What the choice of columns was computed with.
        all_columns: Whether no column is left out.
        made_of: Columns that the choice of rows was computed from.
    """

    columns: tuple[str, ...] | None = None
    parts: tuple[Part, ...] = ()
    some_rows: bool = False
    mask_fits: Fits = frozenset()
    column_fits: Fits = frozenset()
    all_columns: bool = False
    made_of: Names = frozenset()


def read_key(machine: Machine, node: ast.expr) -> Key:
    """Read what stands between brackets."""
    match node:
        case ast.Tuple(elts=[first, second, *_]):
            rows, columns = _one(machine, first), _one(machine, second)
            if isinstance(first, ast.Constant):
                return _one(machine, first)
            every = isinstance(second, ast.Slice) and second.lower is second.upper is None
            return replace(rows, columns=columns.columns, column_fits=columns.column_fits, all_columns=every)
    return _one(machine, node)


def _one(machine: Machine, node: ast.expr) -> Key:
    match node:
        case ast.Constant(value=str(name)):
            return Key((name,))
        case ast.Slice():
            parts = tuple(_slice_parts(machine, node))
            return Key(parts=parts, some_rows=bool(parts), all_columns=True)
    data = data_of(machine.evaluate(node))
    match data.literal:
        case str(name):
            return Key((name,), column_fits=data.fits)
        case tuple(names) if names and all(isinstance(n, str) for n in names):
            return Key(tuple(names), column_fits=data.fits)
    return _computed(machine, node, data)


def _computed(machine: Machine, node: ast.expr, data: Data) -> Key:
    """A key that is no literal: a mask or an index where it has rows or a side, otherwise names of columns."""
    if data.part is not None:
        chose = NOTHING_LEARNED if data.rows else data.all_fits  # `columns[scores > 0]`
        seen, every = data.all_fits - chose, bool(data.rows)
        return Key(
            None,
            (data.part,),
            some_rows=True,
            mask_fits=seen,
            column_fits=chose,
            all_columns=every,
            made_of=data.made_of,
        )
    if data.rows and not data.labels:
        part = Part(machine.split(node, SplitKind.MASK, ast.unparse(node)), "in")
        return Key(None, (part,), some_rows=True, mask_fits=data.all_fits, all_columns=True, made_of=data.made_of)
    return Key(some_rows=True, column_fits=data.all_fits)


def _slice_parts(machine: Machine, node: ast.Slice) -> list[Part]:
    """The sides that a slice belongs to: before its upper bound, from its lower bound on."""
    found = []
    for bound, side in ((node.lower, "tail"), (node.upper, "head")):
        if bound is not None and not (isinstance(bound, ast.Constant) and bound.value in {0, None}):
            literal = data_of(machine.evaluate(bound)).literal
            key = ("slice", literal if isinstance(literal, int | float | str) else ast.unparse(bound))
            found.append(Part(machine.split(bound, SplitKind.SLICE, key), side))
    return found
