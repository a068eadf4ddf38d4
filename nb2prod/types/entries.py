"""What dictionaries hold under keys that are known: `{"model": clf, "score": 0.9}["score"]` is a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.call import Call
from nb2prod.types.heap import Heap, Regions
from nb2prod.types.shapes import STR, generic, join_all, join_types
from nb2prod.types.values import UNKNOWN_TYPE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

Entries = Mapping[str, TypeExpression]

MOST_KEYS = 64
"""Larger dictionaries are data."""

NONE: Entries = {}


def begin(heap: Heap, regions: Regions, items: Iterable[tuple[Value, Value]]) -> None:
    """Remember what a new dictionary holds, if all of its keys are known texts.

    Args:
        heap: The objects.
        regions: The dictionary.
        items: Keys and values.
    """
    found: dict[str, TypeExpression] = {}
    for key, value in items:
        if not isinstance(key.literal, str) or len(found) == MOST_KEYS:
            return
        found[key.literal] = value.type
    for region in regions:
        heap.entries[region] = found


def entries_of(heap: Heap, value: Value) -> Entries:
    """What a dictionary holds under keys that are known; of several that it may be, what they have in common."""
    if not heap.entries or value.type.head != "dict" or not value.regions:
        return NONE
    each = [heap.entries.get(region, NONE) for region in value.regions]
    first = each[0]
    for other in each[1:]:
        first = {key: join_types(kind, other[key]) for key, kind in first.items() if key in other}
    return first


def entry(heap: Heap, base: Value, key: Value) -> TypeExpression:
    """The type of what a dictionary holds under a key; unknown where that is not known."""
    if not isinstance(key.literal, str):
        return UNKNOWN_TYPE
    return entries_of(heap, base).get(key.literal, UNKNOWN_TYPE)


def forget(heap: Heap, regions: Iterable[int], *, deep: bool) -> None:
    """Forget what dictionaries hold that may have changed.

    Args:
        heap: The objects.
        regions: Those that may have changed.
        deep: Whether what they hold may have changed with them.
    """
    for region in heap.reach(regions) if deep else regions:
        heap.entries.pop(region, None)


def store(machine: Machine, base: Value, key: Value, value: Value, before: Mapping[int, Entries]) -> None:
    """Remember what is stored under a key.

    Args:
        machine: The state.
        base: The dictionary, which counts as changed already.
        key: The key.
        value: What is stored.
        before: What was known of its objects before that.
    """
    if not isinstance(key.literal, str):
        return
    sure = len(base.regions) == 1 and not machine.maybe
    for region in base.regions:
        known = before.get(region)
        if known is not None and len(known) < MOST_KEYS:
            old = value.type if sure else known.get(key.literal, value.type)
            kind = join_types(old, value.type)
            machine.heap.entries[region] = {**known, key.literal: kind}


def after_call(heap: Heap, call: Call, made: Value) -> Value:
    """Add what `dict(a=1)` tells of the dictionary that it makes."""
    given = call.arguments
    if call.entry.name != "dict" or not given.keywords or given.positional or given.spread:
        return made
    begin(heap, made.regions, ((Value(STR, literal=name), value) for name, value in given.keywords.items()))
    return made._replace(type=generic("dict", STR, join_all([value.type for value in given.keywords.values()])))
