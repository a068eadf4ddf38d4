"""What operators, products, sums and indices give for arrays."""

from __future__ import annotations

import ast

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arrays import (
    ARRAY,
    BOOL_,
    FLOAT64,
    INT64,
    SCALARS,
    SHAPE,
    array,
    dimensions_of,
    element_of,
    nested,
    part_of,
    widest_of,
)
from nb2prod.types.values import UNKNOWN_TYPE, Value

_ALGEBRAIC = frozenset({ARRAY.head, "pandas.Series", "pandas.DataFrame", *SCALARS})
_PICKS = frozenset({"list", "numpy.ndarray", "pandas.Series", "pandas.Index"})


def combined(operator: ast.operator | ast.cmpop, left: TypeExpression, right: TypeExpression) -> TypeExpression:
    """What an operator gives, element by element, where at least one side is an array."""
    mine, other = dimensions_of(left), dimensions_of(right)
    dimensions = max(mine, other) if mine is not None and other is not None else None
    if isinstance(operator, ast.cmpop):
        return array(BOOL_, dimensions)
    return array(_computed(operator, _inner(left), _inner(right)), dimensions)


def _inner(kind: TypeExpression) -> TypeExpression:
    return element_of(kind) if kind.head == ARRAY.head else kind


def _computed(operator: ast.operator, left: TypeExpression, right: TypeExpression) -> TypeExpression:
    widest = widest_of([left, right])
    if isinstance(operator, ast.Div) and widest != UNKNOWN_TYPE:
        return FLOAT64
    if isinstance(operator, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Mod | ast.Pow):
        return UNKNOWN_TYPE if widest == BOOL_ else widest
    return UNKNOWN_TYPE


def together(left: TypeExpression, right: TypeExpression) -> TypeExpression:
    """What a function of two values gives, element by element, where at least one of them is an array."""
    left, right = (nested(Value(kind)) if kind.head in ("list", "tuple") else kind for kind in (left, right))
    heads = {left.head, right.head}
    if ARRAY.head not in heads or not heads <= {ARRAY.head, *SCALARS}:
        return FLOAT64 if heads <= SCALARS and FLOAT64.head in heads else UNKNOWN_TYPE
    return combined(ast.Add(), left, right)


def product(left: TypeExpression, right: TypeExpression) -> TypeExpression:
    """What a matrix product gives."""
    left, right = (nested(Value(kind)) if kind.head in ("list", "tuple") else kind for kind in (left, right))
    if not {left.head, right.head} <= _ALGEBRAIC:
        return UNKNOWN_TYPE
    mine, other = dimensions_of(left), dimensions_of(right)
    element = _computed(ast.Mult(), _inner(left), _inner(right))
    if 0 in (mine, other) or (mine is None and other is None):
        return array(element, mine or other) if 0 in (mine, other) else UNKNOWN_TYPE
    if mine is None or other is None:
        known = mine or other or 0
        return array(element) if known > 1 else UNKNOWN_TYPE
    return array(element, max(mine + other - 2, 0))


def reduced(kind: TypeExpression, scalar: TypeExpression | None, axis: Value | None, *, keeps: bool) -> TypeExpression:
    """What a sum or the like over an axis gives; over all elements without one."""
    dimensions = dimensions_of(kind)
    element = scalar if scalar is not None else INT64 if element_of(kind) == BOOL_ else element_of(kind)
    if keeps:
        return array(element, dimensions)
    if axis is None or axis.type.head == "none":
        return element
    if axis.type.head != "int":
        return UNKNOWN_TYPE
    if dimensions is not None:
        return array(element, dimensions - 1)
    return array(element) if isinstance(axis.literal, int) and axis.literal > 0 else UNKNOWN_TYPE


# --- indexing -------------------------------------------------------------------------------------------------------


def indexed(kind: TypeExpression, key: Value) -> TypeExpression:
    """What indexing an array gives."""
    dimensions, element = dimensions_of(kind), element_of(kind)
    keys = list(key.type.arguments) if key.type.head == "tuple" else [key.type]
    if key.type.head == "tuple" and not keys:
        return UNKNOWN_TYPE
    change = _changed_dimensions(keys)
    if change is not None and dimensions is not None:
        left = dimensions + change
        return array(element, left) if left >= 0 else UNKNOWN_TYPE
    sure = any(part.head in ("slice", "none", *_PICKS) for part in keys)
    return array(element) if sure else part_of(kind)


def _changed_dimensions(keys: list[TypeExpression]) -> int | None:
    """How many dimensions an index adds or takes; `None` if that can't be known."""
    change, picks = 0, 0
    if len(keys) > 1 and all(part == array(INT64, 1) for part in keys):
        return 1 - len(keys)
    for part in keys:
        if part.head in _PICKS or (part.head == "tuple" and len(keys) > 1):
            picks += 1
            added = _picked(part)
            if added is None or picks > 1:
                return None
            change += added
        elif part.head in ("int", "numpy.int64"):
            change -= 1
        elif part.head == "none":
            change += 1
        elif part.head not in ("slice", "Ellipsis"):
            return None
    return change


def _picked(key: TypeExpression) -> int | None:
    """How many dimensions an index adds that picks elements by number or by truth."""
    if key.head in ("list", "tuple"):
        return 0 if {part.head for part in key.arguments} <= {"int", "bool"} else None
    size, element = dimensions_of(key), element_of(key)
    if size is None or size == 1:
        return size and 0
    if element == BOOL_:
        return 1 - size
    return size - 1 if element == INT64 else None


def indices_of(kind: TypeExpression) -> TypeExpression:
    """A tuple with the positions of elements along each dimension."""
    dimensions = dimensions_of(kind)
    return TypeExpression("tuple", (array(INT64, 1),) * dimensions) if dimensions else TypeExpression("tuple")


def shape_of(kind: TypeExpression) -> TypeExpression:
    """The type of an array's shape."""
    dimensions = dimensions_of(kind)
    return TypeExpression("tuple", (TypeExpression("int"),) * dimensions) if dimensions else SHAPE
