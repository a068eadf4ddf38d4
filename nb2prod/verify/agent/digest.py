"""Taking values apart, by a table of types. User code is asked for as little as possible, and nothing is imported."""

from __future__ import annotations

import importlib
import time
from typing import Any, Callable, Dict, List, Tuple

from . import builtin_values, code_values, libraries, numpy_values, objects, pandas_values, tensors
from .naming import Naming
from .nodes import Node, opaque
from .store import Store

DEEPEST = 120
MOST_PARTS = 100_000
LONGEST_SECONDS = 10.0

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


class TooMuchError(Exception):
    """A value has too many parts, or taking it apart takes too long."""


class Digester:
    """Takes values apart.

    Attributes:
        naming: What classes and functions are called.
        store: Where numbers go.
        given: Functions of the user's, as `module:function`, by the class whose instances they take apart.
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

    def digest(self, value: Any) -> Node:
        """Take a value apart; whatever goes wrong makes it a value that is not compared."""
        if id(value) in self._too_much:
            return self._too_much[id(value)][1]
        self._done, self._open, self._parts = {}, [], 0
        self._deadline = time.monotonic() + LONGEST_SECONDS
        try:
            return self.node(value)
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
                return Node(self.naming.qualified(kind), children=[("", self.node(_call(function, value)))])
        reason = libraries.opaque_reason(kind)
        if reason:
            return opaque(self.naming.qualified(kind), reason)
        for base in kind.__mro__[:-1]:
            handler = TABLE.get("%s.%s" % (base.__module__, base.__qualname__))
            if handler is not None:
                node = handler(self, value)
                return node if base is kind or tensors.is_whole(base) else objects.with_state(self, value, node, base)
        return objects.instance(self, value)


def _call(function: str, value: Any) -> Any:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(value)
