"""Values that were taken apart before, in this run or an earlier one, by their fingerprint."""

from __future__ import annotations

import glob
import os
from json import dumps, loads
from typing import Dict, FrozenSet, Optional

from .nodes import Node


class Known:
    """What is known of a value without taking it apart.

    Attributes:
        node: What it was taken apart to.
        names: Names in the code that it reaches.
        is_unsure: Whether it may reach more than can be seen.
    """

    __slots__ = ("is_unsure", "names", "node")

    def __init__(self, node: Node, names: FrozenSet[str], *, is_unsure: bool) -> None:
        self.node = node
        self.names = names
        self.is_unsure = is_unsure


class Memory:
    """What is known of values, shared by the runs of one comparison.

    Attributes:
        folder: Where runs leave it to those that follow.
    """

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._known: Dict[str, Known] = {}
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), "known-*.jsonl"))):
            self._read(path)

    def get(self, fingerprint: str) -> Optional[Known]:
        """What is known of a value with this fingerprint."""
        return self._known.get(fingerprint)

    def learn(self, fingerprint: str, known: Known) -> None:
        """Note what a value was taken apart to, here and for the runs that follow."""
        self._known[fingerprint] = Known(known.node.alone(), known.names, is_unsure=known.is_unsure)
        told = [fingerprint, known.node.in_short(), sorted(known.names), known.is_unsure]
        with open(os.path.join(self.folder, "known-%d.jsonl" % os.getpid()), "a", encoding="ascii") as file:
            file.write(dumps(told) + "\n")

    def _read(self, path: str) -> None:
        with open(path, encoding="ascii") as file:
            for line in file:
                if line.endswith("\n"):
                    fingerprint, node, names, is_unsure = loads(line)
                    self._known[fingerprint] = Known(Node.stored(node), frozenset(names), is_unsure=is_unsure)
