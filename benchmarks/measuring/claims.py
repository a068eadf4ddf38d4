"""What a claimed type is worth, against what was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum
from typing import Any

from nb2prod.knowledge import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression

Seen = Mapping[str, Any]

_UNNAMED = {"NoneType": "none", "types.FunctionType": "function", "types.ModuleType": "module"}


class Worth(IntEnum):
    """How good a claim is, worst first."""

    WRONG = 0
    UNKNOWN = 1
    GENERAL = 2
    EXACT = 3


def judge(claimed: TypeExpression, seen: Seen, knowledge: Knowledge) -> Worth:
    """Judge a claim.

    Args:
        claimed: The claimed type.
        seen: What `measuring.seen.describe` says of the value.
        knowledge: The tables, for the public names of classes.

    Returns:
        `EXACT` if the class of the value is the claimed one, and so are those of all parts that the claim speaks of;
        `GENERAL` if the value is an instance of what is claimed, but of a subclass, or one member of a union, or a
        part is; `WRONG` if it is no instance; `UNKNOWN` if nothing is claimed.
    """
    if claimed.head == "?":
        return Worth.UNKNOWN
    if claimed.head == "|":
        best = max(judge(member, seen, knowledge) for member in claimed.arguments)
        return min(best, Worth.GENERAL)
    own = _own_class(claimed.head, seen, knowledge)
    if own is not Worth.EXACT or not claimed.arguments:
        return own
    return min([own, *(w for w in _parts(claimed, seen, knowledge) if w is not Worth.UNKNOWN)])


def _own_class(head: str, seen: Seen, knowledge: Knowledge) -> Worth:
    if _same(head, seen["type"], knowledge):
        return Worth.EXACT
    if head == "iterator" and seen.get("iterates"):
        return Worth.GENERAL
    return Worth.GENERAL if any(_same(head, base, knowledge) for base in seen["bases"]) else Worth.WRONG


def _same(head: str, name: str, knowledge: Knowledge) -> bool:
    """Whether a class is the one that is claimed; in which module of its library it is defined doesn't matter."""
    name = _UNNAMED.get(name, name)
    if head == name or knowledge.canonical(head) == knowledge.canonical(name):
        return True
    # Some modules are written in C, under the same name with an underscore: `_io`.
    mine, other = head.lstrip("_").split("."), name.lstrip("_").split(".")
    return len(mine) > 1 and len(other) > 1 and (mine[0], mine[-1]) == (other[0], other[-1])


def _parts(claimed: TypeExpression, seen: Seen, knowledge: Knowledge) -> Iterable[Worth]:
    match claimed:
        case TypeExpression("tuple", parts):
            items = seen.get("items", ())
            if len(items) != len(parts):
                yield Worth.WRONG
                return
            for part, item in zip(parts, items, strict=True):
                yield judge(part, item, knowledge)
        case TypeExpression(_, (key, value)) if "keys" in seen:
            yield from (judge(key, each, knowledge) for each in seen["keys"])
            yield from (judge(value, each, knowledge) for each in seen["values"])
        case TypeExpression(_, (part,)):
            yield from (judge(part, each, knowledge) for each in seen.get("elements", ()))
