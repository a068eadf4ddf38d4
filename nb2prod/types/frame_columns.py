"""Which columns of frames are named where they are read, stored and dropped."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nb2prod.types.arguments import named, text_argument
from nb2prod.types.call import Call
from nb2prod.types.column_uses import ADDED, DROPPED, GROUPS, LOCATED, OF_FRAMES, READ, derive, note_columns
from nb2prod.types.shapes import FRAME
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

_LISTS = frozenset({"list", "tuple", "set", "pandas.Index"})
EVERY = "*"
"""Stands for all columns that a frame has, where they are not known."""

INDEX = "pandas.Index"
PLOTS = "pandas.plotting._core.PlotAccessor"
_NAMED = OF_FRAMES | {PLOTS}
_SETTINGS = frozenset({"columns", "index", "attrs", "flags"})

SAME_COLUMNS = frozenset(
    "copy head tail sample dropna fillna sort_values sort_index reset_index set_index drop_duplicates query astype "
    "replace ffill bfill interpolate clip round drop assign groupby nlargest nsmallest filter select_dtypes".split()
)
"""Methods whose result has the columns of the frame they are called on, and no others that are named elsewhere."""

_WORD = re.compile(r"(?<![\w.@])(?:`([^`]+)`|([^\W\d]\w*)\b(?!\s*\())(?=\s*(\.)?)")
_STORED = re.compile(r"^\s*(\w+)\s*=(?!=)", re.MULTILINE)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


def note_key(machine: Machine, base: Value, key: Value, kind: str) -> None:
    """Record that an item of a frame, of its groups or of its `loc` is read, stored or deleted."""
    head = base.type.head
    if head in OF_FRAMES:
        note_columns(machine, base, kind, _texts(key))
    elif head in LOCATED and key.items is not None and len(key.items) > 1:
        note_columns(machine, base, kind, _texts(key.items[1]))


def note_attribute(machine: Machine, base: Value, name: str, kind: str) -> None:
    """Record that a column is read or stored as an attribute, which no method and no setting of frames has."""
    if base.type.head in OF_FRAMES and not name.startswith("_") and name not in _SETTINGS:
        note_columns(machine, base, kind, (name,))


def labels_of(value: Value) -> tuple[str, ...]:
    """The labels of a frame's columns: those that are known, or every one; nothing for other values."""
    return (value.columns or (EVERY,)) if value.type.head == FRAME.head else ()


def element_texts(value: Value) -> tuple[str, ...]:
    """The texts that each element of a value may be."""
    return value.columns if value.type.head in _LISTS else labels_of(value)


def note_call(machine: Machine, call: Call, result: Value) -> None:
    """Record the columns that a call names."""
    entry, head = call.entry, call.receiver.type.head
    if head in OF_FRAMES:
        method = entry.name.rpartition(".")[2]
        _special(machine, call, method)
        if method in SAME_COLUMNS:
            derive(machine.heap, call.receiver, result)
    if entry.columns or entry.column_keys or entry.scope:
        frames = (call.receiver,) if head in _NAMED else tuple(_given_frames(call))
        if frames:
            _arguments(machine, call, frames)


def _given_frames(call: Call) -> Iterable[Value]:
    """Frames that a function is given, the one first whose columns it names."""
    given = call.arguments
    for value in (given.keywords.get("data"), given.keywords.get("data_frame"), *given.positional):
        if value is not None and value.type.head == FRAME.head:
            yield value
    yield from (v for n, v in given.keywords.items() if n in ("left", "right", "frame") and v.type.head == FRAME.head)


def _arguments(machine: Machine, call: Call, frames: tuple[Value, ...]) -> None:
    entry, arguments = call.entry, call.arguments
    frame = frames[0]
    for name in entry.columns:
        for value in named(name, entry, arguments):
            note_columns(machine, _frame_for(name, call, frames), READ, _texts(value))
    for name in entry.column_keys:
        for value in named(name, entry, arguments):
            if value.type.head == "dict":
                note_columns(machine, frame, READ, value.columns)
    for name in entry.scope:
        for value in named(name, entry, arguments):
            _text(machine, frame, text_argument(value) or "")


def _frame_for(name: str, call: Call, frames: tuple[Value, ...]) -> Value:
    """The frame that a key of a join belongs to; for one of both, either will do."""
    if not name.startswith("right"):
        return frames[0]
    right = named("right", call.entry, call.arguments)
    return right[0] if right else frames[-1]


def _special(machine: Machine, call: Call, method: str) -> None:
    given, frame = call.arguments, call.receiver
    match method:
        case "drop":
            axis = (*named("axis", call.entry, given), *given.positional[1:2], NOTHING)[0]
            labels = named("labels", call.entry, given) if axis.literal in (1, "columns") else ()
            for value in (*labels, *named("columns", call.entry, given)):
                note_columns(machine, frame, DROPPED, _texts(value))
        case "pop":
            for value in (*given.positional[:1], *named("item", call.entry, given)[:1]):
                note_columns(machine, frame, READ, _texts(value))
                note_columns(machine, frame, DROPPED, _texts(value))
        case "insert":
            for value in named("column", call.entry, given):
                note_columns(machine, frame, ADDED, _texts(value))
        case "assign":
            note_columns(machine, frame, ADDED, tuple(given.keywords))
        case "agg" | "aggregate" if frame.type.head == GROUPS:
            for value in given.keywords.values():
                note_columns(machine, frame, READ, _texts(value.items[0]) if value.items else ())


def _text(machine: Machine, frame: Value, text: str) -> None:
    """Record the columns in a query or a formula, where they go before names of the notebook."""
    text = _TEXT.sub("''", text)
    stored = frozenset(_STORED.findall(text))
    known = machine.notebook.names
    found = (match.groups() for match in _WORD.finditer(text))
    # What stands before a dot is a column, or a module of the notebook.
    words = dict.fromkeys(quoted or word for quoted, word, dot in found if not dot or word not in known)
    note_columns(machine, frame, ADDED, tuple(stored))
    note_columns(machine, frame, READ, tuple(w for w in words if w not in stored and not keyword.iskeyword(w)))


def _texts(value: Value) -> tuple[str, ...]:
    """The texts that a key surely is, or consists of."""
    text = text_argument(value)
    if text is not None:
        return (text,)
    if value.type.head == "tuple":
        return _texts(value.items[0]) if value.items else ()
    return value.columns if value.type.head in ("list", "set", "str", INDEX, "?") else ()
