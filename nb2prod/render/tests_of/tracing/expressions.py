"""Expressions whose value is known in part; whatever isn't understood is unknown."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nb2prod.render.tests_of.tracing.grid import (
    LARGEST,
    Grid,
    UnfitError,
    elementwise,
    from_nested,
    joined,
    product,
    reshaped,
    taken,
    transposed,
)
from nb2prod.render.tests_of.tracing.learning import Bunch, Estimator, call_sklearn, estimator_method
from nb2prod.render.tests_of.tracing.numpy_calls import call_numpy, with_constant
from nb2prod.render.tests_of.tracing.plain_calls import MOST_ITEMS, UNKNOWN, array_method, call_builtin
from nb2prod.render.tests_of.values import Library

_FAILURES = (UnfitError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
_OPERATORS: Mapping[type[ast.operator], Callable[..., object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: lambda a, b: a ** b if abs(b) <= MOST_POWER and abs(a) <= LARGEST else _fail(),
}
_COMPARISONS: Mapping[type[ast.cmpop], Callable[..., object]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
MOST_POWER = 16
_RANDOM = frozenset({"numpy.random.RandomState", "numpy.random.default_rng"})


def _fail() -> object:
    raise UnfitError


@dataclass(frozen=True, slots=True)
class Scope:
    """Names of a function, and what the others stand for.

    Attributes:
        names: Values of its own names.
        outer: Gives the value of any other name.
    """

    names: dict[str, object]
    outer: Callable[[str], object]


def value_of(node: ast.expr, scope: Scope) -> object:
    """What an expression gives, as far as it is known.

    Args:
        node: The expression.
        scope: Where it stands.
    """
    follow = _FOLLOW.get(type(node))
    if follow is None:
        return UNKNOWN
    try:
        return follow(node, scope)
    except _FAILURES:
        return UNKNOWN


def _known(node: ast.expr, scope: Scope) -> object:
    found = value_of(node, scope)
    if found is UNKNOWN:
        raise UnfitError
    return found


def _constant(node: ast.Constant, _: Scope) -> object:
    return node.value if isinstance(node.value, bool | int | float | str | None) else UNKNOWN


def _name(node: ast.Name, scope: Scope) -> object:
    return scope.names[node.id] if node.id in scope.names else scope.outer(node.id)


def _several(node: ast.List | ast.Tuple, scope: Scope) -> object:
    if len(node.elts) > MOST_ITEMS or any(isinstance(e, ast.Starred) for e in node.elts):
        raise UnfitError
    values = [value_of(e, scope) for e in node.elts]
    return values if isinstance(node, ast.List) else tuple(values)


def _binary(node: ast.BinOp, scope: Scope) -> object:
    left, right = _known(node.left, scope), _known(node.right, scope)
    if isinstance(node.op, ast.MatMult):
        return product(from_nested(left), from_nested(right))
    call = _OPERATORS[type(node.op)]
    if isinstance(left, Grid) or isinstance(right, Grid):
        return elementwise(call, (left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return call(left, right)
    raise UnfitError


def _unary(node: ast.UnaryOp, scope: Scope) -> object:
    value = _known(node.operand, scope)
    if isinstance(node.op, ast.USub) and isinstance(value, Grid):
        return elementwise(operator.neg, (value,))
    if isinstance(node.op, ast.USub) and isinstance(value, int | float):
        return -value
    raise UnfitError


def _compare(node: ast.Compare, scope: Scope) -> object:
    left, right = _known(node.left, scope), _known(node.comparators[0], scope)
    if len(node.ops) == 1 and (isinstance(left, Grid) or isinstance(right, Grid)):
        return elementwise(_COMPARISONS[type(node.ops[0])], (left, right))
    raise UnfitError


def _subscript(node: ast.Subscript, scope: Scope) -> object:
    base = _known(node.value, scope)
    if isinstance(base, Library):
        return _index_trick(base.name, node.slice, scope)
    key = key_of(node.slice, scope)
    match base:
        case Grid():
            found = taken(base, key)
            return found.values[0] if not found.shape and found.values else found
        case list() | tuple() if len(key) == 1 and isinstance(key[0], int | slice):
            return base[key[0]]
    raise UnfitError


def _index_trick(name: str, key: ast.expr, scope: Scope) -> Grid:
    """`np.c_[…]`."""
    parts = [from_nested(_known(p, scope)) for p in key.elts] if isinstance(key, ast.Tuple) else []
    if name != "numpy.c_" or not parts:
        raise UnfitError
    return joined([reshaped(p, (p.shape[0], 1)) if len(p.shape) == 1 else p for p in parts], 1)


def key_of(node: ast.expr, scope: Scope) -> list[object]:
    """What an array is indexed with, dimension by dimension.

    Args:
        node: What stands in the brackets.
        scope: Where it stands.

    Raises:
        UnfitError: It isn't known.
    """
    return [_key(p, scope) for p in (node.elts if isinstance(node, ast.Tuple) else [node])]


def _key(node: ast.expr, scope: Scope) -> object:
    match node:
        case ast.Slice(lower=lower, upper=upper, step=step):
            return slice(*(None if p is None else _known(p, scope) for p in (lower, upper, step)))
        case ast.Attribute(attr="newaxis"):
            return None
    return _known(node, scope)


def _attribute(node: ast.Attribute, scope: Scope) -> object:
    base = _known(node.value, scope)
    match base, node.attr:
        case Library(name), "pi" if name in ("numpy", "math"):
            return 3.141592653589793
        case Library(name), attr:
            return Library(f"{name}.{attr}")
        case Grid(), "T":
            return transposed(base)
        case Grid(shape=shape), "shape":
            return shape
        case Grid(shape=shape), "ndim":
            return len(shape)
        case Bunch(), "data" | "target" as attr:
            return getattr(base, attr)
    raise UnfitError


def _call(node: ast.Call, scope: Scope) -> object:
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        raise UnfitError
    given = [value_of(a, scope) for a in node.args]
    named = {str(k.arg): value_of(k.value, scope) for k in node.keywords}
    if isinstance(node.func, ast.Attribute):
        base = value_of(node.func.value, scope)
        if isinstance(base, Grid):
            return array_method(base, node.func.attr, given, named)
        if isinstance(base, Estimator):
            return estimator_method(base, node.func.attr, given, from_nested)
    function = value_of(node.func, scope)
    return _of_library(function.name, given, named) if isinstance(function, Library) else UNKNOWN


def _of_library(name: str, given: list[object], named: Mapping[str, object]) -> object:
    if name in _RANDOM:
        # A generator has the functions of the module.
        return Library("numpy.random")
    if name.startswith("numpy."):
        return call_numpy(name.removeprefix("numpy."), given, named)
    if name.startswith("statsmodels.") and name.endswith(".add_constant"):
        return with_constant(from_nested(given[0]), named)
    if name.startswith("sklearn."):
        return call_sklearn(name, given, named)
    if named or UNKNOWN in given:
        raise UnfitError
    return call_builtin(name, given)


_FOLLOW: Mapping[type[ast.expr], Callable[..., object]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _several,
    ast.Tuple: _several,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.Subscript: _subscript,
    ast.Attribute: _attribute,
    ast.Call: _call,
}
