"""What the notebook's own functions are called with, and what they give back, over all calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar

from nb2prod.types.heap import EMPTY
from nb2prod.types.join import join_values
from nb2prod.types.values import Function, FunctionNode, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

LAMBDA = "<lambda>"
Key = TypeVar("Key")


class Called:
    """One function of the notebook.

    Attributes:
        name: Its name.
        is_method: Whether a class of the notebook defines it.
        parameters: Types of its parameters, joined over its calls.
        result: What it returns, likewise; `None` before a call has come to its end.
    """

    __slots__ = ("is_method", "name", "parameters", "result")

    def __init__(self, function: Function) -> None:
        self.name: str = getattr(function.node, "name", LAMBDA)
        self.is_method = function.owner is not None
        self.parameters: dict[str, Value] = {}
        self.result: Value | None = None

    @property
    def is_named(self) -> bool:
        """Whether its name alone says which function it is."""
        return not self.is_method and self.name != LAMBDA


def note_arguments(machine: Machine, function: Function, bound: Mapping[str, Value]) -> None:
    """Remember the types of the arguments that a function is called with."""
    called = machine.called.get(function.node)
    if called is None:
        called = machine.called[function.node] = Called(function)
    for parameter, value in bound.items():
        known = called.parameters.get(parameter)
        plain = Value(value.type, EMPTY, value.source, value.confidence, columns=value.columns)
        called.parameters[parameter] = plain if known is None else join_values(known, plain)


def note_result(machine: Machine, node: FunctionNode, found: Value) -> None:
    """Remember what a call gave back."""
    called = machine.called[node]
    called.result = found if called.result is None else join_values(called.result, found)


def parameters_by_name(called: Mapping[FunctionNode, Called]) -> dict[tuple[str, str], Value]:
    """Types of parameters by the function's name and their own; those of equal names are joined."""
    pairs = (((c.name, name), value) for c in _named(called) for name, value in c.parameters.items())
    return _joined(pairs)


def results_by_name(called: Mapping[FunctionNode, Called]) -> dict[str, Value]:
    """What functions return by their name."""
    return _joined((c.name, c.result) for c in _named(called) if c.result is not None)


def _named(called: Mapping[FunctionNode, Called]) -> Iterator[Called]:
    return (each for each in called.values() if each.is_named)


def _joined(pairs: Iterator[tuple[Key, Value]]) -> dict[Key, Value]:
    found: dict[Key, Value] = {}
    for key, value in pairs:
        found[key] = join_values(found[key], value) if key in found else value
    return found
