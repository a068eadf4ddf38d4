"""Trees and numbers on disk, by their hash, so that what is the same in every run is written once."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any, Dict

from .nodes import Node

LARGEST_BLOB = 16 * 1024 * 1024
_LARGEST_STORE = 1024 * 1024 * 1024


class Store:
    """A folder of content by hash."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.written = 0

    def reference(self, node: Node) -> Dict[str, Any]:
        """Store a tree, and give what stands for it in an event."""
        if node.children or node.floats:
            self._write("%s.json" % node.hash, lambda: json.dumps(node.as_data()).encode("ascii"))
        found: Dict[str, Any] = {"label": node.label, "hash": node.hash}
        for key in ("opaque", "note", "summary"):
            if getattr(node, key):
                found[key] = getattr(node, key)
        return found

    def numbers(self, content: Any, form: str) -> Dict[str, Any]:
        """Store numbers for a comparison with a tolerance.

        Args:
            content: Their bytes.
            form: How a number is stored, as the module `array` calls it; `zd` and `zf` for complex ones.

        Returns:
            What a node says of them.
        """
        name = hashlib.blake2b(content, digest_size=16).hexdigest()
        size = len(content)
        if size <= LARGEST_BLOB:
            self._write("%s.bin" % name, lambda: bytes(content))
        return {"form": form, "size": size, "blob": name}

    def _write(self, name: str, content: Any) -> None:
        path = os.path.join(self.folder, name)
        if os.path.exists(path) or self.written > _LARGEST_STORE:
            return
        data = content()
        self.written += len(data)
        temporary = "%s.%d" % (path, os.getpid())
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, path)
