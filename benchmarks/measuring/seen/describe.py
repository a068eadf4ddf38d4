"""Types of values, taken apart as far as a claim may speak of parts. No method of a value is called."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterable
from typing import Any

MOST_ELEMENTS = 200
DEEPEST = 3
_ITEMS = (list, tuple, set, frozenset)


def describe(value: Any, depth: int = 0) -> dict[str, Any]:
    """Say what a value is.

    Args:
        value: The value.
        depth: How deep inside of another one it stands.

    Returns:
        `type`: qualified class; `bases`: those of its bases; `items` of a tuple in their order, different `elements` of
        other containers, `keys` and `values` of a dictionary; `dtype` and `ndim` of an array; `columns` of a frame.
    """
    kind = type(value)
    found: dict[str, Any] = {"type": _name(kind), "bases": [_name(base) for base in kind.__mro__[1:-1]]}
    if "__next__" in dir(kind):
        found["iterates"] = True
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        found["type"] = "function"
    if depth < DEEPEST:
        _add_parts(found, value, depth + 1)
    return found


def _add_parts(found: dict[str, Any], value: Any, depth: int) -> None:
    if type(value) is tuple and len(value) <= MOST_ELEMENTS:
        found["items"] = [describe(item, depth) for item in value]
    elif type(value) in _ITEMS:
        found["elements"] = _different(list(value)[:MOST_ELEMENTS], depth)
    elif isinstance(value, dict):
        pairs = list(dict.items(value))[:MOST_ELEMENTS]
        found["keys"] = _different([key for key, _ in pairs], depth)
        found["values"] = _different([item for _, item in pairs], depth)
    numpy, pandas = sys.modules.get("numpy"), sys.modules.get("pandas")
    if numpy is not None and type(value) is numpy.ndarray:
        found["dtype"], found["ndim"] = str(value.dtype), value.ndim
        if value.dtype == object:
            found["elements"] = _different(value.ravel()[:MOST_ELEMENTS].tolist(), depth)
    if pandas is not None and isinstance(value, pandas.DataFrame):
        found["columns"] = [c for c in value.columns if isinstance(c, str)]


def _different(values: Iterable[Any], depth: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for value in values:
        each = describe(value, depth)
        if each not in found:
            found.append(each)
    return found


def _name(kind: type) -> str:
    module = kind.__module__
    return kind.__qualname__ if module in ("builtins", "__main__") else "%s.%s" % (module, kind.__qualname__)
