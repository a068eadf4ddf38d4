"""Types that operators give."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import array_operations, arrays, shapes
from nb2prod.types.iteration import kind_of
from nb2prod.types.shapes import BOOL, COMPLEX, FLOAT, INT
from nb2prod.types.values import UNKNOWN_TYPE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

RANK = {"frame": 3, "series": 2, "index": 1, "array": 1}
"""Kinds that work element by element; the wider one decides."""

NUMBERS = {"bool": 0, "int": 1, "float": 2, "complex": 3}
_NUMPY_NUMBERS = frozenset({"numpy.float64", "numpy.int64"})
SEQUENCES = frozenset({"list", "tuple", "str", "bytes"})


def result_type(machine: Machine, operator: ast.operator, left: Value, right: Value) -> TypeExpression:
    """The type that an operator on two values gives."""
    if "?" in (left.type.head, right.type.head) and (shapes.candidates(left.type) or shapes.candidates(right.type)):
        pairs = [(one, two) for one in _each(left) for two in _each(right)]
        return shapes.join_all([_result_type(machine, operator, *pair) for pair in pairs])
    return _result_type(machine, operator, left, right)


def _each(value: Value) -> list[Value]:
    """The value as each of the classes that it may be."""
    return [value._replace(type=kind) for kind in shapes.candidates(value.type)] or [value]


def _result_type(machine: Machine, operator: ast.operator, left: Value, right: Value) -> TypeExpression:
    one, two = shapes.without_none(left.type), shapes.without_none(right.type)
    widest = ranked(machine, left, right)
    if widest is not None:
        return _elementwise(operator, widest, one, two)
    if one.head in NUMBERS and two.head in NUMBERS:
        return _number(operator, one.head, two.head)
    if isinstance(operator, ast.Div) and "pathlib" in (one.head.partition(".")[0], two.head.partition(".")[0]):
        return one if one.head.startswith("pathlib.") else two
    if isinstance(operator, ast.Mod) and one.head in ("str", "bytes"):
        return one
    if isinstance(operator, ast.Mult) and {one.head, two.head} & SEQUENCES and {one.head, two.head} & {"int", "bool"}:
        sequence = one if one.head in SEQUENCES else two
        return TypeExpression("tuple") if sequence.head == "tuple" else sequence
    if isinstance(operator, ast.Add) and one.head == two.head and one.head in SEQUENCES:
        if one.head == "tuple":
            return (
                TypeExpression("tuple", one.arguments + two.arguments)
                if one.arguments and two.arguments
                else TypeExpression("tuple")
            )
        return _joined_list(left, right, one, two)
    if one.head == two.head and one.head in ("set", "frozenset"):
        return shapes.join_types(one, two)
    if _numpy_number(one.head) and _numpy_number(two.head):
        return array_operations.combined(operator, one, two) if {one.head, two.head} & _NUMPY_NUMBERS else UNKNOWN_TYPE
    return UNKNOWN_TYPE


def _elementwise(
    operator: ast.operator, widest: TypeExpression, one: TypeExpression, two: TypeExpression
) -> TypeExpression:
    if widest.head != arrays.ARRAY.head:
        return UNKNOWN_TYPE if isinstance(operator, ast.MatMult) else widest
    if isinstance(operator, ast.MatMult):
        return array_operations.product(one, two)
    return array_operations.combined(operator, _as_array(one), _as_array(two))


def _as_array(kind: TypeExpression) -> TypeExpression:
    return arrays.nested(Value(kind)) if kind.head in ("list", "tuple") else kind


def _joined_list(left: Value, right: Value, one: TypeExpression, two: TypeExpression) -> TypeExpression:
    if left.items == ():
        return two
    return one if right.items == () else shapes.join_types(one, two)


def _number(operator: ast.operator, one: str, two: str) -> TypeExpression:
    widest = max(NUMBERS[one], NUMBERS[two], 1)
    if isinstance(operator, ast.Div):
        return COMPLEX if widest == NUMBERS["complex"] else FLOAT
    if isinstance(operator, ast.BitAnd | ast.BitOr | ast.BitXor):
        return BOOL if one == two == "bool" else INT
    return (INT, INT, FLOAT, COMPLEX)[widest]


def _numpy_number(head: str) -> bool:
    return head in NUMBERS or head.startswith(("numpy.float", "numpy.int", "numpy.uint"))


def ranked(machine: Machine, left: Value, right: Value) -> TypeExpression | None:
    """The widest of two types that work element by element; `None` if there is none, or if another type may decide."""
    best: TypeExpression | None = None
    rank = 0
    for value in (left, right):
        head = shapes.without_none(value.type)
        mine = RANK.get(kind_of(machine, value), 0)
        if mine > rank:
            best, rank = head, mine
        elif not mine and value.known and is_foreign(machine, value):
            return None
    other = right if best is not None and shapes.without_none(left.type) == best else left
    if best is not None and rank < RANK["frame"] and not other.known:
        return best if rank == RANK["series"] else None
    return best


def is_scalar(machine: Machine, value: Value) -> bool:
    """Whether a value is a number, a text or the like."""
    return kind_of(machine, value) == "scalar"


def is_foreign(machine: Machine, value: Value) -> bool:
    """Whether a type may define the operator in its own way."""
    head = value.type.head
    return head not in ("|",) and not _common(head) and kind_of(machine, value) not in ("scalar", "container", *RANK)


@lru_cache(maxsize=512)
def _common(head: str) -> bool:
    return head in {"list", "tuple", "dict", "set", "range", "none", *NUMBERS}
