"""A cheap proof that a value is one that was taken apart before: all that pickling it would keep, as one hash.

Pickling goes through a value at the speed of C, where taking it apart does not. Equal content may be pickled in
different ways, so that two fingerprints differ proves nothing; that two are the same proves that the content is.
"""

from __future__ import annotations

import copyreg
import hashlib
import pickle
import sys
from typing import Any, Callable, Dict, List, Optional, Tuple

from .objects import SCRATCH

_PROTOCOL = 5
_MOST = 1_000_000
_SMALL = 16 * 1024


class _RefusedError(Exception):
    """The value holds too much, or something of which pickling says too little."""


class Fingerprint:
    """What was seen of a value.

    Attributes:
        content: Hash of what pickling keeps.
        seen: All objects that it went through, temporary ones too.
        kinds: Their classes.
    """

    __slots__ = ("content", "kinds", "seen")

    def __init__(self, content: bytes, seen: List[Any], kinds: Dict[type, bool]) -> None:
        self.content = content
        self.seen = seen
        self.kinds = kinds

    def of_kind(self, bases: Tuple[type, ...]) -> List[Any]:
        """What was seen of some classes."""
        kinds = {kind for kind in self.kinds if issubclass(kind, bases)}
        return [value for value in self.seen if type(value) in kinds] if kinds else []


class _Hash:
    """A file that keeps only the hash of what is written to it."""

    def __init__(self) -> None:
        self.state = hashlib.sha256()

    def write(self, content: Any) -> int:
        self.state.update(content)
        return len(content)


class _Pickler(pickle.Pickler):
    def __init__(self, file: _Hash, refuses: Callable[[type], bool], has_scratch: Callable[[type], bool]) -> None:
        super().__init__(file, _PROTOCOL)
        self._array: Any = getattr(sys.modules.get("numpy"), "ndarray", None)
        self.seen: List[Any] = []
        self.kinds: Dict[type, bool] = {}
        self._refuses = refuses
        self._has_scratch = has_scratch
        self._reducers: Dict[type, Any] = dict(copyreg.dispatch_table)
        self.dispatch_table = self._reducers

    def persistent_id(self, obj: Any) -> Any:
        """Note an object on the way, and let it be pickled; of an array give what says all of it at once."""
        kind = type(obj)
        if kind not in self.kinds:
            if self._refuses(kind):
                raise _RefusedError
            self.kinds[kind] = True
            if self._has_scratch(kind):
                self._reducers[kind] = _without_scratch
        self.seen.append(obj)
        if len(self.seen) > _MOST:
            raise _RefusedError
        return _content(obj) if kind is self._array else None


def _content(array: Any) -> Any:
    """Type, shape and numbers of an array of NumPy; `None` for one that holds objects."""
    kind = array.dtype
    if kind.hasobject or kind.names:
        return None
    numbers = array.tobytes() if array.nbytes <= _SMALL else _hashed(array)
    # In one piece: each part of it would be asked for.
    return ("%s %s " % (kind.str, array.shape)).encode("ascii") + numbers


def _hashed(array: Any) -> bytes:
    """Hash of an array's numbers as they lie in memory, if they lie in one piece: copying takes longer than hashing."""
    turned = array.flags.f_contiguous and not array.flags.c_contiguous
    plain = sys.modules["numpy"].ascontiguousarray(array.T if turned else array).reshape(-1)
    return (b"turned " if turned else b"") + hashlib.sha256(plain.view("u1").data).digest()


def standing_in(kind: type, state: Any) -> Any:
    """Stand for an instance in what is pickled, which nobody ever loads."""
    raise TypeError(kind, state)


def _without_scratch(value: Any) -> Any:
    state = {name: part for name, part in vars(value).items() if name not in SCRATCH}
    return standing_in, (type(value), state)


def fingerprint(
    value: Any, refuses: Callable[[type], bool], has_scratch: Callable[[type], bool]
) -> Optional[Fingerprint]:
    """Take a fingerprint.

    Args:
        value: Any value.
        refuses: Whether pickling an instance of a class says too little, or must not be tried.
        has_scratch: Whether instances of a class keep what they work in, which is left out.

    Returns:
        It; `None` where the value can't be pickled as a whole.
    """
    stream = _Hash()
    pickler = _Pickler(stream, refuses, has_scratch)
    try:
        pickler.dump(value)
    except BaseException:  # the value's own code may raise anything
        return None
    content = stream.state.digest()
    found = Fingerprint(content, pickler.seen, pickler.kinds)
    # It remembers all that it has seen.
    pickler.clear_memo()
    return found
