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
    """

    __slots__ = ("children", "floats", "hash", "label", "note", "opaque", "summary")

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
        self.note: str = note or next((child.note for _, child in self.children if child.note), "")
        self.summary = summary[:LONGEST_SUMMARY]
        self.hash = _hash(label, leaf, self.children)

    def as_data(self) -> Dict[str, Any]:
        """The tree as plain data, to be stored."""
        data: Dict[str, Any] = {"label": self.label, "hash": self.hash}
        for key in ("floats", "opaque", "note", "summary"):
            if getattr(self, key):
                data[key] = getattr(self, key)
        if self.children:
            data["children"] = [[name, child.as_data()] for name, child in self.children]
        return data


def _first_opaque(children: Children) -> str:
    for name, child in children:
        if child.opaque:
            return "%s: %s" % (name, child.opaque) if name else child.opaque
    return ""


def _hash(label: str, leaf: bytes, children: List[Tuple[str, Node]]) -> str:
    state = hashlib.blake2b(digest_size=16)
    encoded = label.encode("utf-8", "surrogatepass")
    state.update(b"%d:%d:" % (len(encoded), len(leaf)))
    state.update(encoded)
    state.update(leaf)
    for name, child in children:
        text = name.encode("utf-8", "surrogatepass")
        state.update(b"%d:" % len(text))
        state.update(text)
        state.update(child.hash.encode("ascii"))
    return state.hexdigest()


def opaque(label: str, reason: str) -> Node:
    """A part that can't be compared."""
    return Node(label, opaque=reason)


def same(label: str) -> Node:
    """A part that says nothing about the result and is the same by decree: a cache, a scope, a timing."""
    return Node(label)
