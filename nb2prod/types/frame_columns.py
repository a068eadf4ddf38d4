"""Which columns of frames are named where they are read, stored and dropped."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from nb2prod.types.arguments import named, text_argument
from nb2prod.types.call import Call
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.model import NO_COLUMNS, ColumnUse
from nb2prod.types.shapes import FRAME
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.heap import Heap
    from nb2prod.types.machine import Machine

READ, ADDED, DROPPED = "read", "added", "dropped"
_LISTS = frozenset({"list", "tuple", "set", "pandas.Index"})
EVERY = "*"
"""Stands for all columns that a frame has, where they are not known."""

INDEX = "pandas.Index"
GROUPS = "pandas.core.groupby.generic.DataFrameGroupBy"
LOCATED = frozenset({"pandas.core.indexing._LocIndexer", "pandas.core.indexing._AtIndexer"})
"""Indexers whose second key names columns."""

PLOTS = "pandas.plotting._core.PlotAccessor"
OF_FRAMES = frozenset({FRAME.head, GROUPS})
HAVE_COLUMNS = OF_FRAMES | LOCATED
_NAMED = OF_FRAMES | {PLOTS}
_SETTINGS = frozenset({"columns", "index", "attrs", "flags"})

SAME_COLUMNS = frozenset(
    "copy head tail sample dropna fillna sort_values sort_index reset_index set_index drop_duplicates query astype "
    "replace ffill bfill interpolate clip round drop assign groupby nlargest nsmallest filter select_dtypes".split()
)
"""Methods whose result has the columns of the frame they are called on, and no others that are named elsewhere."""

_WORD = re.compile(r"(?<![\w.'\"@])(?:`([^`]+)`|([^\W\d]\w*))(?!\w*['\"]|\s*[(.])")
_STORED = re.compile(r"^\s*(\w+)\s*=(?!=)", re.MULTILINE)
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")


class Use(NamedTuple):
    """One column that is named.

    Attributes:
        kind: What happens to it.
        column: The column.
        frames: Objects that the frame may be.
        origins: Objects that this was made of, with the same columns.
    """

    kind: str
    column: str
    frames: Regions
    origins: Regions


def note_key(machine: Machine, base: Value, key: Value, kind: str) -> None:
    """Record that an item of a frame, of its groups or of its `loc` is read, stored or deleted."""
    head = base.type.head
    if head in OF_FRAMES:
        _note(machine, base, kind, _texts(key))
    elif head in LOCATED and key.items is not None and len(key.items) > 1:
        _note(machine, base, kind, _texts(key.items[1]))


def note_attribute(machine: Machine, base: Value, name: str, kind: str) -> None:
    """Record that a column is read or stored as an attribute, which no method and no setting of frames has."""
    if base.type.head in OF_FRAMES and not name.startswith("_") and name not in _SETTINGS:
        _note(machine, base, kind, (name,))


def labels_of(value: Value) -> tuple[str, ...]:
    """The labels of a frame's columns: those that are known, or every one; nothing for other values."""
    return (value.columns or (EVERY,)) if value.type.head == FRAME.head else ()


def element_texts(value: Value) -> tuple[str, ...]:
    """The texts that each element of a value may be."""
    return value.columns if value.type.head in _LISTS else labels_of(value)


def derive(heap: Heap, base: Value, made: Value) -> None:
    """Remember that a frame was made of another one and has its columns."""
    if made.type.head in OF_FRAMES and base.type.head in HAVE_COLUMNS and base.regions:
        for region in made.regions - base.regions:
            heap.origins[region] = base.regions | _origins(heap, base.regions)


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
            _note(machine, _frame_for(name, call, frames), READ, _texts(value))
    for name in entry.column_keys:
        for value in named(name, entry, arguments):
            if value.type.head == "dict":
                _note(machine, frame, READ, value.columns)
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
                _note(machine, frame, DROPPED, _texts(value))
        case "pop":
            for value in (*given.positional[:1], *named("item", call.entry, given)[:1]):
                _note(machine, frame, READ, _texts(value))
                _note(machine, frame, DROPPED, _texts(value))
        case "insert":
            for value in named("column", call.entry, given):
                _note(machine, frame, ADDED, _texts(value))
        case "assign":
            _note(machine, frame, ADDED, tuple(given.keywords))
        case "agg" | "aggregate" if frame.type.head == GROUPS:
            for value in given.keywords.values():
                _note(machine, frame, READ, _texts(value.items[0]) if value.items else ())


def _text(machine: Machine, frame: Value, text: str) -> None:
    """Record the columns in a query or a formula, where they go before names of the notebook."""
    text = _TEXT.sub("''", text)
    stored = frozenset(_STORED.findall(text))
    words = dict.fromkeys(found.group(1) or found.group(2) for found in _WORD.finditer(text))
    _note(machine, frame, ADDED, tuple(stored))
    _note(machine, frame, READ, tuple(w for w in words if w not in stored and not keyword.iskeyword(w)))


def _texts(value: Value) -> tuple[str, ...]:
    """The texts that a key surely is, or consists of."""
    text = text_argument(value)
    if text is not None:
        return (text,)
    if value.type.head == "tuple":
        return _texts(value.items[0]) if value.items else ()
    return value.columns if value.type.head in ("list", "set", "str", INDEX, "?") else ()


def _note(machine: Machine, frame: Value, kind: str, columns: tuple[str, ...]) -> None:
    if columns:
        origins = _origins(machine.heap, frame.regions)
        machine.record.columns.update(Use(kind, column, frame.regions, origins) for column in columns)


def _origins(heap: Heap, regions: Regions) -> Regions:
    origins = heap.origins
    found = [origins[region] for region in regions if region in origins] if origins else ()
    return EMPTY.union(*found) if found else EMPTY


def uses_by_name(uses: Iterable[Use], names: Mapping[str, Value]) -> dict[str, ColumnUse]:
    """Say of names which columns of their frames are used; of frames without a name under an empty one.

    Args:
        uses: What was recorded.
        names: What the names stand for.
    """
    frames = [(name, value.regions) for name, value in names.items() if value.type.head == FRAME.head]
    found: dict[str, dict[str, set[str]]] = {}
    for use in uses:
        holders = [name for name, regions in frames if not regions.isdisjoint(use.frames)]
        if not holders:
            holders = [name for name, regions in frames if not regions.isdisjoint(use.origins)]
        for name in holders or [""]:
            found.setdefault(name, {}).setdefault(use.kind, set()).add(use.column)
    return {
        name: ColumnUse(*(tuple(sorted(kinds.get(kind, ()))) for kind in (READ, ADDED, DROPPED)))
        for name, kinds in sorted(found.items())
    }


def joined_uses(uses: Iterable[Use]) -> ColumnUse:
    """What is done to one frame."""
    return uses_by_name(uses, {}).get("", NO_COLUMNS)


def note_parameters_columns(machine: Machine, function: str, places: Mapping[str, tuple[int, int]]) -> None:
    """Keep which columns of its parameters a function's body names."""
    for use in machine.record.columns if function else ():
        for parameter, (own, _) in places.items():
            if own in use.frames or own in use.origins:
                machine.parameter_columns.setdefault((function, parameter), set()).add(use)
