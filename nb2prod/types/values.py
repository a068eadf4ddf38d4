"""Abstract values: what an expression may stand for. Frozen values."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.model import TypeSource

if TYPE_CHECKING:
    from nb2prod.types.scope import Scope

UNKNOWN_TYPE = TypeExpression("?")
NONE_TYPE = TypeExpression("none")
STR_TYPE = TypeExpression("str")

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, slots=True)
class Library:
    """A module, function, class or value of a library, by its qualified name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or lambda of the notebook.

    Attributes:
        node: Its definition.
        scope: Scope that it was defined in; its free names are looked up there.
        defaults: Values of its defaults, by parameter.
        owner: Class that defines it, for methods.
        receiver: What its first parameter is bound to, for bound methods.
        opaque: Whether a decorator that is not known may have replaced it.
    """

    node: FunctionNode
    scope: Scope
    defaults: Mapping[str, Value]
    owner: Class | None = None
    receiver: Value | None = None
    opaque: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the notebook.

    Attributes:
        name: Its name.
        body: Names that its body binds.
        bases: Its bases.
        fields: Attributes of its instances, joined over all that is stored into them; grows while code is interpreted.
        metaclasses: What makes the class itself, where that is no common one.
        plain: Whether nothing but known decorators and bases stand behind it.
    """

    name: str
    body: dict[str, Value]
    bases: tuple[Value, ...]
    fields: dict[str, Value] = field(default_factory=dict)
    metaclasses: tuple[Value, ...] = ()
    plain: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Method:
    """A method of a receiver whose class is no class of the notebook, or that such a class inherits from a library.

    Attributes:
        receiver: What it is called on, by its library's class.
        name: Its name.
        owners: The notebook's classes that inherit it.
    """

    receiver: Value
    name: str
    owners: tuple[Class, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """A callable with arguments fixed beforehand, as `functools.partial` makes it."""

    function: Value
    arguments: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """One of several callables."""

    members: tuple[Reference, ...]


Reference = Library | Function | Class | Method | Bound | Several


class Value(NamedTuple):
    """What an expression may stand for; a tuple, since every expression that is interpreted makes some.

    Attributes:
        type: Its type.
        regions: Objects that it may be; empty for what cannot change.
        source: Where the type comes from.
        confidence: How sure that is.
        refers: The definition that it stands for: a module, function, class, or bound method.
        literal: Its value, where it is a known text, number or truth value.
        items: Its items, where it is a tuple of known length.
        columns: Columns that it is known to have, for frames; texts that a list holds.
        channel: Channel that stands behind it: changing it changes that channel.
    """

    type: TypeExpression = UNKNOWN_TYPE
    regions: frozenset[int] = frozenset()
    source: TypeSource = TypeSource.UNKNOWN
    confidence: float = 0.0
    refers: Reference | None = None
    literal: str | int | float | None = None
    items: tuple[Value, ...] | None = None
    columns: tuple[str, ...] = ()
    channel: str = ""

    @property
    def known(self) -> bool:
        """Whether anything is known of its type."""
        return self.type.head != "?"

    def at(self, regions: frozenset[int]) -> Value:
        """The same value as other objects."""
        return Value(self.type, regions, *self[2:])


NOTHING = Value()
NONE = Value(NONE_TYPE, source=TypeSource.LITERAL, confidence=1.0)
