"""Functions of the arguments in the tables' type expressions: `same:0`, `elementwise:self[float]`, `shaped:shape`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import array_operations, arrays, factories, frame_results, shapes
from nb2prod.types.arguments import named
from nb2prod.types.call import Call
from nb2prod.types.given import Given
from nb2prod.types.values import NOTHING, UNKNOWN_TYPE, Library, Value

KEEPS = frozenset({"frame", "series", "array", "index", "tensor"})
"""Kinds on which an operation for each element gives the same kind."""

ROWS_AND_COLUMNS = 2


def result_of(name: str, call: Call, given: tuple[Value, ...], knowledge: Knowledge) -> TypeExpression:
    """What a callback gives back."""
    found = call.results.get(name) or call.results.get("")
    if found:
        return found.type
    match [value.refers for value in given]:
        case [Library(function)]:
            entry = knowledge.call(function)
            kind = shapes.parse(entry.returns) if entry is not None else UNKNOWN_TYPE
            return UNKNOWN_TYPE if kind.arguments or kind.head == "self" or ":" in kind.head else kind
    return UNKNOWN_TYPE


# --- of any number of values ----------------------------------------------------------------------------------------


def _counted(values: tuple[Value, ...], element: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    del knowledge
    return arrays.counted(values, element)


def _one_of(values: tuple[Value, ...], element: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    """One of several values; of a lone one an element."""
    del element
    kinds = [value.type for value in values]
    return shapes.iterated(kinds[0], knowledge) if len(kinds) == 1 else shapes.join_all(kinds)


def _every(values: tuple[Value, ...], element: TypeExpression, knowledge: Knowledge) -> TypeExpression:
    """All values as a tuple; a lone one itself."""
    del element, knowledge
    kinds = tuple(value.type for value in values)
    return kinds[0] if len(kinds) == 1 else TypeExpression("tuple", kinds)


OF_MANY: Mapping[str, Callable[[tuple[Value, ...], TypeExpression, Knowledge], TypeExpression]] = {
    "counted": _counted,
    "one_of": _one_of,
    "every": _every,
}


# --- of one value ---------------------------------------------------------------------------------------------------


def _elementwise(given: Given) -> TypeExpression:
    kind, scalar = given.kind, given.scalar
    if kind.head in ("list", "tuple", "range"):
        kind = arrays.nested(Value(kind))
    if kind.head == arrays.ARRAY.head:
        return kind if scalar is None else arrays.array(scalar, arrays.dimensions_of(kind))
    what = given.library_kind
    if what in KEEPS:
        return arrays.ARRAY if what == "index" else kind
    if what != "scalar":
        return UNKNOWN_TYPE
    return scalar if scalar is not None else kind


def _observed(given: Given) -> TypeExpression:
    """What a model tells of each observation: as a series if it got pandas, else as an array."""
    if given.kind in (shapes.FRAME, shapes.SERIES):
        return shapes.SERIES
    return arrays.array(arrays.FLOAT64, 1) if given.kind.head in ("list", arrays.ARRAY.head) else UNKNOWN_TYPE


def _joined(given: Given) -> TypeExpression:
    """What arrays give that are put together along one of their dimensions."""
    part = shapes.iterated(given.kind, given.knowledge)
    entry = given.knowledge.type(part.head)
    return part if entry is not None and entry.kind == "array" else arrays.ARRAY


def _total(given: Given) -> TypeExpression:
    item = shapes.part(given.kind, "item", given.knowledge)
    return shapes.INT if item == shapes.BOOL else item


def _table(given: Given) -> TypeExpression:
    """An array with rows and columns, if the argument has them."""
    is_table = arrays.dimensions_of(given.kind) == ROWS_AND_COLUMNS
    return arrays.array(dimensions=ROWS_AND_COLUMNS) if is_table else arrays.ARRAY


def _stacked(given: Given) -> TypeExpression:
    """What arrays give that are put together along a dimension of its own."""
    found = _joined(given)
    dimensions = arrays.dimensions_of(found)
    return arrays.ARRAY if dimensions is None else arrays.array(arrays.element_of(found), dimensions + 1)


def _turned(given: Given) -> TypeExpression:
    """An array with the same elements in another order."""
    kind = arrays.nested(Value(given.kind)) if given.kind.head in ("list", "tuple") else given.kind
    return kind if kind.head == arrays.ARRAY.head else arrays.ARRAY


def _expanded(given: Given) -> TypeExpression:
    """An array with one more dimension, for one position that is said."""
    kind = _turned(given)
    axis = named("axis", given.call.entry, given.call.arguments)
    dimensions = arrays.dimensions_of(kind)
    if dimensions is None or not axis or axis[0].type != shapes.INT:
        return arrays.array(arrays.element_of(kind))
    return arrays.array(arrays.element_of(kind), dimensions + 1)


def _shuffled(given: Given) -> TypeExpression:
    return arrays.array(arrays.INT64, 1) if given.kind.head == "int" else _elementwise(given)


def _reduced(given: Given) -> TypeExpression:
    kind, call = given.kind, given.call
    axis = named("axis", call.entry, call.arguments) or call.arguments.positional[(call.receiver is NOTHING) :][:1]
    whole = not axis or axis[0].type.head == "none"
    match given.library_kind:
        case "frame":
            return shapes.SERIES if whole or axis[0].literal in (0, 1) else UNKNOWN_TYPE
        case "array" if kind.head == arrays.ARRAY.head:
            keeps = call.arguments.keywords.get("keepdims", NOTHING).literal is True
            return array_operations.reduced(kind, given.scalar, axis[0] if axis else None, keeps=keeps)
        case "array" if not whole:
            return kind
    return given.element if kind.head != "?" and whole else UNKNOWN_TYPE


def _part(which: str) -> Callable[[Given], TypeExpression]:
    return lambda given: shapes.part(given.kind, which, given.knowledge)


def _at(position: int) -> Callable[[Given], TypeExpression]:
    def argument(given: Given) -> TypeExpression:
        parts = given.kind.arguments
        return parts[position] if position < len(parts) else given.element

    return argument


FUNCTIONS: Mapping[str, Callable[[Given], TypeExpression]] = {
    "same": lambda given: given.kind,
    "item": _part("item"),
    "key": _part("key"),
    "value": _part("value"),
    "first": _at(0),
    "second": _at(1),
    "third": _at(2),
    "fourth": _at(3),
    "like": factories.like,
    "elementwise": _elementwise,
    "reduce": _reduced,
    "total": _total,
    "observed": _observed,
    "shaped": lambda given: arrays.shaped(given.values[0], given.element),
    "nested": lambda given: arrays.nested(given.values[0]),
    "ranked": lambda given: arrays.array(given.element, arrays.dimensions_of(given.kind)),
    "flat": lambda given: arrays.array(arrays.element_of(given.kind), 1),
    "reshaped": lambda given: arrays.counted(given.values, arrays.element_of(given.call.receiver.type)),
    "cast": lambda given: arrays.with_dtype(given.call.receiver.type, given.values[0]),
    "shuffled": _shuffled,
    "stacked": _stacked,
    "turned": _turned,
    "expanded": _expanded,
    "joined": _joined,
    "table": _table,
    "shape": lambda given: array_operations.shape_of(given.kind),
    "indices": lambda given: array_operations.indices_of(given.kind),
    "alike": factories.alike,
    "made": factories.made,
    "opened": factories.opened,
    "applied": lambda given: frame_results.applied(given.call),
    "aggregated": lambda given: frame_results.aggregated(given.call),
    "concatenated": lambda given: frame_results.concatenated(given.call, given.knowledge),
    "grouped": lambda given: frame_results.grouped(given.call),
}
