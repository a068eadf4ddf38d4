"""Types as expressions: text, join, what iterating and indexing give."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression
from nb2prod.types.arrays import iterated_array
from nb2prod.types.values import NONE_TYPE, UNKNOWN_TYPE

INT = TypeExpression("int")
FLOAT = TypeExpression("float")
COMPLEX = TypeExpression("complex")
BOOL = TypeExpression("bool")
STR = TypeExpression("str")
BYTES = TypeExpression("bytes")
SLICE = TypeExpression("slice")
FUNCTION = TypeExpression("function")
MODULE = TypeExpression("module")
CLASS = TypeExpression("type")
FRAME = TypeExpression("pandas.DataFrame")
SERIES = TypeExpression("pandas.Series")

IMMUTABLE = frozenset(
    "int float complex bool str bytes none slice range function module type Ellipsis numpy.float64 numpy.int64 "
    "pandas.Timestamp pandas.Timedelta datetime.datetime datetime.date datetime.timedelta".split()
)
SEQUENCES = frozenset({"list", "set", "frozenset", "deque", "collections.deque", "iterator", "generator"})
BUILTINS = frozenset("int float complex bool str bytes none list dict tuple set frozenset range slice".split())
WITHOUT_PARTS = frozenset("int float complex bool none matplotlib.axes.Axes".split())
"""Classes that have neither items nor elements."""

MOST_CANDIDATES = 4
"""More classes than this in one place are not told apart any more."""


@lru_cache(maxsize=8192)
def text_of(expression: TypeExpression) -> str:
    """How a type is written: `tuple[pandas.DataFrame, int]`; what may be one of several classes is not known."""
    if expression.head == "|":
        return " | ".join(map(text_of, expression.arguments))
    parts = [] if expression.head == "?" else [text_of(part) for part in expression.arguments]
    if not parts or (expression.head != "tuple" and all(part == "?" for part in parts)):
        return expression.head
    return f"{expression.head}[{', '.join(parts)}]"


def parse(text: str) -> TypeExpression:
    """Parse a type as a table writes it."""
    return parse_type_expression(text)


def join_types(left: TypeExpression, right: TypeExpression) -> TypeExpression:
    """The type of what may be either.

    Equal types stay, `None` beside a type makes it optional, parts are joined one by one; all else is unknown, with the
    classes that it may be where these are known: `?[pandas.DataFrame, pandas.Series]`.
    """
    return left if left is right or left == right else _joined(left, right)


@lru_cache(maxsize=8192)
def _joined(left: TypeExpression, right: TypeExpression) -> TypeExpression:
    if UNKNOWN_TYPE in (left, right):
        return UNKNOWN_TYPE
    if "?" in (left.head, right.head):
        return one_of([*members(left), *members(right)])
    if NONE_TYPE in (left, right):
        return _optional(right if left == NONE_TYPE else left)
    if left.head == "|" or right.head == "|":
        inner = join_types(without_none(left), without_none(right))
        return _optional(inner) if inner.head != "?" else one_of([*members(left), *members(right)])
    if left.head != right.head:
        return one_of([left, right])
    if len(left.arguments) == len(right.arguments):
        parts = tuple(map(join_types, left.arguments, right.arguments))
        return TypeExpression(left.head, parts) if left.head == "tuple" else generic(left.head, *parts)
    return TypeExpression(left.head)


def members(expression: TypeExpression) -> tuple[TypeExpression, ...]:
    """The types that a value may have: several of an optional one, and of one that is known to be one of several."""
    return expression.arguments if expression.head in ("?", "|") else (expression,)


def candidates(expression: TypeExpression) -> tuple[TypeExpression, ...]:
    """The classes that what has no single type may be; none where it may be anything."""
    return expression.arguments if expression.head == "?" else ()


def one_of(types: Iterable[TypeExpression]) -> TypeExpression:
    """An unknown type that is one of several: what they agree on is still known of it."""
    by_head: dict[str, TypeExpression] = {}
    for kind in types:
        known = by_head.get(kind.head)
        by_head[kind.head] = kind if known is None else join_types(known, kind)
    kinds = tuple(by_head[head] for head in sorted(by_head))
    if len(kinds) > MOST_CANDIDATES or any("." not in kind.head and kind.head not in BUILTINS for kind in kinds):
        return UNKNOWN_TYPE
    return kinds[0] if len(kinds) == 1 else TypeExpression("?", kinds)


def _optional(inner: TypeExpression) -> TypeExpression:
    return inner if inner.head == "|" else TypeExpression("|", (inner, NONE_TYPE))


@lru_cache(maxsize=8192)
def without_none(expression: TypeExpression) -> TypeExpression:
    """The type of what is there, if it is there; unknown for a union of several."""
    if expression.head != "|":
        return expression
    members = [member for member in expression.arguments if member != NONE_TYPE]
    return members[0] if len(members) == 1 else UNKNOWN_TYPE


def join_all(types: list[TypeExpression]) -> TypeExpression:
    """The join of several types; unknown if there is none."""
    if not types:
        return UNKNOWN_TYPE
    found = types[0]
    for other in types[1:]:
        found = join_types(found, other)
    return found


def generic(head: str, *arguments: TypeExpression) -> TypeExpression:
    """A container type; parts that are not known are left out."""
    if not arguments or all(argument == UNKNOWN_TYPE for argument in arguments):
        return TypeExpression(head)
    return TypeExpression(head, arguments)


def immutable(expression: TypeExpression, knowledge: Knowledge) -> bool:
    """Whether objects of a type cannot change, so that sharing them is harmless."""
    head = expression.head
    if head in IMMUTABLE:
        return True
    if head == "?":
        return False
    if head in ("|", "tuple", "frozenset"):
        return bool(expression.arguments) and all(immutable(part, knowledge) for part in expression.arguments)
    entry = knowledge.type(head)
    return entry is not None and entry.immutable


def iterated(expression: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    """What iterating over a value gives."""
    expression = without_none(expression)
    match expression:
        case TypeExpression("?", kinds):
            return join_all([iterated(kind, knowledge) for kind in kinds if kind.head not in WITHOUT_PARTS])
        case TypeExpression("tuple", arguments) if arguments:
            return join_all(list(arguments))
        case TypeExpression("list" | "set" | "frozenset" | "iterator" | "generator", (item,)):
            return item
        case TypeExpression("dict", (key, _)):
            return key
        case TypeExpression("numpy.ndarray"):
            return iterated_array(expression)
        case TypeExpression("str" | "range" | "list" | "dict" | "tuple" as head):
            return {"str": STR, "range": INT}.get(head, UNKNOWN_TYPE)
    for ancestor in knowledge.ancestors(expression.head):
        entry = knowledge.type(ancestor)
        if entry is not None and entry.iter:
            found = _plain(parse(entry.iter), expression)
            return found if found != UNKNOWN_TYPE else _lone_part(expression)
    return _lone_part(expression)


def _lone_part(expression: TypeExpression) -> TypeExpression:
    return expression.arguments[0] if len(expression.arguments) == 1 else UNKNOWN_TYPE


def part(expression: TypeExpression, which: str, knowledge: Knowledge) -> TypeExpression:
    """A part of a container's type: its `item`, `key` or `value`."""
    expression = without_none(expression)
    match which, expression:
        case ("key", TypeExpression("dict", (key, _))):
            return key
        case ("value", TypeExpression("dict", (_, value))):
            return value
        case ("item", _):
            return iterated(expression, knowledge)
        case (("key" | "value"), TypeExpression(_, (key, value))):
            return key if which == "key" else value
    return UNKNOWN_TYPE


def _plain(found: TypeExpression, owner: TypeExpression) -> TypeExpression:
    if found.head == "self":
        return owner
    if ":" in found.head:
        return UNKNOWN_TYPE
    return TypeExpression(found.head, tuple(_plain(a, owner) for a in found.arguments))
