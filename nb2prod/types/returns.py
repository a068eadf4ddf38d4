"""What a call gives back, from the type expression in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.model import CallEntry
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import arrays, shapes
from nb2prod.types.arguments import Arguments, named, truth
from nb2prod.types.values import NOTHING, UNKNOWN_TYPE, Library, Value

KEEPS = frozenset({"frame", "series", "array", "index", "tensor"})
"""Kinds on which an operation for each element gives the same kind."""


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


def returned_type(call: Call, knowledge: Knowledge) -> TypeExpression:
    """The type of what a call gives back."""
    entry = call.entry
    found = resolve(shapes.parse(entry.returns), call, knowledge)
    if found.head == arrays.ARRAY.head:
        for dtype in named("dtype", entry, call.arguments):
            found = arrays.with_dtype(found, dtype)
    for switch, text in entry.returns_if:
        given = named(switch, entry, call.arguments)
        if not given or truth(given[0]) is False:
            continue
        other = resolve(shapes.parse(text), call, knowledge)
        if switch == "default":
            return shapes.join_types(found, given[0].type)
        return other if truth(given[0]) or given[0].type.head != "bool" else shapes.join_types(found, other)
    return found


def resolve(expression: TypeExpression, call: Call, knowledge: Knowledge) -> TypeExpression:
    """Replace functions of the arguments in a type expression by what they give."""
    head = expression.head
    if head == "self":
        return shapes.without_none(call.receiver.type)
    if ":" in head:
        return _apply(head, expression, call, knowledge)
    if not expression.arguments:
        return expression
    parts: list[TypeExpression] = []
    for argument in expression.arguments:
        which, _, name = argument.head.partition(":")
        if name and which in _SPREADING:
            for value in call.given(name):
                parts += _spread(which, value, knowledge)
        else:
            parts.append(resolve(argument, call, knowledge))
    if head == "|":
        return shapes.join_all(parts)
    if head in _OF_TWO and len(parts) == 2:  # noqa: PLR2004
        return _OF_TWO[head](*parts)
    return TypeExpression(head, tuple(parts)) if parts and not _all_unknown(head, parts) else TypeExpression(head)


def _all_unknown(head: str, parts: list[TypeExpression]) -> bool:
    return head != "tuple" and all(part.head == "?" for part in parts)


_OF_TWO: Mapping[str, Callable[[TypeExpression, TypeExpression], TypeExpression]] = {
    "product": arrays.product,
    "together": arrays.together,
}
_SPREADING = frozenset({"each", "twice"})


def _spread(which: str, value: Value, knowledge: Knowledge) -> list[TypeExpression]:
    if which == "twice":
        return [value.type, value.type]
    return [shapes.iterated(value.type, knowledge)]


def _apply(head: str, expression: TypeExpression, call: Call, knowledge: Knowledge) -> TypeExpression:
    function, _, name = head.partition(":")
    if function == "result":
        found = call.results.get(name) or call.results.get("")
        return found.type if found else _made_by(call.given(name), knowledge)
    given = call.given(name)
    scalar = resolve(expression.arguments[0], call, knowledge) if expression.arguments else None
    if function == "counted":
        return arrays.counted(given, scalar or UNKNOWN_TYPE)
    if function in _OF_MANY and not call.arguments.spread:
        return _several(function, given, knowledge)
    if not given:
        return UNKNOWN_TYPE
    kind = shapes.without_none(given[0].type)
    match function:
        case "same":
            return kind
        case "item" | "key" | "value":
            return shapes.part(kind, function, knowledge)
        case "shaped":
            return arrays.shaped(given[0], scalar or UNKNOWN_TYPE)
        case "nested":
            return arrays.nested(given[0])
        case "shape":
            return arrays.shape_of(kind)
        case "ranked":
            return arrays.array(scalar or UNKNOWN_TYPE, arrays.dimensions_of(kind))
        case "shuffled":
            return arrays.array(arrays.INT64, 1) if kind.head == "int" else _elementwise(kind, None, knowledge)
        case "observed":
            return _observed(kind)
        case "indices":
            return arrays.indices_of(kind)
        case "table":
            return arrays.array(dimensions=2 if arrays.dimensions_of(kind) == 2 else None)  # noqa: PLR2004
        case "total":
            item = shapes.part(kind, "item", knowledge)
            return shapes.INT if item == shapes.BOOL else item
        case "first" | "second" | "third":
            position = ("first", "second", "third").index(function)
            return kind.arguments[position] if position < len(kind.arguments) else UNKNOWN_TYPE
        case "flat":
            return arrays.array(arrays.element_of(kind), 1)
        case "reshaped":
            return arrays.counted(given, arrays.element_of(call.receiver.type))
        case "cast":
            return arrays.with_dtype(call.receiver.type, given[0])
        case "joined":
            return _joined(kind, knowledge)
        case "like":
            return _like(kind, knowledge)
        case "elementwise":
            return _elementwise(kind, scalar, knowledge)
        case "reduce":
            return _reduced(kind, scalar, call, knowledge)
    return UNKNOWN_TYPE


def _elementwise(kind: TypeExpression, scalar: TypeExpression | None, knowledge: Knowledge) -> TypeExpression:
    if kind.head in ("list", "tuple", "range"):
        made = arrays.nested(Value(kind))
        return made if scalar is None else arrays.array(scalar, arrays.dimensions_of(made))
    if kind.head == arrays.ARRAY.head:
        return kind if scalar is None else arrays.array(scalar, arrays.dimensions_of(kind))
    entry = knowledge.type(kind.head)
    if entry is None or kind.head == "?":
        return UNKNOWN_TYPE
    if entry.kind in KEEPS:
        return arrays.ARRAY if entry.kind == "index" else kind
    if entry.kind != "scalar":
        return UNKNOWN_TYPE
    return scalar if scalar is not None else kind


def _observed(kind: TypeExpression) -> TypeExpression:
    """What a model tells of each observation: as a series if it got pandas, else as an array."""
    if kind in (shapes.FRAME, shapes.SERIES):
        return shapes.SERIES
    return arrays.array(arrays.FLOAT64, 1) if kind.head in ("list", arrays.ARRAY.head) else UNKNOWN_TYPE


def _made_by(given: tuple[Value, ...], knowledge: Knowledge) -> TypeExpression:
    """What a class or function of a library gives that is called for each element."""
    match [value.refers for value in given]:
        case [Library(name)]:
            entry = knowledge.call(name)
            kind = shapes.parse(entry.returns) if entry is not None else UNKNOWN_TYPE
            return UNKNOWN_TYPE if kind.arguments or kind.head == "self" or ":" in kind.head else kind
    return UNKNOWN_TYPE


_OF_MANY = frozenset({"every", "one_of"})


def _several(function: str, given: tuple[Value, ...], knowledge: Knowledge) -> TypeExpression:
    """What a function of any number of values gives: one of them or all; of a lone one its elements, or itself."""
    kinds = [value.type for value in given]
    if function == "one_of":
        return shapes.join_all(kinds) if len(kinds) > 1 else shapes.join_all([shapes.iterated(k, knowledge) for k in kinds])
    return kinds[0] if len(kinds) == 1 else TypeExpression("tuple", tuple(kinds))


def _joined(kind: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    """What arrays give that are put together along one of their dimensions."""
    part = shapes.iterated(kind, knowledge)
    entry = knowledge.type(part.head)
    return part if entry is not None and entry.kind == "array" else arrays.ARRAY


def _like(kind: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    entry = knowledge.type(kind.head)
    return kind if entry is not None and entry.kind == "series" else UNKNOWN_TYPE


def _reduced(kind: TypeExpression, scalar: TypeExpression | None, call: Call, knowledge: Knowledge) -> TypeExpression:
    axis = named("axis", call.entry, call.arguments) or call.arguments.positional[(call.receiver is NOTHING) :][:1]
    entry = knowledge.type(kind.head)
    what = entry.kind if entry else ""
    whole = not axis or axis[0].type.head == "none"
    match what:
        case "frame":
            return shapes.SERIES if whole or axis[0].literal in (0, 1) else UNKNOWN_TYPE
        case "array" if kind.head == arrays.ARRAY.head:
            keeps = call.arguments.keywords.get("keepdims", NOTHING).literal is True
            return arrays.reduced(kind, scalar, axis[0] if axis else None, keeps=keeps)
        case "array" if not whole:
            return kind
    if kind.head == "?" or not whole:
        return UNKNOWN_TYPE
    return scalar if scalar is not None else UNKNOWN_TYPE
