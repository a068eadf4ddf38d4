"""What is known of a value beside the name of its type: signature, members, dimensions, parts; worked out on demand."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.notebook.model import StatementId
from nb2prod.types.arrays import ARRAY, dimensions_of, element_of, plain
from nb2prod.types.called import Called
from nb2prod.types.guess import guess_of
from nb2prod.types.model import Interpretation, TypeGuess
from nb2prod.types.shapes import text_of
from nb2prod.types.values import NOTHING, Class, Function, FunctionNode, Library, Value


@dataclass(frozen=True, slots=True)
class ParameterDetail:
    """A parameter of a function of the notebook.

    Attributes:
        name: Its name.
        kind: As `inspect` says it: `positional or keyword`, `keyword-only`, …
        type: What it gets, joined over all calls; of its default where there is no call.
        default: Source of its default; empty where it has none.
    """

    name: str
    kind: str
    type: TypeGuess
    default: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function of the notebook is called, and what it returns."""

    parameters: tuple[ParameterDetail, ...]
    returns: TypeGuess


@dataclass(frozen=True, slots=True)
class Members:
    """A class of the notebook.

    Attributes:
        bases: Its bases, by qualified name; `?` for one that is not known.
        attributes: Attributes of its instances and of itself, inherited ones left out.
        methods: Its own methods.
    """

    bases: tuple[str, ...]
    attributes: Mapping[str, TypeGuess]
    methods: Mapping[str, Signature]


@dataclass(frozen=True, slots=True)
class Part:
    """An item of a tuple, or what a dictionary holds under a key.

    Attributes:
        key: Its position or key.
        type: Its type.
        dimensions: How many dimensions it has, where it is an array and that is known.
    """

    key: int | str
    type: str
    dimensions: int | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """What is known of a value; empty where nothing is.

    Attributes:
        dimensions: How many dimensions an array has.
        element: Class of an array's elements; `?` where it is not known.
        parts: Items of a tuple, or entries of a dictionary under keys that are known.
        signature: That of a function.
        members: Those of a class.
    """

    dimensions: int | None = None
    element: str = "?"
    parts: tuple[Part, ...] = ()
    signature: Signature | None = None
    members: Members | None = None


NO_DETAIL = Detail()


def detail_of(found: Interpretation, place: StatementId, name: str) -> Detail:
    """Say what is known of a value.

    Args:
        found: The interpretation.
        place: A statement that binds or changes the name.
        name: The name.
    """
    value = found.values.get(place, {}).get(name, NOTHING)
    match value.refers:
        case Function() as function:
            return Detail(signature=_signature(function, found.called))
        case Class() as owner:
            return Detail(members=_members(owner, found.called))
    kind = value.type
    if kind.head == ARRAY.head:
        return Detail(dimensions_of(kind), text_of(plain(element_of(kind))))
    if kind.head == "tuple":
        return Detail(parts=tuple(_part(place, each) for place, each in enumerate(kind.arguments)))
    entries = found.entries.get(place, {}).get(name, {})
    return Detail(parts=tuple(_part(key, each) for key, each in entries.items())) if entries else NO_DETAIL


def _part(key: int | str, kind: TypeExpression) -> Part:
    return Part(key, text_of(plain(kind)), dimensions_of(kind) if kind.head == ARRAY.head else None)


def _signature(function: Function, called: Mapping[FunctionNode, Called]) -> Signature:
    known = called.get(function.node)
    parameters = tuple(_parameters(function, known.parameters if known is not None else {}))
    result = known.result if known is not None else None
    return Signature(parameters, guess_of(result) if result is not None else TypeGuess())


def _parameters(function: Function, given: Mapping[str, Value]) -> Iterator[ParameterDetail]:
    for node, kind, default in _declared(function.node.args):
        value = given.get(node.arg, NOTHING)
        value = value if value.known else function.defaults.get(node.arg, NOTHING)
        yield ParameterDetail(node.arg, kind, guess_of(value), "" if default is None else ast.unparse(default))


def _declared(signature: ast.arguments) -> Iterator[tuple[ast.arg, str, ast.expr | None]]:
    """Parameters in their order, with kind and default."""
    positional = [*signature.posonlyargs, *signature.args]
    defaults = [*[None] * (len(positional) - len(signature.defaults)), *signature.defaults]
    for number, (node, default) in enumerate(zip(positional, defaults, strict=True)):
        kind = "positional-only" if number < len(signature.posonlyargs) else "positional or keyword"
        yield node, kind, default
    if signature.vararg is not None:
        yield signature.vararg, "variadic positional", None
    for node, default in zip(signature.kwonlyargs, signature.kw_defaults, strict=True):
        yield node, "keyword-only", default
    if signature.kwarg is not None:
        yield signature.kwarg, "variadic keyword", None


def _members(owner: Class, called: Mapping[FunctionNode, Called]) -> Members:
    methods: dict[str, Signature] = {}
    attributes: dict[str, TypeGuess] = {}
    for name, value in owner.body.items():
        if isinstance(value.refers, Function):
            methods[name] = _signature(value.refers, called)
        else:
            attributes[name] = guess_of(value)
    attributes.update((name, guess_of(value)) for name, value in owner.fields.items())
    return Members(tuple(map(_base, owner.bases)), attributes, methods)


def _base(base: Value) -> str:
    match base.refers:
        case Library(name) | Class(name=name):
            return name
    return "?"
