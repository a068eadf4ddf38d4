"""Operators of the static evaluation, on plain values and on arrays element by element."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Sequence

from nb2prod.render.tests_of.known import percent
from nb2prod.render.tests_of.values import LARGEST, LONGEST_TEXT, Array, UnknowableError

LARGEST_EXPONENT = 64
_BINARY: dict[type[ast.operator], Callable[..., object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
}
_COMPARE: dict[type[ast.cmpop], Callable[..., object]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_LOGIC = (ast.BitAnd, ast.BitOr, ast.BitXor)


def binary(kind: type[ast.operator], left: object, right: object) -> object:
    """Apply a binary operator.

    Raises:
        UnknowableError: The result is not known, or large.
    """
    call = _BINARY.get(kind)
    if call is None:
        raise UnknowableError("an operator")
    if isinstance(left, Array) or isinstance(right, Array):
        return elementwise(_on_numbers(kind, call), (left, right))
    if kind is ast.Mod and isinstance(left, str):
        return percent(left, right)
    _bound(kind, left, right)
    return call(left, right)


def _bound(kind: type[ast.operator], left: object, right: object) -> None:
    sizes = [len(v) for v in (left, right) if isinstance(v, str | list | tuple)]
    factor = next((v for v in (left, right) if isinstance(v, int)), 1)
    if kind is ast.Mult and sizes and sizes[0] * abs(factor) > LONGEST_TEXT:
        raise UnknowableError("a long value")
    if kind is ast.Pow and isinstance(left, int | float) and isinstance(right, int | float):
        negative = isinstance(right, int) and right < 0 and isinstance(left, int)
        # NumPy's integers have no negative powers, and roots of negative numbers are complex.
        if (
            negative
            or abs(right) > LARGEST_EXPONENT
            or abs(left) > LARGEST
            or (left < 0 and not isinstance(right, int))
        ):
            raise UnknowableError("a power")


def _on_numbers(kind: type[ast.operator], call: Callable[..., object]) -> Callable[..., object]:
    def apply(left: object, right: object) -> object:
        if isinstance(left, bool) and isinstance(right, bool) and kind not in _LOGIC:
            raise UnknowableError("arithmetic with truth values")
        if kind in _LOGIC and not (isinstance(left, bool) and isinstance(right, bool)):
            raise UnknowableError("logic on numbers")
        _bound(kind, left, right)
        return call(left, right)

    return apply


def elementwise(call: Callable[..., object], given: Sequence[object]) -> Array:
    """Apply a function element by element, numbers beside arrays repeated.

    Raises:
        UnknowableError: The shapes don't fit, or an element is no number.
    """
    lengths = {len(g.values) for g in given if isinstance(g, Array)}
    if len(lengths) != 1 or not all(isinstance(g, Array | bool | int | float) for g in given):
        raise UnknowableError("arrays that don't fit")
    count = lengths.pop()
    columns = [list(g.values) if isinstance(g, Array) else [g] * count for g in given]
    return array_of([call(*row) for row in zip(*columns, strict=True)])


def array_of(values: Sequence[object]) -> Array:
    """An array of values that NumPy would keep as they are.

    Raises:
        UnknowableError: They are no numbers, of several kinds, or too large.
    """
    numbers = [v for v in values if isinstance(v, bool | int | float)]
    kinds = {type(v) for v in numbers}
    if not numbers or len(numbers) != len(values) or (bool in kinds and len(kinds) > 1):
        raise UnknowableError("an array of other things than numbers")
    if any(abs(v) > LARGEST or math.isnan(v) for v in numbers):
        raise UnknowableError("numbers out of bounds")
    return Array([float(v) for v in numbers] if float in kinds else numbers)


def compare(kind: type[ast.cmpop], left: object, right: object, *, numpy: bool) -> object:
    """Apply a comparison.

    Args:
        kind: Which one.
        left: Left side.
        right: Right side.
        numpy: Whether numbers may be NumPy's, which are the same as no other object.

    Raises:
        UnknowableError: The result is not known.
    """
    if kind in (ast.Is, ast.IsNot):
        if right is not None and (numpy or not isinstance(right, bool)):
            raise UnknowableError("identity")
        return (left is right) == (kind is ast.Is)
    if isinstance(left, Array) or isinstance(right, Array):
        if kind not in _COMPARE:
            raise UnknowableError("membership in an array")
        return elementwise(_COMPARE[kind], (left, right))
    if kind in (ast.In, ast.NotIn):
        return operator.contains(right, left) == (kind is ast.In)  # type: ignore[arg-type]
    return _COMPARE[kind](left, right)


def unary(kind: type[ast.unaryop], value: object) -> object:
    """Apply a unary operator.

    Raises:
        UnknowableError: The result is not known.
    """
    if isinstance(value, Array):
        truth = isinstance(value.values[0], bool)
        if kind is ast.Invert and truth:
            return Array([not v for v in value.values])
        if kind is ast.USub and not truth:
            return array_of([-v for v in value.values])
        raise UnknowableError("an operator on an array")
    match kind:
        case ast.Not:
            return not value
        case ast.USub:
            return -value  # type: ignore[operator]
        case ast.UAdd:
            return +value  # type: ignore[operator]
    raise UnknowableError("an operator")
