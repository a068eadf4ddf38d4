"""Trees and numbers on disk, by their hash, so that what is the same in every run is written once."""

from __future__ import annotations

import hashlib
import os
from json import dumps
from typing import Any, Dict, List, Set

from .nodes import Node

LARGEST_BLOB = 16 * 1024 * 1024
_LARGEST_STORE = 1024 * 1024 * 1024
# Fewer bytes stand where they are used; files of their own are for many.
_SHORT = 64
_OWN_FILE = 1024 * 1024
_MOST_WAITING = 16 * 1024 * 1024
# A part of a tree with more nodes is a tree of its own: a change elsewhere does not write it anew.
_LARGEST_PART = 256


class Store:
    """A folder of content by hash: large numbers as files, small ones packed, trees as JSON."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.written = 0
        self._there: Set[str] = set()
        self._small: List[bytes] = []
        self._waiting = 0

    def reference(self, node: Node) -> Dict[str, Any]:
        """Store a tree, and give what stands for it in an event."""
        self._keep(node)
        self._pack()
        return node.in_short()

    def numbers(self, content: Any, form: str) -> Dict[str, Any]:
        """Store numbers for a comparison with a tolerance.

        Args:
            content: Their bytes.
            form: How a number is stored, as the module `array` calls it; `zd` and `zf` for complex ones.

        Returns:
            What a node says of them.
        """
        size = len(content)
        if size <= _SHORT:
            return {"form": form, "size": size, "bytes": bytes(content).hex()}
        name = hashlib.blake2b(content, digest_size=16).hexdigest()
        if size > _OWN_FILE:
            self._write("%s.bin" % name, content if size <= LARGEST_BLOB else None)
        elif name not in self._there:
            self._there.add(name)
            self._small += [b"%s %d\n" % (name.encode("ascii"), size), bytes(content)]
            self._waiting += size
            if self._waiting > _MOST_WAITING:
                self._pack()
        return {"form": form, "size": size, "blob": name}

    def _keep(self, node: Node) -> None:
        """Write the tree of a node, if it has one and it is not there yet; its large parts first."""
        if node.size and (node.children or node.floats) and not self._is_there("%s.json" % node.hash):
            data = self._described(node)
            self._write("%s.json" % node.hash, dumps(data).encode("ascii"))

    def _described(self, node: Node) -> Dict[str, Any]:
        data = node.in_short()
        if node.floats:
            data["floats"] = node.floats
        if node.children:
            data["children"] = [[name, self._part(child)] for name, child in node.children]
        return data

    def _part(self, node: Node) -> Dict[str, Any]:
        if node.size and node.size <= _LARGEST_PART:
            return self._described(node)
        self._keep(node)
        return {**node.in_short(), "is_elsewhere": True}

    def _is_there(self, name: str) -> bool:
        return name in self._there or os.path.exists(os.path.join(self.folder, name))

    def _write(self, name: str, content: Any) -> None:
        if content is None or self._is_there(name) or self.written > _LARGEST_STORE:
            return
        self._there.add(name)
        self.written += len(content)
        path = os.path.join(self.folder, name)
        temporary = "%s.%d" % (path, os.getpid())
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)

    def _pack(self) -> None:
        """Write small numbers behind each other into one file of this run."""
        small, self._small, self._waiting = self._small, [], 0
        if small and self.written <= _LARGEST_STORE:
            content = b"".join(small)
            self.written += len(content)
            with open(os.path.join(self.folder, "numbers-%d.pack" % os.getpid()), "ab") as file:
                file.write(content)
