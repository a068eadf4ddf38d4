"""Taking values apart, by a table of types. User code is asked for as little as possible, and nothing is imported."""

from __future__ import annotations

import importlib
import sys
import time
import types
from typing import Any, Callable, Dict, FrozenSet, Iterator, List, Set, Tuple

from . import builtin_values, code_values, libraries, numpy_values, objects, pandas_values, tensors
from .naming import Naming
from .nodes import Node, opaque
from .store import Store

DEEPEST = 120
MOST_PARTS = 100_000
LONGEST_SECONDS = 10.0

_OUR_REFERENCES = 3
"""What refers to a value that nobody else does: what was done, a variable, the argument of the question."""
_CHANGELESS = (int, float, complex, bool, str, bytes, type(None), type, range, slice, tuple, frozenset)
_SHARED_BY_ALL = (types.ModuleType, types.BuiltinFunctionType, types.FunctionType)

Handler = Callable[["Digester", Any], Node]

TABLE: Dict[str, Handler] = {
    **builtin_values.HANDLERS,
    **code_values.HANDLERS,
    **numpy_values.HANDLERS,
    **pandas_values.HANDLERS,
    **libraries.HANDLERS,
    **tensors.HANDLERS,
}
"""How values are taken apart, by qualified type; the nearest class in the order of inheritance counts."""


_HIDING = frozenset(tensors.HANDLERS.values())
"""They say what a value computes with, but don't go through all that it refers to."""


def names_in(code: types.CodeType) -> Iterator[str]:
    """Names that code reads, binds or asks objects for, with those of the functions in it."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


def _is_changeless(value: Any) -> bool:
    """Whether that values have this in common says nothing: it can't change, or all share what a library has."""
    if isinstance(value, _CHANGELESS + _SHARED_BY_ALL):
        # What a function of the notebook's holds is looked at by itself.
        return True
    return type(value).__module__.partition(".")[0] == "numpy" and not hasattr(value, "__setitem__")


class TooMuchError(Exception):
    """A value has too many parts, or taking it apart takes too long."""


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


class Digester:
    """Takes values apart.

    Attributes:
        naming: What classes and functions are called.
        store: Where numbers go.
        given: Functions of the user's, as `module:function`, by the class whose instances they take apart.
        reach: What the value reaches that was taken apart last.
    """

    def __init__(self, naming: Naming, store: Store, given: Dict[str, str]) -> None:
        self.naming = naming
        self.store = store
        self.given = given
        self._done: Dict[int, Tuple[Any, Node]] = {}
        self._open: List[int] = []
        self._parts = 0
        self._deadline = 0.0
        self._too_much: Dict[int, Tuple[Any, Node]] = {}
        self._memory: Set[int] = set()
        self._names: Set[str] = set()
        self._is_unsure = False
        self.reach = Reach()

    def digest(self, value: Any) -> Node:
        """Take a value apart; whatever goes wrong makes it a value that is not compared."""
        self._memory, self._names, self._is_unsure = set(), set(), True
        self.reach = Reach()
        if id(value) in self._too_much:
            return self._too_much[id(value)][1]
        self._done, self._open, self._parts = {}, [], 0
        self._is_unsure = False
        self._deadline = time.monotonic() + LONGEST_SECONDS
        try:
            node = self.node(value)
            self.reach = Reach(self._lasting() | self._memory, frozenset(self._names), is_unsure=self._is_unsure)
            return node
        except TooMuchError as error:
            node = opaque(self.naming.qualified(type(value)), str(error))
            # Tried once, not after every cell; that it can't be compared stays true whatever becomes of it.
            self._too_much[id(value)] = (value, node)
            return node
        except RecursionError:
            return opaque(self.naming.qualified(type(value)), "it is nested too deeply")
        except Exception as error:
            reason = "it can't be taken apart (%s)" % type(error).__name__
            return opaque(self.naming.qualified(type(value)), reason)
        finally:
            self._done = {}

    def _lasting(self) -> FrozenSet[int]:
        """Objects that belong to the value, without those that were made to look at it and what can't change."""
        return frozenset(
            id(value)
            for value, _ in self._done.values()
            if not _is_changeless(value) and sys.getrefcount(value) > _OUR_REFERENCES
        )

    def sees_memory(self, array: Any) -> None:
        """Note whose memory an array of NumPy looks into."""
        while getattr(array, "base", None) is not None:
            array = array.base
        self._memory.add(id(array))

    def sees_code(self, code: types.CodeType) -> None:
        """Note the names in code of the notebook's own."""
        self._names.update(names_in(code))

    def node(self, value: Any) -> Node:
        """Take a part of a value apart."""
        identity = id(value)
        if identity in self._done:
            return self._done[identity][1]
        if identity in self._open:
            # How far up the cycle closes is part of the shape.
            return Node("cycle", str(len(self._open) - self._open.index(identity)).encode("ascii"))
        self._count()
        self._open.append(identity)
        try:
            node = self._taken_apart(value)
        finally:
            self._open.pop()
        if node.opaque and not node.children and node.opaque != libraries.PICTURE:
            self._is_unsure = True
        # The value is kept alive, so that its identity is not given to another.
        self._done[identity] = (value, node)
        return node

    def _count(self) -> None:
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooMuchError("it has more than %d parts" % MOST_PARTS)
        if len(self._open) > DEEPEST:
            raise TooMuchError("it is nested too deeply")
        if self._parts % 64 == 0 and time.monotonic() > self._deadline:
            raise TooMuchError("taking it apart takes too long")

    def _taken_apart(self, value: Any) -> Node:
        kind = type(value)
        for base in kind.__mro__[:-1] if self.given else ():
            function = self.given.get(self.naming.qualified(base))
            if function is not None:
                self._is_unsure = True
                return Node(self.naming.qualified(kind), children=[("", self.node(_call(function, value)))])
        reason = libraries.opaque_reason(kind)
        if reason:
            return opaque(self.naming.qualified(kind), reason)
        for base in kind.__mro__[:-1]:
            handler = TABLE.get("%s.%s" % (base.__module__, base.__qualname__))
            if handler is not None:
                self._is_unsure |= handler in _HIDING
                node = handler(self, value)
                return node if base is kind or tensors.is_whole(base) else objects.with_state(self, value, node, base)
        return objects.instance(self, value)


def _call(function: str, value: Any) -> Any:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(value)
