"""What a call gives back, from the type expression in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import array_operations, arrays, shapes
from nb2prod.types.arguments import named, truth
from nb2prod.types.call import Call
from nb2prod.types.given import Given
from nb2prod.types.type_functions import FUNCTIONS, OF_MANY, result_of
from nb2prod.types.values import UNKNOWN_TYPE, Value


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
        return _either(parts)
    if head in _OF_TWO and len(parts) == 2:  # noqa: PLR2004
        return _OF_TWO[head](*parts)
    return TypeExpression(head, tuple(parts)) if parts and not _all_unknown(head, parts) else TypeExpression(head)


def _either(parts: list[TypeExpression]) -> TypeExpression:
    """One of the types that a table names, however many these are."""
    joined = shapes.join_all(parts)
    return TypeExpression("?", tuple(parts)) if joined == UNKNOWN_TYPE and UNKNOWN_TYPE not in parts else joined


def _all_unknown(head: str, parts: list[TypeExpression]) -> bool:
    return head != "tuple" and all(part == UNKNOWN_TYPE for part in parts)


_OF_TWO: Mapping[str, Callable[[TypeExpression, TypeExpression], TypeExpression]] = {
    "product": array_operations.product,
    "together": array_operations.together,
}
_SPREADING = frozenset({"each", "twice"})


def _spread(which: str, value: Value, knowledge: Knowledge) -> list[TypeExpression]:
    if which == "twice":
        return [value.type, value.type]
    return [shapes.iterated(value.type, knowledge)]


def _chosen(results: list[TypeExpression], given: tuple[Value, ...]) -> TypeExpression:
    """The first of two types if an argument is given and true, the second one if it is not."""
    switch = truth(given[0]) if given else False
    return shapes.join_all(results) if switch is None else results[0 if switch else 1]


def _apply(head: str, expression: TypeExpression, call: Call, knowledge: Knowledge) -> TypeExpression:
    function, _, name = head.partition(":")
    given = call.given(name)
    if function == "if":
        return _chosen([resolve(each, call, knowledge) for each in expression.arguments], given)
    if function == "result":
        return result_of(name, call, given, knowledge)
    many = OF_MANY.get(function)
    if many is None and not given:
        return UNKNOWN_TYPE
    scalar = resolve(expression.arguments[0], call, knowledge) if expression.arguments else None
    if many is not None:
        return many(given, scalar or UNKNOWN_TYPE, knowledge)
    found = FUNCTIONS.get(function)
    if found is None:
        return UNKNOWN_TYPE
    kind = shapes.without_none(given[0].type)
    kinds = shapes.candidates(kind)
    if not kinds:
        return found(Given(kind, scalar, given, call, knowledge))
    return shapes.join_all([found(Given(each, scalar, given, call, knowledge)) for each in kinds])
