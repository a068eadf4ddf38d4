"""Long containers of nothing but numbers, arrays of them, and text, as one piece: part by part would take long."""

from __future__ import annotations

import array
import sys
from typing import Any, List, Optional, Set

from .reach import memory_of

LEAST = 2_000
"""Elements from which on it pays; with fewer, where two values differ can be said part by part."""
_MOST = 3_000_000
_DEEPEST = 40
_PLAIN = frozenset([int, str, bool, type(None), bytes])
# They are left out of what is compared, so that their containers are not taken as a whole.
_TIMES = ("mean_fit_time", "fit_time")
_FLOAT = ...
_DOUBLE = "<f8" if sys.byteorder == "little" else ">f8"


class _UnfitError(Exception):
    """The container holds something else, or too much."""


class Flat:
    """A container as a sequence.

    Attributes:
        numbers: All floating-point numbers in it.
        rest: Everything else, and where the numbers are; containers by their kind and length or keys.
        inner: Identities of the containers in it that can change, arrays and their memory among them.
    """

    __slots__ = ("inner", "numbers", "rest")

    def __init__(self) -> None:
        self.numbers = array.array("d")
        self.rest: List[Any] = []
        self.inner: Set[int] = set()

    def add(self, value: Any, depth: int) -> None:
        """Append a value with all that is in it."""
        kind = type(value)
        if kind is float:
            self.numbers.append(value)
            self.rest.append(_FLOAT)
        elif kind in _PLAIN:
            self.rest.append(value)
        elif kind is list or kind is tuple:
            self._add_sequence(kind, value, depth + 1)
        elif kind is dict:
            self._add_mapping(value, depth + 1)
        elif kind.__module__ == "numpy" and kind.__name__ == "float64":
            self.numbers.append(float(value))
            self.rest.append((_FLOAT,))
        elif kind.__module__ == "numpy" and kind.__name__ == "ndarray":
            self._add_array(value)
        else:
            raise _UnfitError

    def _add_sequence(self, kind: type, value: Any, depth: int) -> None:
        self._check(depth)
        kinds = set(map(type, value))
        if kinds == {float}:
            self.numbers.extend(value)
            self.rest.append((kind.__name__, len(value), "numbers"))
            return
        self.rest.append((kind.__name__, len(value)))
        if kind is list:
            self.inner.add(id(value))
        if kinds <= _PLAIN:
            self.rest.extend(value)
            return
        for item in value:
            self.add(item, depth)

    def _add_mapping(self, value: Any, depth: int) -> None:
        self._check(depth)
        if not set(map(type, value)) <= _PLAIN or any(name in value for name in _TIMES):
            raise _UnfitError
        self.inner.add(id(value))
        self.rest.append(("dict", tuple(value)))
        for item in value.values():
            self.add(item, depth)

    def _add_array(self, value: Any) -> None:
        kind = value.dtype
        self._check(len(value.shape))
        if kind.str == _DOUBLE:
            self.numbers.frombytes(value.tobytes())
            self.rest.append(("array", value.shape))
        elif kind.kind in "biuSU":
            self.rest.append((kind.str, value.shape, value.tobytes()))
        else:
            # Others have a tolerance of their own, or hold objects.
            raise _UnfitError
        self.inner |= {id(value), memory_of(value)}

    def _check(self, depth: int) -> None:
        if depth > _DEEPEST or len(self.rest) + len(self.numbers) > _MOST:
            raise _UnfitError


def flat(value: Any) -> Optional[Flat]:
    """Take a container as a whole.

    Args:
        value: A list, tuple or dictionary.

    Returns:
        What is in it; `None` where that is little, too much, or not plain throughout.
    """
    found = Flat()
    try:
        found.add(value, 0)
    except _UnfitError:
        return None
    return found if len(found.rest) + len(found.numbers) >= LEAST else None
