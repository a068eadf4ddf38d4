"""From the arguments as they are written to their values."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def gather(machine: Machine, node: ast.Call) -> Arguments:
    """Interpret the arguments of a call."""
    positional: list[Value] = []
    spread: list[Value] = []
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            spread.append(machine.evaluate(argument.value))
        elif spread:
            spread.append(machine.evaluate(argument))
        else:
            positional.append(machine.evaluate(argument))
    keywords: dict[str, Value] = {}
    for keyword in node.keywords:
        value = machine.evaluate(keyword.value)
        if keyword.arg is None:
            spread.append(value)
        else:
            keywords[keyword.arg] = value
    return Arguments(tuple(positional), keywords, tuple(spread))
