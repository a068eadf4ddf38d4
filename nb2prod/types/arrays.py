"""Arrays: how many dimensions they have and what their elements are, as far as that is known.

An array's type has two parts, `numpy.ndarray[ELEMENT, DIMENSIONS]`, each `?` where it is not known. They are left out
of what is said to people and to annotations; here they decide whether an index or a sum gives a number or an array.
"""

from __future__ import annotations

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
SCALARS = frozenset({*_NUMBERS, "numpy.float32", "numpy.int32", "numpy.uint8", "numpy.str_"})


@lru_cache(maxsize=1024)
def array(element: TypeExpression = UNKNOWN_TYPE, dimensions: int | None = None) -> TypeExpression:
    """The type of an array; a number's if no dimension is left."""
    if dimensions == 0:
        return element
    if element == UNKNOWN_TYPE and dimensions is None:
        return ARRAY
    return TypeExpression(
        ARRAY.head, (element, UNKNOWN_TYPE if dimensions is None else TypeExpression(str(dimensions)))
    )


def element_of(kind: TypeExpression) -> TypeExpression:
    """What an array's elements are."""
    return kind.arguments[0] if kind.arguments else UNKNOWN_TYPE


def dimensions_of(kind: TypeExpression) -> int | None:
    """How many dimensions an array has; 0 for a number, `None` if that is not known."""
    if kind.head in SCALARS:
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
        return ARRAY if element.head == "?" or element.head in SCALARS else TypeExpression(ARRAY.head, (element,))
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
            element = widest_of(list(kind.arguments))
            return ARRAY if element == UNKNOWN_TYPE else array(element, depth)
        (kind,) = parts
    if kind.head == "?" and depth:
        # One of several kinds of numbers: what can hold all of them.
        element = widest_of(list(kind.arguments))
        return ARRAY if element == UNKNOWN_TYPE else array(element, depth)
    if kind.head in SCALARS and depth:
        return array(_ELEMENTS.get(kind.head, UNKNOWN_TYPE), depth)
    if kind.head in (ARRAY.head, "pandas.Series", "pandas.DataFrame", "pandas.Index"):
        inner = dimensions_of(kind)
        return array(element_of(kind) if kind.head == ARRAY.head else UNKNOWN_TYPE, inner + depth if inner else None)
    return array(UNKNOWN_TYPE, depth) if depth and kind.head == "str" else ARRAY


def widest_of(kinds: list[TypeExpression]) -> TypeExpression:
    """The elements that can hold all that several kinds of numbers have; unknown if one is no number."""
    ranks = [_NUMBERS.get(kind.head) for kind in kinds]
    known = [rank for rank in ranks if rank is not None]
    return (BOOL_, INT64, FLOAT64)[max(known)] if known and len(known) == len(ranks) else UNKNOWN_TYPE


def iterated_array(kind: TypeExpression) -> TypeExpression:
    """What iterating over an array gives."""
    dimensions = dimensions_of(kind)
    return array(element_of(kind), dimensions - 1) if dimensions else part_of(kind)


def part_of(kind: TypeExpression) -> TypeExpression:
    """An element of an array, or an array of them: where it is not known how many dimensions are left."""
    element = element_of(kind)
    if element == UNKNOWN_TYPE:
        return UNKNOWN_TYPE
    return TypeExpression("?", tuple(sorted((element, array(element)))))
