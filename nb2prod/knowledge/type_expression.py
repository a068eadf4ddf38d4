"""The small language in which tables write types."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nb2prod.finding import UsageError

_TOKEN = re.compile(r"\s*(?:([A-Za-z_?*][\w.:*]*|\d+)|([\[\],|]))")


class TypeExpression(NamedTuple):
    """A parsed type expression; a tuple, since types are compared and looked up all the time.

    Attributes:
        head: Qualified class, `none`, `?`, `self`, a function of the arguments such as `same:0`, or `|` for a union.
        arguments: Its arguments in brackets, or the members of the union.
    """

    head: str
    arguments: tuple[TypeExpression, ...] = ()


@lru_cache(maxsize=4096)
def parse_type_expression(text: str) -> TypeExpression:
    """Parse a type expression such as `tuple[numpy.ndarray, same:0]`.

    Args:
        text: The expression as a table writes it.

    Raises:
        UsageError: If it is not well formed.
    """
    tokens = _tokens(text)
    expression, rest = _union(text, tokens)
    if rest:
        raise _malformed(text)
    return expression


def expression_names(expression: TypeExpression) -> frozenset[str]:
    """All heads in an expression but for `|`."""
    own = frozenset() if expression.head == "|" else frozenset({expression.head})
    return own.union(*map(expression_names, expression.arguments))


def matches(pattern: TypeExpression, key: TypeExpression) -> bool:
    """Whether the type of a key fits a pattern: `*` and missing arguments fit all, a union fits as a member does."""
    match pattern.head:
        case "*":
            return True
        case "|":
            return any(matches(member, key) for member in pattern.arguments)
    if pattern.head != key.head:
        return False
    if not pattern.arguments:
        return True
    return len(pattern.arguments) == len(key.arguments) and all(map(matches, pattern.arguments, key.arguments))


def _malformed(text: str) -> UsageError:
    return UsageError(
        f"{text!r} is no type expression", way_out="Write it like `tuple[numpy.ndarray, same:0]` or `int | none`."
    )


def _tokens(text: str) -> tuple[str, ...]:
    found: list[str] = []
    position = 0
    stripped = text.rstrip()
    while position < len(stripped):
        token = _TOKEN.match(stripped, position)
        if token is None:
            raise _malformed(text)
        found.append(token.group(1) or token.group(2))
        position = token.end()
    return tuple(found)


def _union(text: str, tokens: tuple[str, ...]) -> tuple[TypeExpression, tuple[str, ...]]:
    first, rest = _single(text, tokens)
    members = [first]
    while rest[:1] == ("|",):
        member, rest = _single(text, rest[1:])
        members.append(member)
    return (first if len(members) == 1 else TypeExpression("|", tuple(members))), rest


def _single(text: str, tokens: tuple[str, ...]) -> tuple[TypeExpression, tuple[str, ...]]:
    if not tokens or tokens[0] in "[],|":
        raise _malformed(text)
    head, rest = tokens[0], tokens[1:]
    if rest[:1] != ("[",):
        return TypeExpression(head), rest
    arguments: list[TypeExpression] = []
    while rest[:1] in {("[",), (",",)}:
        argument, rest = _union(text, rest[1:])
        arguments.append(argument)
    if rest[:1] != ("]",):
        raise _malformed(text)
    return TypeExpression(head, tuple(arguments)), rest[1:]
