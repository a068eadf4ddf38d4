"""A value taken apart: a tree of labelled, hashed nodes, in which two values can be compared later and elsewhere."""

from __future__ import annotations

import hashlib
from typing import Any, Dict, List, Optional, Sequence, Tuple

LONGEST_SUMMARY = 80

Children = Sequence[Tuple[str, "Node"]]


class Node:
    """One part of a value.

    Attributes:
        label: What it is, its type first.
        hash: Of all that is compared; equal hashes mean equal values.
        children: Its parts, by name.
        floats: For numbers that may be compared with a tolerance: format, count and the name of the stored bytes.
        opaque: Why it can't be compared, or which of its parts can't and why; empty for most.
        note: What has to be said although it is compared.
        summary: What it looks like, in a few words.
        size: Number of nodes in it; 0 where its parts are in the store already.
    """

    __slots__ = ("children", "floats", "hash", "label", "note", "opaque", "size", "summary")

    def __init__(  # noqa: PLR0913 - the last four are rare, and named
        self,
        label: str,
        leaf: bytes = b"",
        children: Children = (),
        *,
        floats: Optional[Dict[str, Any]] = None,
        opaque: str = "",
        note: str = "",
        summary: str = "",
    ) -> None:
        self.label = label
        self.children = list(children)
        self.floats = floats
        self.opaque: str = opaque or _first_opaque(self.children)
        self.note: str = note or _first_note(self.children)
        self.summary = summary[:LONGEST_SUMMARY]
        self.hash = _hash(label, leaf, self.children)
        self.size = 1
        for _, child in self.children:
            self.size += child.size or 1

    @classmethod
    def stored(cls, data: Dict[str, Any]) -> Node:
        """A node that is in the store already, from what was said of it in short."""
        node = cls.__new__(cls)
        node.label, node.hash, node.children, node.floats, node.size = data["label"], data["hash"], [], None, 0
        node.opaque, node.note, node.summary = (data.get(key, "") for key in ("opaque", "note", "summary"))
        return node

    def alone(self) -> Node:
        """The node without its parts, once they are in the store."""
        return Node.stored(self.in_short())

    def in_short(self) -> Dict[str, Any]:
        """The node without its parts, as plain data."""
        data: Dict[str, Any] = {"label": self.label, "hash": self.hash}
        for key in ("opaque", "note", "summary"):
            if getattr(self, key):
                data[key] = getattr(self, key)
        return data


def _first_opaque(children: Children) -> str:
    for name, child in children:
        if child.opaque:
            return "%s: %s" % (name, child.opaque) if name else child.opaque
    return ""


def _first_note(children: Children) -> str:
    for _, child in children:
        if child.note:
            return child.note
    return ""


def _hash(label: str, leaf: bytes, children: List[Tuple[str, Node]]) -> str:
    text = "".join(["%d:%s%s" % (len(name), name, child.hash) for name, child in children])
    head = "%d:%d:%s" % (len(label), len(leaf), label)
    content = b"".join([head.encode("utf-8", "surrogatepass"), leaf, text.encode("utf-8", "surrogatepass")])
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def opaque(label: str, reason: str) -> Node:
    """A part that can't be compared."""
    return Node(label, opaque=reason)


def same(label: str) -> Node:
    """A part that says nothing about the result and is the same by decree: a cache, a scope, a timing."""
    return Node(label)
