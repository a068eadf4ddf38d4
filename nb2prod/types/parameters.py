"""Which parameter of a notebook's function gets which argument."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod.types.annotations import annotated
from nb2prod.types.arguments import Arguments
from nb2prod.types.iteration import elements
from nb2prod.types.join import join_many
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import generic
from nb2prod.types.values import NOTHING, STR_TYPE, Function, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def bind(machine: Machine, function: Function, arguments: Arguments) -> dict[str, Value]:
    """Bind parameters to arguments.

    Args:
        machine: The state.
        function: The function; its receiver is its first argument.
        arguments: What is given.

    Returns:
        A value for every parameter; unknown for one that stars may give.
    """
    signature = function.node.args
    given = list(arguments.positional)
    if function.receiver is not None:
        given.insert(0, function.receiver)
    spread = _spread(machine, arguments)
    found: dict[str, Value] = {}
    names = [parameter.arg for parameter in (*signature.posonlyargs, *signature.args)]
    found.update(zip(names, given, strict=False))
    for name in [*names[len(given) :], *(parameter.arg for parameter in signature.kwonlyargs)]:
        found[name] = _missing(name, function, arguments, spread)
    if signature.vararg is not None:
        found[signature.vararg.arg] = _rest(machine, given[len(names) :], spread)
    if signature.kwarg is not None:
        extra = {name: value for name, value in arguments.keywords.items() if name not in found}
        found[signature.kwarg.arg] = _keywords(machine, extra, spread)
    for parameter in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs):
        if parameter.annotation is not None and not found[parameter.arg].known:
            found[parameter.arg] = annotated(machine, parameter.annotation, found[parameter.arg])
    return found


def _missing(name: str, function: Function, arguments: Arguments, spread: Value | None) -> Value:
    if name in arguments.keywords:
        return arguments.keywords[name]
    if spread is not None:
        return spread
    return function.defaults.get(name, NOTHING)


def _spread(machine: Machine, arguments: Arguments) -> Value | None:
    if not arguments.spread:
        return None
    regions = frozenset().union(*_inner(machine, arguments))
    return Value(regions=regions) if regions else NOTHING


def _inner(machine: Machine, arguments: Arguments) -> Iterator[frozenset[int]]:
    for value in arguments.spread:
        yield value.regions | elements(machine, value)


def _rest(machine: Machine, values: list[Value], spread: Value | None) -> Value:
    given = [*values, *([spread] if spread is not None else [])]
    regions = machine.heap.new(region for value in given for region in value.regions)
    kind = generic("tuple", *(value.type for value in values)) if spread is None and values else generic("tuple")
    items = tuple(values) if spread is None else None
    return Value(kind, regions, TypeSource.PROPAGATION, 0.9, items=items)


def _keywords(machine: Machine, extra: dict[str, Value], spread: Value | None) -> Value:
    given = [*extra.values(), *([spread] if spread is not None else [])]
    regions = machine.heap.new(region for value in given for region in value.regions)
    kind = generic("dict", STR_TYPE, join_many(given).type) if given else generic("dict")
    return Value(kind, regions, TypeSource.PROPAGATION, 0.9)


def default_values(machine: Machine, signature: ast.arguments) -> dict[str, Value]:
    """Interpret the defaults of a function where it is defined."""
    positional = [*signature.posonlyargs, *signature.args]
    found = {
        parameter.arg: machine.evaluate(default)
        for parameter, default in zip(
            positional[len(positional) - len(signature.defaults) :], signature.defaults, strict=True
        )
    }
    for parameter, default in zip(signature.kwonlyargs, signature.kw_defaults, strict=True):
        if default is not None:
            found[parameter.arg] = machine.evaluate(default)
    return found
