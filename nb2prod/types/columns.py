"""Columns that frames are known to have."""

from __future__ import annotations

from nb2prod.types.arguments import named, text_argument, truth
from nb2prod.types.call import Call
from nb2prod.types.frame_columns import EVERY, element_texts
from nb2prod.types.values import Value

FRAME = "pandas.DataFrame"
KEEPING = frozenset(
    "copy head tail sample dropna fillna sort_values sort_index reset_index drop_duplicates query astype replace ffill "
    "bfill interpolate clip round".split()
)


def after_call(call: Call, value: Value) -> Value:
    """Add what a call tells of the columns of its result, and of the texts in a list that names columns."""
    if call.entry.name == "str.split":
        return value._replace(columns=_parts(call))
    if call.entry.name == "enumerate":
        # What it numbers: its elements are pairs, and have no text of their own.
        return (
            value._replace(columns=element_texts(call.arguments.positional[0])) if call.arguments.positional else value
        )
    if value.type.head != FRAME or value.columns:
        return value
    method = call.entry.name.rpartition(".")[2]
    if method == "DataFrame":
        return value._replace(columns=_made(call))
    known = call.receiver.columns if call.receiver.type.head == FRAME else ()
    if not known:
        return value
    if method in KEEPING:
        return value._replace(columns=known)
    if method == "drop":
        return value._replace(columns=_dropped(call, known))
    if method == "assign":
        return value._replace(columns=tuple(dict.fromkeys([*known, *call.arguments.keywords])))
    return value


def _parts(call: Call) -> tuple[str, ...]:
    text = text_argument(call.receiver)
    if text is None or not set(call.arguments.keywords) <= {"sep"} or len(call.arguments.positional) > 1:
        return ()
    given = (*call.arguments.positional, *call.arguments.keywords.values())
    separator = text_argument(given[0]) if given else None
    return tuple(text.split(separator)) if separator or not given else ()


def _made(call: Call) -> tuple[str, ...]:
    for name in ("columns", "data", "0"):
        for value in named(name, call.entry, call.arguments):
            if value.columns and value.columns != (EVERY,):
                return value.columns
    return ()


def _dropped(call: Call, known: tuple[str, ...]) -> tuple[str, ...]:
    gone: set[str] = set()
    for name in ("labels", "columns", "0"):
        for value in named(name, call.entry, call.arguments):
            text = text_argument(value)
            gone |= {text} if text is not None else set(value.columns)
    if not gone or any(truth(v) for v in named("inplace", call.entry, call.arguments)):
        return ()
    return tuple(column for column in known if column not in gone)
