"""Calls that reach into scopes: `exec`, `eval`, `globals`, …."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments, text_argument
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NONE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def forget(machine: Machine, name: str, arguments: Arguments) -> Value:
    """Interpret a call that may bind or change any name: nothing is known of them any more."""
    for known, value in machine.notebook.names.items():
        if value.refers is None:
            machine.notebook.names[known] = Value(regions=value.regions or machine.heap.new(), channel=value.channel)
    held = frozenset().union(*(v.regions for v in machine.notebook.names.values()))
    return unknown_call(machine, name, (Value(regions=held), *arguments.every()))


def run_text(machine: Machine, name: str, text: Value) -> Value | None:
    """Interpret the code in a text that is known; `None` if it is not."""
    code = text_argument(text)
    if code is None:
        return None
    try:
        tree = ast.parse(f"({code.strip()})" if name == "eval" else code)
    except (SyntaxError, ValueError, RecursionError):
        return None
    names = {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}
    machine.record.reads |= names & machine.notebook.names.keys()
    machine.record.unknown.append(name)
    if name == "eval":
        return machine.evaluate(tree.body[0].value) if isinstance(tree.body[0], ast.Expr) else None
    machine.execute(tree.body)
    if machine.scope is machine.notebook:
        stored = (part for part in ast.walk(tree) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store))
        machine.record.names |= {part.id for part in stored}
    return NONE
