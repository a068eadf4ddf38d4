"""Arguments of a call."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from nb2prod.rules.leakage.walk.data import NOTHING, Data
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Items, Thing, data_of


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a call is given.

    Attributes:
        positional: Positional arguments.
        keywords: Keyword arguments.
        nodes: How positional arguments are written.
        keyword_nodes: How keyword arguments are written.
    """

    positional: tuple[Thing, ...] = ()
    keywords: Mapping[str, Thing] = field(default_factory=dict)
    nodes: tuple[ast.expr, ...] = ()
    keyword_nodes: Mapping[str, ast.expr] = field(default_factory=dict)

    def get(self, position: int, *names: str) -> Thing | None:
        """An argument by position or by any of its names."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((self.keywords[name] for name in names if name in self.keywords), None)

    def text(self, position: int, *names: str) -> str:
        """How an argument is written; empty if it isn't given."""
        if 0 <= position < len(self.nodes):
            return ast.unparse(self.nodes[position])
        return next((ast.unparse(self.keyword_nodes[name]) for name in names if name in self.keyword_nodes), "")

    def literal(self, position: int, *names: str) -> object:
        """The literal value of an argument; `NOTHING` if it isn't known."""
        node = self.nodes[position] if 0 <= position < len(self.nodes) else None
        if node is None:
            node = next((self.keyword_nodes[name] for name in names if name in self.keyword_nodes), None)
        if isinstance(node, ast.Constant):
            return node.value
        given = self.get(position, *names)
        return data_of(given).literal if given is not None else NOTHING

    @property
    def all(self) -> tuple[Thing, ...]:
        """All arguments."""
        return (*self.positional, *self.keywords.values())

    @property
    def data(self) -> list[Data]:
        """All arguments as data."""
        return [data_of(thing) for thing in self.all]


def read_arguments(machine: Machine, node: ast.Call) -> Arguments:
    """Evaluate the arguments of a call."""
    positional: list[Thing] = []
    nodes: list[ast.expr] = []
    for argument in node.args:
        value = machine.evaluate(argument)
        many = value.values if isinstance(argument, ast.Starred) and isinstance(value, Items) else [value]
        positional += many
        nodes += [argument] * len(many)
    keywords = {k.arg: machine.evaluate(k.value) for k in node.keywords if k.arg}
    for spread in (k.value for k in node.keywords if k.arg is None):
        machine.evaluate(spread)
    return Arguments(tuple(positional), keywords, tuple(nodes), {k.arg: k.value for k in node.keywords if k.arg})
