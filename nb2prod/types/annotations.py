"""Types from the user's own annotations."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import generic, join_types, without_none
from nb2prod.types.values import NONE_TYPE, UNKNOWN_TYPE, Class, Library, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

GENERIC = {
    "typing.List": "list",
    "typing.Dict": "dict",
    "typing.Tuple": "tuple",
    "typing.Set": "set",
    "typing.FrozenSet": "frozenset",
    "typing.Iterator": "iterator",
    "collections.abc.Iterator": "iterator",
}
VAGUE = frozenset({"Any", "Callable", "Iterable", "Sequence", "Mapping", "TypeVar", "Self", "Literal"})


def annotated(machine: Machine, node: ast.expr, value: Value) -> Value:
    """A value with the type that its annotation says, where nothing better is known.

    Args:
        machine: The state.
        node: The annotation.
        value: The value.
    """
    kind = annotation_type(machine, node)
    if kind.head == "?":
        return value
    return value._replace(type=kind, source=TypeSource.ANNOTATION, confidence=0.85)


def annotation_type(machine: Machine, node: ast.expr) -> TypeExpression:
    """The type that an annotation stands for; unknown if it says too little."""
    match node:
        case ast.Constant(value=None):
            return NONE_TYPE
        case ast.Constant(value=str(text)):
            return _parsed(machine, text)
        case ast.Name() | ast.Attribute():
            return _named(machine, node)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return join_types(annotation_type(machine, left), annotation_type(machine, right))
        case ast.Subscript(value=outer, slice=inner):
            return _subscripted(machine, outer, inner)
    return UNKNOWN_TYPE


def _parsed(machine: Machine, text: str) -> TypeExpression:
    try:
        return annotation_type(machine, ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return UNKNOWN_TYPE


def _named(machine: Machine, node: ast.expr) -> TypeExpression:
    with machine.apart():
        refers = machine.evaluate(node).refers
    match refers:
        case Class(name=name):
            return TypeExpression(name)
        case Library(name):
            name = machine.knowledge.canonical(name)
            if name in GENERIC:
                return TypeExpression(GENERIC[name])
            last = name.rpartition(".")[2]
            known = machine.knowledge.type(name) is not None or (
                "." in name and last[:1].isupper() and last not in VAGUE
            )
            return TypeExpression(name) if known and not name.startswith(("typing.", "numpy.typing")) else UNKNOWN_TYPE
    return UNKNOWN_TYPE


def _subscripted(machine: Machine, outer: ast.expr, inner: ast.expr) -> TypeExpression:
    with machine.apart():
        refers = machine.evaluate(outer).refers
    name = machine.knowledge.canonical(refers.name) if isinstance(refers, Library) else ""
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name == "typing.Optional":
        return join_types(annotation_type(machine, inner), NONE_TYPE)
    if name == "typing.Union":
        found = annotation_type(machine, parts[0])
        for part in parts[1:]:
            found = join_types(found, annotation_type(machine, part))
        return found
    if name == "numpy.typing.NDArray":
        return TypeExpression("numpy.ndarray")
    head = _named(machine, outer).head
    if head not in ("list", "dict", "tuple", "set", "frozenset", "iterator"):
        return without_none(TypeExpression(head))
    if any(isinstance(part, ast.Constant) and part.value is Ellipsis for part in parts):
        return TypeExpression(head)
    return generic(head, *(annotation_type(machine, part) for part in parts))
