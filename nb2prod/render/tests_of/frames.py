"""What the static evaluation knows of pandas' frames. Methods of columns stand in a module of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from nb2prod.render.tests_of import columns
from nb2prod.render.tests_of.arrays import FUNCTIONS
from nb2prod.render.tests_of.frame_attributes import ATTRIBUTES
from nb2prod.render.tests_of.tables import Column, Frame, Texts, WantedError
from nb2prod.render.tests_of.values import Array, UnknowableError

NUMBERS = (
    (1.5, 4.0, 2.5, 3.0),
    (2.0, 0.5, 1.0, 4.5),
    (3.0, 1.0, 5.5, 2.5),
    (0.5, 2.5, 3.5, 1.0),
    (4.0, 3.0, 0.5, 2.0),
)
_SCALARS = (bool, int, float, str)


def is_frame(value: object) -> bool:
    """Whether a value is one of pandas'."""
    return isinstance(value, Frame | Column | Texts)


def binary(kind: type[ast.operator], left: object, right: object) -> object:
    """Apply an operator to columns."""
    return columns.binary(kind, left, right)


def unary(kind: type[ast.unaryop], value: object) -> object:
    """Apply an operator to a column."""
    return columns.unary(kind, value)


def compare(kind: type[ast.cmpop], left: object, right: object) -> object:
    """Compare columns."""
    return columns.compare(kind, left, right)


def column_of(frame: Frame, name: str) -> Column:
    """A column of a frame.

    Raises:
        WantedError: A made frame needs one more column.
        UnknowableError: It has none of this name.
    """
    if name not in frame.columns:
        if not frame.made or frame.closed or name in frame.gone:
            raise UnknowableError(f"no column {name}")
        raise WantedError(frame.made, name, NUMBERS[sum(map(ord, name)) % len(NUMBERS)])
    raw = (frame.made, name) if frame.made and name in frame.raw else None
    return Column(list(frame.columns[name]), list(frame.index), raw)


def item(value: object, key: object) -> object:
    """What indexing gives: a column, several, or the rows of a mask."""
    if not isinstance(value, Frame):
        if isinstance(value, Column) and isinstance(key, Column):
            return columns.chosen(value, key)
        raise UnknowableError("an item of a column")
    match key:
        case str():
            return column_of(value, key)
        case list() if key and all(isinstance(k, str) for k in key) and len(set(key)) == len(key):
            for name in key:
                column_of(value, name)
            kept = {str(k): list(value.columns[k]) for k in key}
            return Frame(kept, list(value.index), value.made, value.raw & set(key), closed=True)
        case Column():
            return rows(value, [i for i, v in enumerate(columns.mask(key, value.index)) if v])
    raise UnknowableError("an item of a frame")


def rows(frame: Frame, places: Sequence[int]) -> Frame:
    """Some rows of a frame."""
    taken = {name: [values[i] for i in places] for name, values in frame.columns.items()}
    return Frame(taken, [frame.index[i] for i in places], frame.made, set(), set(frame.gone), frame.closed)


def attribute(value: object, name: str) -> object:
    """An attribute."""
    match value, name:
        case Column(), "str":
            return columns.texts(value)
        case Frame(), "columns" if value.columns:
            return tuple(value.columns)
        case Frame(), "shape" if value.columns:
            return (len(value.index), len(value.columns))
        case Column(), "shape":
            return (len(value.index),)
        case Frame(), _ if name not in ATTRIBUTES:
            return column_of(value, name)
    raise UnknowableError(f"the attribute {name}")


def method(value: object, name: str) -> Callable[..., object]:
    """A method."""
    if isinstance(value, Frame):
        from nb2prod.render.tests_of.frame_methods import METHODS

        found = METHODS.get(name)
        if found is None:
            raise UnknowableError(f"the method {name} of a frame")
        return lambda *given, **named: found(value, *given, **named)
    if isinstance(value, Texts):
        return columns.text_method(value.column, name)
    return columns.method(value, name)


def set_item(value: object, key: object, given: object) -> None:
    """Store a column."""
    if not isinstance(value, Frame) or not isinstance(key, str):
        raise UnknowableError("storing into a column")
    match given:
        case Column() if given.index == value.index:
            stored = list(given.values)
        case Array() | list() if len(given.values if isinstance(given, Array) else given) == len(value.index):
            stored = list(given.values if isinstance(given, Array) else given)
        case bool() | int() | float() | str() if value.columns:
            stored = [given] * len(value.index)
        case _:
            raise UnknowableError("storing a column")
    value.gone.discard(key)
    value.columns[key] = stored
    value.raw.discard(key)


def delete_item(value: object, key: object) -> None:
    """Delete a column."""
    if not isinstance(value, Frame) or not isinstance(key, str):
        raise UnknowableError("a deletion")
    remove(value, [key])


def remove(frame: Frame, names: Sequence[str]) -> None:
    """Take columns away.

    Raises:
        UnknowableError: It has none of this name.
    """
    for name in names:
        column_of(frame, name)
    for name in names:
        del frame.columns[name]
        frame.raw.discard(name)
        frame.gone.add(name)


def copied(frame: Frame) -> Frame:
    """A copy."""
    taken = {name: list(values) for name, values in frame.columns.items()}
    return Frame(taken, list(frame.index), frame.made, set(frame.raw), set(frame.gone), frame.closed)


def library_call(name: str, given: Sequence[object], named: Mapping[str, object]) -> object:
    """Call a function of pandas."""
    match name, list(given), dict(named):
        case "pandas.to_numeric", [Column() as column], {"errors": "coerce"}:
            return columns.to_numeric(column)
    raise UnknowableError(f"the call {name}")


def builtin_call(name: str, given: Sequence[object], named: Mapping[str, object]) -> object:
    """Call a function of Python or NumPy with something of pandas."""
    match name, list(given):
        case "len", [Frame() | Column() as value] if not named:
            return len(value.index)
        case "print", _:
            return None
        case _, [Column() as column] if name in FUNCTIONS and not named and name not in _REDUCTIONS:
            return columns.each(column, FUNCTIONS[name].call)
    raise UnknowableError(f"the call {name}")


_REDUCTIONS = frozenset(
    f"numpy.{n}" for n in "sum mean var std min max median dot array asarray zeros ones where".split()
)
