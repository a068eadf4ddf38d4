"""Arguments of a call, as values, and how a table's entry names them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nb2prod.knowledge.model import CallEntry, Mutation
from nb2prod.types.values import Value


class Arguments(NamedTuple):
    """What a call is given; a tuple, as values are.

    Attributes:
        positional: Positional arguments up to the first starred one.
        keywords: Keyword arguments.
        spread: What stands behind `*` and `**`, and the positional arguments after a starred one.
    """

    positional: tuple[Value, ...] = ()
    keywords: Mapping[str, Value] = MappingProxyType({})
    spread: tuple[Value, ...] = ()

    def every(self) -> tuple[Value, ...]:
        """All values."""
        return (*self.positional, *self.keywords.values(), *self.spread)


def named(name: str, entry: CallEntry, arguments: Arguments) -> tuple[Value, ...]:
    """The values given for a parameter; several for one that takes the rest.

    Args:
        name: Name of a parameter, a position, `*` for all positional arguments, or `**` for all keyword arguments.
        entry: The entry, which knows the order of the parameters.
        arguments: What is given.
    """
    if name in arguments.keywords:
        return (arguments.keywords[name],)
    if name == "*":
        return (*arguments.positional, *arguments.spread)
    if name == "**":
        return (*arguments.keywords.values(), *arguments.spread)
    if name.isdigit():
        return arguments.positional[int(name) : int(name) + 1]
    for position, parameter in enumerate(entry.args):
        if parameter == name:
            return arguments.positional[position : position + 1]
        if parameter == f"*{name}":
            return (*arguments.positional[position:], *arguments.spread)
    return ()


def loosely_named(names: tuple[str, ...], entry: CallEntry, arguments: Arguments) -> tuple[Value, ...]:
    """The values given for parameters; where the entry has no order, any positional argument may be one of them."""
    if not names:
        return ()
    found = [value for name in names for value in named(name, entry, arguments)]
    if not entry.args and not any(name.isdigit() or name in ("*", "**", "self") for name in names):
        found += [*arguments.positional, *arguments.spread]
    return tuple(found)


def truth(value: Value) -> bool | None:
    """Whether a value is true; `None` if that cannot be read."""
    if value.type.head == "none":
        return False
    if value.literal is not None:
        return bool(value.literal)
    return None


def happens(mutation: Mutation, entry: CallEntry, arguments: Arguments) -> bool | None:
    """Whether a mutation that an entry names happens; `None` if it may."""
    if not mutation.switch:
        return True
    given = named(mutation.switch, entry, arguments)
    if not given:
        return None if arguments.spread else False
    found = truth(given[0])
    return None if found is None else found is mutation.when


def text_argument(value: Value) -> str | None:
    """The text that an argument surely is."""
    return value.literal if isinstance(value.literal, str) else None
