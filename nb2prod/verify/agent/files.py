"""Files that a run writes: which they are, and what is in them."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import sys
from contextlib import suppress
from typing import Any, Dict, Iterator, Tuple

from .digest import Digester
from .nodes import Node, opaque

Snapshot = Dict[str, Tuple[int, int]]
_NO_RESULTS = frozenset(["__pycache__", ".ipynb_checkpoints", ".git", "catboost_info", ".mypy_cache", ".cache"])
_PICKLED = (".pkl", ".pickle", ".joblib", ".sav", ".p", ".jbl")
_PICTURES = (".png", ".jpg", ".jpeg", ".svg", ".pdf", ".gif", ".eps", ".ps", ".webp", ".mp4", ".html")
_LARGEST_PICKLE = 256 * 1024 * 1024


def snapshot(folder: str) -> Snapshot:
    """Size and time of every file below a folder."""
    return {name: (status.st_size, status.st_mtime_ns) for name, status in _files(folder)}


def _files(folder: str) -> Iterator[Tuple[str, os.stat_result]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NO_RESULTS)
        for name in sorted(names):
            path = os.path.join(place, name)
            with suppress(OSError):
                yield os.path.relpath(path, folder).replace(os.sep, "/"), os.stat(path)


def written(folder: str, before: Snapshot) -> Iterator[str]:
    """Name the files that are new or have changed; compiled code is no result."""
    for name, state in snapshot(folder).items():
        if before.get(name) != state and not name.endswith((".pyc", ".pyo")):
            yield name


def flush_open() -> None:
    """Write through what open files still hold: when they are closed differs between a notebook and a function."""
    for thing in gc.get_objects():
        if isinstance(thing, io.IOBase) and thing not in (sys.stdout, sys.stderr):
            with suppress(Exception):
                thing.flush()


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
    return Node(kind, state.digest(), summary="%d bytes" % size)


def _unpickled(path: str) -> Any:
    if "joblib" in sys.modules:
        return sys.modules["joblib"].load(path)
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file)
