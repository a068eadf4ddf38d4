"""Methods of frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nb2prod.render.tests_of.columns import want_missing
from nb2prod.render.tests_of.frames import column_of, copied, remove, rows
from nb2prod.render.tests_of.tables import Frame
from nb2prod.render.tests_of.values import UnknowableError


def _copy(frame: Frame) -> Frame:
    return copied(frame)


def _drop(
    frame: Frame, labels: object = None, *, columns: object = None, axis: object = 0, inplace: object = False
) -> Frame | None:
    names = columns if columns is not None else labels if axis in (1, "columns") else None
    listed = [names] if isinstance(names, str) else names
    if not isinstance(listed, list) or not all(isinstance(n, str) for n in listed):
        raise UnknowableError("rows to drop")
    target = frame if inplace is True else copied(frame)
    remove(target, listed)
    return None if inplace is True else target


def _dropna(frame: Frame, *, subset: object = None) -> Frame:
    names = list(frame.columns) if subset is None else [subset] if isinstance(subset, str) else subset
    if not isinstance(names, list) or not names:
        raise UnknowableError("columns")
    found = [column_of(frame, n) for n in names]
    if not any(None in c.values for c in found):
        want_missing(found[0])
    return rows(frame, [i for i in range(len(frame.index)) if all(c.values[i] is not None for c in found)])


def _rename(frame: Frame, *, columns: object = None, inplace: object = False) -> Frame | None:
    if not isinstance(columns, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in columns.items()):
        raise UnknowableError("names")
    for old in columns:
        column_of(frame, old)
    target = frame if inplace is True else copied(frame)
    names = [columns.get(n, n) for n in target.columns]
    if len(set(names)) != len(names):
        raise UnknowableError("a column twice")
    target.gone |= set(columns) - set(names)
    target.columns = dict(zip(names, target.columns.values(), strict=True))
    target.raw = set()
    return None if inplace is True else target


def _reset_index(frame: Frame, *, drop: object = False) -> Frame:
    if drop is not True:
        raise UnknowableError("an index that becomes a column")
    target = copied(frame)
    target.index = list(range(len(frame.index)))
    return target


def _head(frame: Frame, count: object = 5) -> Frame:
    if not isinstance(count, int) or count < 1 or not frame.columns:
        raise UnknowableError("rows")
    return rows(frame, range(min(count, len(frame.index))))


def _sort_values(frame: Frame, by: object, *, ascending: object = True) -> Frame:
    name = by[0] if isinstance(by, list) and len(by) == 1 else by
    if not isinstance(name, str) or not isinstance(ascending, bool):
        raise UnknowableError("an order")
    values = column_of(frame, name).values
    if None in values or len(set(values)) != len(values):
        # Equal values may end up in any order.
        raise UnknowableError("an order that isn't settled")
    return rows(frame, sorted(range(len(values)), key=lambda i: values[i], reverse=not ascending))  # type: ignore[arg-type,return-value]


METHODS: Mapping[str, Callable[..., object]] = {
    "copy": _copy,
    "drop": _drop,
    "dropna": _dropna,
    "rename": _rename,
    "reset_index": _reset_index,
    "head": _head,
    "sort_values": _sort_values,
}
