"""Files that a run writes: which they are, and what is in them."""

from __future__ import annotations

import _io
import gc
import hashlib
import os
import sys
import time
import weakref
from contextlib import suppress
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .digest import Digester
from .nodes import Node, opaque
from .store import Store

NO_FILE = "no file"
"""What a file is labelled that is not there."""
_State = Tuple[int, ...]
_NO_RESULTS = frozenset(["__pycache__", ".ipynb_checkpoints", ".git", "catboost_info", ".mypy_cache", ".cache"])
_PICKLED = (".pkl", ".pickle", ".joblib", ".sav", ".p", ".jbl")
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".pdf", ".gif", ".eps", ".ps", ".webp", ".mp4", ".html")
_COMPILED = (".pyc", ".pyo")
_LARGEST_PICKLE = 256 * 1024 * 1024
# Two writes within one tick of the file system's clock look the same from outside.
_TICK_NS = 50_000_000
# Looking whether files have changed may take this much at once, and this share of the run.
_FREE_SECONDS, _SHARE = 0.2, 0.02


class Files:
    """The files below a folder: which a run has written, and what is in them.

    Attributes:
        root: The folder.
        digester: Takes values apart.
        store: Where the parts go.
    """

    def __init__(self, root: str, digester: Digester, store: Store) -> None:
        self.root = root
        self.digester = digester
        self.store = store
        self._first = dict(_files(root))
        self._last: Optional[Dict[str, _State]] = self._first
        self._known: Dict[str, Tuple[_State, bool, Dict[str, Any]]] = {}
        self._open: List[Any] = []
        self._begun = time.monotonic()
        self._spent = 0.0

    def written(self) -> Iterator[Tuple[str, Dict[str, Any]]]:
        """Files that are new or have changed since the beginning, with what is in them."""
        flush_open()
        for name, state in _files(self.root):
            if self._first.get(name, ())[:2] != state[:2]:
                yield name, self.reference(name)

    def changed(self) -> List[Tuple[str, Dict[str, Any]]]:
        """Files that have changed since this was asked last, with what is in them.

        In folders with very many files this is not looked at every time: what was not seen in time is not told.
        """
        self._flush()
        begun = time.monotonic()
        if self._spent > _FREE_SECONDS + _SHARE * (begun - self._begun):
            self._last = None
            return []
        now = dict(_files(self.root))
        self._spent += time.monotonic() - begun
        before, self._last = self._last, now
        if before is None:
            return []
        found = [name for name, state in now.items() if self._may_differ(name, before.get(name), state)]
        if found:
            self._open = flush_open()
        told = []
        for name in found:
            known = self._known.get(name)
            reference = self.reference(name)
            if known is None or known[2]["hash"] != reference["hash"]:
                told.append((name, reference))
        return told

    def _may_differ(self, name: str, before: Optional[_State], now: _State) -> bool:
        known = self._known.get(name)
        return before != now or (known is not None and not known[1])

    def _flush(self) -> None:
        for file in self._open:
            with suppress(Exception):
                file.flush()

    def reference(self, name: str) -> Dict[str, Any]:
        """Tell what is in a file; once for each state of it."""
        path = os.path.join(self.root, name)
        try:
            state = _state(os.stat(path))
        except OSError:
            return self.store.reference(Node(NO_FILE, summary="no such file"))
        known = self._known.get(name)
        if known is not None and known[0] == state and known[1]:
            return known[2]
        is_settled = time.time_ns() - max(state[1:3]) > _TICK_NS
        found = self.store.reference(digest_file(path, self.digester))
        self._known[name] = (state, is_settled, found)
        return found


def _files(folder: str) -> Iterator[Tuple[str, _State]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NO_RESULTS)
        for name in sorted(names):
            path = os.path.join(place, name)
            if not name.endswith(_COMPILED):
                with suppress(OSError):
                    yield os.path.relpath(path, folder).replace(os.sep, "/"), _state(os.stat(path))


def _state(status: os.stat_result) -> _State:
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def flush_open() -> List[Any]:
    """Write through what open files still hold: when they are closed differs between a notebook and a function.

    Returns:
        The files that are open for writing.
    """
    found = []
    for thing in gc.get_objects():
        if issubclass(type(thing), _io._IOBase) and thing not in (sys.stdout, sys.stderr):
            with suppress(Exception):
                thing.flush()
                if thing.writable() and not thing.closed:
                    found.append(weakref.proxy(thing))
    return found


def digest_file(path: str, digester: Digester) -> Node:
    """Take a file apart: a pickled value as that value, anything else by its bytes.

    Args:
        path: The file.
        digester: Takes values apart.

    Returns:
        A node; one that can't be compared where the bytes of a format say too little.
    """
    try:
        size = os.stat(path).st_size
        if path.lower().endswith(_PICKLED) and size <= _LARGEST_PICKLE:
            value = _unpickled(path)
            return Node("file", children=[("content", digester.digest(value))], summary="a pickled value")
        return _by_bytes(path, size)
    except Exception as error:
        return opaque("file", "it can't be read (%s)" % type(error).__name__)


def _by_bytes(path: str, size: int) -> Node:
    state = hashlib.blake2b(digest_size=16)
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            state.update(block)
    kind = "picture" if path.lower().endswith(_PICTURES) else "file"
    return Node(kind, state.digest(), summary="%d bytes with hash %s" % (size, state.hexdigest()[:8]))


def _unpickled(path: str) -> Any:
    if "joblib" in sys.modules:
        return sys.modules["joblib"].load(path)
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file)
