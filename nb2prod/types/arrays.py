"""Arrays: how many dimensions they have and what their elements are, as far as that is known.

An array's type has two parts, `numpy.ndarray[ELEMENT, DIMENSIONS]`, each `?` where it is not known. They are left out
of what is said to people and to annotations; here they decide whether an index or a sum gives a number or an array.
"""

from __future__ import annotations

import ast
from functools import lru_cache

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.values import UNKNOWN_TYPE, Value

ARRAY = TypeExpression("numpy.ndarray")
FLOAT64 = TypeExpression("numpy.float64")
INT64 = TypeExpression("numpy.int64")
BOOL_ = TypeExpression("numpy.bool_")
SHAPE = TypeExpression("numpy._shape")
"""A tuple of numbers whose length is not known."""

_INTERNAL = {SHAPE: TypeExpression("tuple"), TypeExpression("scipy.io._variables"): TypeExpression("dict")}
_WITH_PARTS = frozenset(
    "| list dict set frozenset tuple iterator generator coroutine deque collections.deque collections.defaultdict "
    "collections.OrderedDict collections.Counter".split()
)

DEEPEST = 6
_ELEMENTS = {"float": FLOAT64, "int": INT64, "bool": BOOL_, "numpy.float64": FLOAT64, "numpy.int64": INT64}
_NUMBERS = {"bool": 0, "numpy.bool_": 0, "int": 1, "numpy.int64": 1, "float": 2, "numpy.float64": 2}
_SCALARS = frozenset({*_NUMBERS, "numpy.float32", "numpy.int32", "numpy.uint8", "numpy.str_"})
_ALGEBRAIC = frozenset({ARRAY.head, "pandas.Series", "pandas.DataFrame", *_SCALARS})
_PICKS = frozenset({"list", "numpy.ndarray", "pandas.Series", "pandas.Index"})


@lru_cache(maxsize=1024)
def array(element: TypeExpression = UNKNOWN_TYPE, dimensions: int | None = None) -> TypeExpression:
    """The type of an array; a number's if no dimension is left."""
    if dimensions == 0:
        return element
    if element == UNKNOWN_TYPE and dimensions is None:
        return ARRAY
    return TypeExpression(ARRAY.head, (element, UNKNOWN_TYPE if dimensions is None else TypeExpression(str(dimensions))))


def element_of(kind: TypeExpression) -> TypeExpression:
    """What an array's elements are."""
    return kind.arguments[0] if kind.arguments else UNKNOWN_TYPE


def dimensions_of(kind: TypeExpression) -> int | None:
    """How many dimensions an array has; 0 for a number, `None` if that is not known."""
    if kind.head in _SCALARS:
        return 0
    if kind.head in ("pandas.Series", "pandas.Index"):
        return 1
    if kind.head == "pandas.DataFrame":
        return 2
    if len(kind.arguments) != 2 or kind.head != ARRAY.head:  # noqa: PLR2004
        return None
    text = kind.arguments[1].head
    return int(text) if text.isdigit() else None


def plain(kind: TypeExpression) -> TypeExpression:
    """A type as it is said: without what is known of arrays inside, and a shape as the tuple that it is."""
    if kind.head == ARRAY.head:
        element = element_of(kind)
        return ARRAY if element.head == "?" or element.head in _SCALARS else TypeExpression(ARRAY.head, (element,))
    if not kind.arguments:
        return _INTERNAL.get(kind, kind)
    if kind.head not in _WITH_PARTS:
        return TypeExpression(kind.head)
    return TypeExpression(kind.head, tuple(map(plain, kind.arguments)))


# --- making ---------------------------------------------------------------------------------------------------------


def with_dtype(kind: TypeExpression, dtype: Value) -> TypeExpression:
    """The array that a call makes, which says what elements it shall have."""
    return kind if dtype.type.head == "none" else array(_dtype_element(dtype), dimensions_of(kind))


def _dtype_element(given: Value) -> TypeExpression:
    name = given.literal if isinstance(given.literal, str) else getattr(given.refers, "name", "")
    return _ELEMENTS.get(name, UNKNOWN_TYPE) if isinstance(name, str) else UNKNOWN_TYPE


def shaped(shape: Value, element: TypeExpression) -> TypeExpression:
    """An array with the shape that a value says."""
    head = shape.type.head
    if head in _NUMBERS:
        return array(element, 1)
    if head == "tuple" and shape.type.arguments:
        return array(element, len(shape.type.arguments))
    if head == "list" and shape.items:
        return array(element, len(shape.items))
    return array(element)


def counted(lengths: tuple[Value, ...], element: TypeExpression) -> TypeExpression:
    """An array with a dimension for each argument; a lone one may be the whole shape."""
    if len(lengths) == 1:
        return shaped(lengths[0], element)
    return array(element, len(lengths)) if lengths else UNKNOWN_TYPE


def nested(value: Value) -> TypeExpression:
    """The array that is made of a list of lists."""
    kind, depth = value.type, 0
    while kind.head in ("list", "tuple", "range") and depth < DEEPEST:
        parts = set(kind.arguments)
        depth += 1
        if kind.head == "range":
            return array(INT64, depth)
        if len(parts) != 1:
            element = _widest(list(kind.arguments))
            return ARRAY if element == UNKNOWN_TYPE else array(element, depth)
        (kind,) = parts
    if kind.head in _SCALARS and depth:
        return array(_ELEMENTS.get(kind.head, UNKNOWN_TYPE), depth)
    if kind.head in (ARRAY.head, "pandas.Series", "pandas.DataFrame", "pandas.Index"):
        inner = dimensions_of(kind)
        return array(element_of(kind) if kind.head == ARRAY.head else UNKNOWN_TYPE, inner + depth if inner else None)
    return array(UNKNOWN_TYPE, depth) if depth and kind.head == "str" else ARRAY


def _widest(kinds: list[TypeExpression]) -> TypeExpression:
    ranks = [_NUMBERS.get(kind.head) for kind in kinds]
    known = [rank for rank in ranks if rank is not None]
    return (BOOL_, INT64, FLOAT64)[max(known)] if known and len(known) == len(ranks) else UNKNOWN_TYPE


# --- computing ------------------------------------------------------------------------------------------------------


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
    widest = _widest([left, right])
    if isinstance(operator, ast.Div) and widest != UNKNOWN_TYPE:
        return FLOAT64
    if isinstance(operator, ast.Add | ast.Sub | ast.Mult | ast.FloorDiv | ast.Mod | ast.Pow):
        return UNKNOWN_TYPE if widest == BOOL_ else widest
    return UNKNOWN_TYPE


def together(left: TypeExpression, right: TypeExpression) -> TypeExpression:
    """What a function of two values gives, element by element, where at least one of them is an array."""
    left, right = (nested(Value(kind)) if kind.head in ("list", "tuple") else kind for kind in (left, right))
    heads = {left.head, right.head}
    if ARRAY.head not in heads or not heads <= {ARRAY.head, *_SCALARS}:
        return FLOAT64 if heads <= _SCALARS and FLOAT64.head in heads else UNKNOWN_TYPE
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
    return array(element) if sure else UNKNOWN_TYPE


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


def iterated_array(kind: TypeExpression) -> TypeExpression:
    """What iterating over an array gives."""
    dimensions = dimensions_of(kind)
    return array(element_of(kind), dimensions - 1) if dimensions else UNKNOWN_TYPE


def shape_of(kind: TypeExpression) -> TypeExpression:
    """The type of an array's shape."""
    dimensions = dimensions_of(kind)
    return TypeExpression("tuple", (TypeExpression("int"),) * dimensions) if dimensions else SHAPE
