"""How values are made again from their description, by what it says they are."""

from __future__ import annotations

import importlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nb2prod.record.shipped.making_tables import TABLES
from nb2prod.record.shipped.naming import Resolve, named

GIVEN = "__recorded_given__"
"""Where a function that is made from its text keeps the names that are no part of its state."""


def _dict(node: Any, make: Resolve, _: Resolve) -> Any:
    return {make(key): make(value) for key, value in node["of"]}


def _moment(kind: str) -> Callable[..., Any]:
    def maker(node: Any, *_: Any) -> Any:
        import datetime

        return getattr(datetime, kind).fromisoformat(node["of"])

    return maker


def _of_parts(kind: Callable[..., Any]) -> Callable[..., Any]:
    return lambda node, make, _: kind(make(part) for part in node["of"])


def _from_parts(kind: Callable[..., Any]) -> Callable[..., Any]:
    return lambda node, make, _: kind(*(make(part) for part in node["of"]))


def _function(node: Any, make: Resolve, _: Resolve) -> Any:
    """What the pipeline defines in its own body: from its text, with what it reads."""
    names = {"__name__": "__main__", **{name: make(part) for name, part in node["reads"]}}
    for text in node["texts"]:
        # Not as this module is compiled: its annotations stay text.
        exec(compile(text, "<notebook>", "exec", dont_inherit=True), names)
    names[GIVEN] = frozenset(names) - {name for name, _ in node["reads"]}
    return names[node["name"]]


def state_of(function: Any) -> Any:
    """What a function of the pipeline works on as it is now: its text does not say; `None` for other values."""
    names = getattr(function, "__globals__", {})
    if GIVEN not in names:
        return None
    kept = {name: value for name, value in names.items() if name not in names[GIVEN] and not name.startswith("__")}
    return {name: value for name, value in sorted(kept.items()) if not callable(value)}


def _timedelta(node: Any, *_: Any) -> Any:
    import datetime

    return datetime.timedelta(*node["of"])


def _decimal(node: Any, *_: Any) -> Any:
    import decimal

    return decimal.Decimal(node["of"])


def _deque(node: Any, make: Resolve, _: Resolve) -> Any:
    import collections

    return collections.deque(make(part) for part in node["of"])


MAKERS: dict[str, Callable[..., Any]] = {
    **TABLES,
    "dict": _dict,
    "tuple": _of_parts(tuple),
    "set": _of_parts(set),
    "frozenset": _of_parts(frozenset),
    "deque": _deque,
    "range": _from_parts(range),
    "slice": _from_parts(slice),
    "complex": _from_parts(complex),
    "bytes": lambda node, *_: bytes.fromhex(node["of"]),
    "bytearray": lambda node, *_: bytearray.fromhex(node["of"]),
    "Decimal": _decimal,
    "Path": lambda node, *_: Path(node["of"]),
    "timedelta": _timedelta,
    "datetime:datetime": _moment("datetime"),
    "datetime:date": _moment("date"),
    "datetime:time": _moment("time"),
    "text of a function": _function,
    "module": lambda node, *_: importlib.import_module(node["of"]),
    "name": lambda node, _, resolve: named(node["of"], resolve),
    # Of the recorder's own making, on the machine that keeps the project.
    "pickled": lambda node, *_: pickle.loads(node["of"]),
}
"""How values are made again, by what their description says they are."""
