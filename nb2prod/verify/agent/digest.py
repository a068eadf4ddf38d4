"""Taking values apart, by a table of types. User code is asked for as little as possible, and nothing is imported."""

from __future__ import annotations

import gc
import hashlib
import importlib
import sys
import time
import types
from typing import Any, Dict, Iterable, List, Optional, Set, Tuple

from . import libraries, objects, tensors
from .fingerprint import Fingerprint, fingerprint
from .kinds import Kinds
from .known import Known, Memory
from .naming import Naming
from .nodes import Node, opaque
from .reach import Reach, lasting, memory_of, names_in
from .store import Store

DEEPEST = 120
MOST_PARTS = 100_000
LONGEST_SECONDS = 10.0

# They are taken apart as fast as they are pickled.
_AT_ONCE = (type(None), bool, int, float, complex, str, bytes, types.FunctionType, type)
_TABLES = frozenset(["ndarray", "DataFrame", "Series", "Index"])


class TooMuchError(Exception):
    """A value has too many parts, or taking it apart takes too long."""


class Digester:
    """Takes values apart.

    Attributes:
        naming: What classes and functions are called.
        store: Where numbers go.
        given: Functions of the user's, as `module:function`, by the class whose instances they take apart.
        memory: What is known of values from before; `None` where nothing is to be kept.
        reach: What the value reaches that was taken apart last.
    """

    def __init__(self, naming: Naming, store: Store, given: Dict[str, str], memory: Optional[Memory] = None) -> None:
        self.naming = naming
        self.store = store
        self.given = given
        # What a function of the user's looks at is not known.
        self.memory = None if given else memory
        self.reach = Reach()
        self._kinds = Kinds(naming, given)
        self._done: Dict[int, Tuple[Any, Node]] = {}
        self._open: List[int] = []
        self._parts = 0
        self._deadline = 0.0
        self._too_much: Dict[int, Tuple[Any, Node]] = {}
        self._unpickled: Set[int] = set()
        self._memory: Set[int] = set()
        self._names: Set[str] = set()
        self._is_unsure = False

    def digest(self, value: Any) -> Node:
        """Take a value apart; whatever goes wrong makes it a value that is not compared."""
        # What is made on the way is no garbage, and looking for some takes longer than making it.
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._digest(value)
        finally:
            if collects:
                gc.enable()

    def _digest(self, value: Any) -> Node:
        self._begin()
        if id(value) in self._too_much:
            return self._too_much[id(value)][1]
        try:
            found = self._looked_at(value)
            print_of = self._identified(found) if found is not None else ""
            known = self.memory.get(print_of) if self.memory is not None and print_of else None
            if known is not None and found is not None:
                self.reach = Reach(lasting(found.seen) | self._memory, known.names, is_unsure=known.is_unsure)
                return known.node
            del found
            node = self.node(value)
            names = frozenset(self._names)
            values = (done for done, _ in self._done.values())
            self.reach = Reach(lasting(values) | self._memory, names, is_unsure=self._is_unsure)
            if self.memory is not None and print_of:
                self.store.reference(node)
                self.memory.learn(print_of, Known(node, names, is_unsure=self._is_unsure))
            return node
        except TooMuchError as error:
            node = opaque(self.naming.qualified(type(value)), str(error))
            # Tried once, not after every cell; that it can't be compared stays true whatever becomes of it.
            self._too_much[id(value)] = (value, node)
            return node
        except RecursionError:
            return opaque(self.naming.qualified(type(value)), "it is nested too deeply")
        except BaseException as error:  # what is asked of a value may raise anything, SystemExit too
            reason = "it can't be taken apart (%s)" % type(error).__name__
            return opaque(self.naming.qualified(type(value)), reason)
        finally:
            self._done = {}

    def _begin(self) -> None:
        self._memory, self._names, self._is_unsure = set(), set(), False
        self._done, self._open, self._parts = {}, [], 0
        self._deadline = time.monotonic() + LONGEST_SECONDS
        self._kinds.forget_own()
        self.reach = Reach()

    def _looked_at(self, value: Any) -> Optional[Fingerprint]:
        """The fingerprint of a value for which that is worth while, and says enough."""
        kind = type(value)
        if self.memory is None or kind in _AT_ONCE or kind.__name__ in _TABLES or id(value) in self._unpickled:
            return None
        of = self._kinds.of
        found = fingerprint(value, lambda kind: of(kind).is_partly_pickled, lambda kind: of(kind).has_scratch)
        if found is None:
            # Another value that gets this identity is only taken apart without further ado.
            self._unpickled.add(id(value))
        return found

    def _identified(self, found: Fingerprint) -> str:
        """A fingerprint with what pickling keeps by name alone: the notebook's own functions and classes."""
        own = {id(thing): thing for thing in found.of_kind((type, types.FunctionType)) if self.naming.is_own(thing)}
        code = sorted(self.node(thing).hash for thing in own.values())
        for kind in found.kinds:
            if self._kinds.of(kind).is_own:
                objects.see_code(self, kind)
        if "numpy" in sys.modules:
            self._memory.update(map(memory_of, found.of_kind((sys.modules["numpy"].ndarray,))))
        return hashlib.blake2b(found.content + "".join(code).encode("ascii"), digest_size=16).hexdigest()

    def sees_memory(self, array: Any) -> None:
        """Note whose memory an array of NumPy looks into."""
        self._memory.add(memory_of(array))

    def sees_parts(self, parts: Iterable[int]) -> None:
        """Note the identities of parts that are not taken apart one by one."""
        self._memory.update(parts)

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
        kind = self._kinds.of(type(value))
        if kind.given:
            self._is_unsure = True
            return Node(kind.label, children=[("", self.node(_call(kind.given, value)))])
        if kind.opaque:
            return opaque(kind.label, kind.opaque)
        if kind.handler is None:
            return objects.instance(self, value)
        self._is_unsure |= kind.is_hiding
        node = kind.handler(self, value)
        if kind.base is type(value) or tensors.is_whole(kind.base):
            return node
        return objects.with_state(self, value, node, kind.base)


def _call(function: str, value: Any) -> Any:
    module, _, name = function.partition(":")
    return getattr(importlib.import_module(module), name)(value)
