"""What a function of the arguments in a table's type expression works with."""

from __future__ import annotations

from typing import NamedTuple

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.call import Call
from nb2prod.types.values import UNKNOWN_TYPE, Value


class Given(NamedTuple):
    """What a function of the arguments works with.

    Attributes:
        kind: Type of the argument that it names.
        scalar: Type in its brackets: that of one element of the result.
        values: Values given for that argument.
        call: The call.
        knowledge: The tables.
    """

    kind: TypeExpression
    scalar: TypeExpression | None
    values: tuple[Value, ...]
    call: Call
    knowledge: Knowledge

    @property
    def element(self) -> TypeExpression:
        """Type of one element of the result."""
        return self.scalar or UNKNOWN_TYPE

    @property
    def library_kind(self) -> str:
        """Kind of the argument's class as the tables name it."""
        entry = self.knowledge.type(self.kind.head) if self.kind.head != "?" else None
        return entry.kind if entry is not None else ""
