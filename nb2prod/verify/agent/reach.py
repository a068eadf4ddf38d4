"""What can be reached from a value: the objects that it consists of, and the names in the code that it holds."""

from __future__ import annotations

import sys
import types
from typing import Any, Dict, FrozenSet, Iterable, Iterator

_OUR_REFERENCES = 3
"""What refers to a value that nobody else does: a collection of ours, a variable, the argument of the question."""
_CHANGELESS = (int, float, complex, bool, str, bytes, type(None), type, range, slice, tuple, frozenset)
_SHARED_BY_ALL = (types.ModuleType, types.BuiltinFunctionType, types.FunctionType)
_known: Dict[type, bool] = {}


class Reach:
    """What can be reached from a value.

    Attributes:
        parts: Identities of the objects and the memory that it consists of.
        names: Names in the code of the notebook's own functions and classes among them.
        is_unsure: Whether it may reach more than can be seen.
    """

    __slots__ = ("is_unsure", "names", "parts")

    def __init__(
        self, parts: FrozenSet[int] = frozenset(), names: FrozenSet[str] = frozenset(), *, is_unsure: bool = True
    ) -> None:
        self.parts = parts
        self.names = names
        self.is_unsure = is_unsure


def names_in(code: types.CodeType) -> Iterator[str]:
    """Names that code reads, binds or asks objects for, with those of the functions in it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


def lasting(values: Iterable[Any]) -> FrozenSet[int]:
    """Identities of what belongs to a value, without objects made to look at it and what can't change."""
    return frozenset(
        id(value) for value in values if not _is_changeless(value) and sys.getrefcount(value) > _OUR_REFERENCES
    )


def memory_of(array: Any) -> int:
    """Identity of what owns the memory that an array of NumPy looks into."""
    while getattr(array, "base", None) is not None:
        array = array.base
    return id(array)


def _is_changeless(value: Any) -> bool:
    """Whether that values have this in common says nothing: it can't change, or all share what a library has."""
    kind = type(value)
    found = _known.get(kind)
    if found is None:
        # What a function of the notebook's holds is looked at by itself.
        found = issubclass(kind, _CHANGELESS + _SHARED_BY_ALL) or (
            str(kind.__module__).partition(".")[0] == "numpy" and not hasattr(kind, "__setitem__")
        )
        _known[kind] = found
    return found
