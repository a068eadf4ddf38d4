"""Whether functions that pandas runs, and frames that it puts together, give a frame or a series."""

from __future__ import annotations

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import named
from nb2prod.types.call import Call
from nb2prod.types.shapes import FRAME, SERIES, candidates, iterated, one_of
from nb2prod.types.values import UNKNOWN_TYPE, Library, Value

FRAME_GROUPS = "pandas.core.groupby.generic.DataFrameGroupBy"
EITHER = one_of([FRAME, SERIES])
COLUMN_WISE = (1, "columns")
ROW_WISE = (0, "index", "rows")
SINGLE = frozenset({"str", "int", "float", "bool", "numpy.float64", "numpy.int64", "numpy.bool_", "none"})
"""What is one value of a series that is made of it."""


def applied(call: Call) -> TypeExpression:
    """What `apply` gives: a function of one value each makes a series, one that gives series makes a frame of them."""
    for function in named("func", call.entry, call.arguments):
        if call.receiver.type.head == FRAME.head:
            return _of_frame(call, function)
        if call.receiver.type.head == SERIES.head:
            return _of_series(call, function)
    return EITHER


def _of_frame(call: Call, function: Value) -> TypeExpression:
    made = _result(call)
    if "result_type" in call.arguments.keywords or function.refers is None:
        return EITHER
    return SERIES if made.head in SINGLE else FRAME if made == SERIES else EITHER


def _of_series(call: Call, function: Value) -> TypeExpression:
    match function.refers:
        case None:
            # The name of a method that may reduce.
            return UNKNOWN_TYPE
        case Library(name):
            return EITHER if name.startswith("pandas.") else SERIES
    made = _result(call)
    if made == SERIES:
        return FRAME
    return EITHER if made.head == "?" else SERIES


def _result(call: Call) -> TypeExpression:
    found = call.results.get("func")
    return found.type if found is not None else UNKNOWN_TYPE


def aggregated(call: Call) -> TypeExpression:
    """What aggregating a series in groups gives: one function gives a series, several give a frame."""
    grouped = call.receiver.type.arguments
    for function in named("func", call.entry, call.arguments):
        if function.type.head == "list":
            return FRAME
        if not grouped and (function.type.head == "str" or function.refers is not None):
            return SERIES
        return EITHER
    return EITHER if call.arguments.spread else FRAME


def grouped(call: Call) -> TypeExpression:
    """Groups of a frame; those whose keys stay columns (`as_index=False`) give frames where others give series."""
    for index in named("as_index", call.entry, call.arguments):
        if index.literal is None:
            return TypeExpression(FRAME_GROUPS, (EITHER,))
        return TypeExpression(FRAME_GROUPS) if index.literal else TypeExpression(FRAME_GROUPS, (FRAME,))
    return TypeExpression(FRAME_GROUPS, (EITHER,) if call.arguments.spread else ())


def concatenated(call: Call, knowledge: Knowledge) -> TypeExpression:
    """What putting frames and series together gives: a series only where series are put below each other."""
    axis = next((value.literal for value in named("axis", call.entry, call.arguments)), 0)
    if axis in COLUMN_WISE:
        return FRAME
    for given in named("objs", call.entry, call.arguments):
        parts = [value.type for value in given.items or ()] or [_part(given, knowledge)]
        if FRAME in parts:
            return FRAME
        if axis in ROW_WISE and set(parts) == {SERIES}:
            return SERIES
    return EITHER


def _part(given: Value, knowledge: Knowledge) -> TypeExpression:
    if given.type.head == "dict" and len(given.type.arguments) > 1:
        return given.type.arguments[1]
    part = iterated(given.type, knowledge)
    return UNKNOWN_TYPE if candidates(part) else part
