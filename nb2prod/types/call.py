"""One call of something that a table knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from nb2prod.knowledge.model import CallEntry
from nb2prod.types.arguments import Arguments, named
from nb2prod.types.values import NOTHING, Value


class Call(NamedTuple):
    """One call of an entry of the tables; a tuple, as values are.

    Attributes:
        entry: The entry.
        arguments: What it is given.
        receiver: What it is called on, for methods.
        results: What callbacks returned, by parameter; under the empty name that of any callback.
    """

    entry: CallEntry
    arguments: Arguments
    receiver: Value = NOTHING
    results: Mapping[str, Value] = MappingProxyType({})

    def given(self, name: str) -> tuple[Value, ...]:
        """Values given for a parameter, a position, or the receiver."""
        return (self.receiver,) if name == "self" else named(name, self.entry, self.arguments)
