"""Joins: what a value is when it may be one of two."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.shapes import join_types
from nb2prod.types.values import NOTHING, Reference, Several, Value

MOST = 8
"""More callables than this in one place are not told apart any more."""


def join_values(left: Value, right: Value) -> Value:
    """What may be either of two values."""
    if left is right or left == right:
        return left
    joined = _joined(left, right)
    weaker = left if left.confidence <= right.confidence else right
    return Value(
        type=joined,
        regions=left.regions | right.regions,
        source=weaker.source,
        confidence=weaker.confidence if joined.head != "?" else 0.0,
        refers=_join_references(left.refers, right.refers),
        literal=left.literal if left.literal == right.literal and left.type == right.type else None,
        items=_join_items(left, right),
        columns=tuple(c for c in left.columns if c in right.columns),
        channel=left.channel if left.channel == right.channel else "",
    )


def _joined(left: Value, right: Value) -> TypeExpression:
    """The joined type; what is known to be empty takes the type of what is put into it later."""
    if left.type.head == right.type.head and () in (left.items, right.items):
        return right.type if left.items == () else left.type
    return join_types(left.type, right.type)


def join_many(values: Iterable[Value]) -> Value:
    """What may be any of several values; unknown if there is none."""
    found: Value | None = None
    for value in values:
        found = value if found is None else join_values(found, value)
    return found if found is not None else NOTHING


def _join_references(left: Reference | None, right: Reference | None) -> Reference | None:
    if left is None or right is None:
        return None
    if left == right:
        return left
    members = tuple(dict.fromkeys([*_members(left), *_members(right)]))
    return Several(members) if len(members) <= MOST else None


def _members(reference: Reference) -> tuple[Reference, ...]:
    return reference.members if isinstance(reference, Several) else (reference,)


def _join_items(left: Value, right: Value) -> tuple[Value, ...] | None:
    if left.items is None or right.items is None or len(left.items) != len(right.items):
        return None
    return tuple(map(join_values, left.items, right.items))
