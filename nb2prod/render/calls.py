"""Calls of steps in a pipeline's module, in the order in which they run: through its sections and conditions."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def calls_in_order(body: Sequence[ast.stmt], names: Collection[str]) -> Iterator[tuple[str, ast.stmt, str]]:
    """Find the statements that call steps.

    Args:
        body: The module.
        names: Names of steps, which are called as attributes of their modules.

    Yields:
        The function of the pipeline that holds the call, the statement, and the step's name.
    """
    functions = {node.name: node for node in body if isinstance(node, _FUNCTIONS)}
    called = {name for node in functions.values() for name in _sections(node, functions)}
    for name, node in functions.items():
        if name not in called:
            yield from _calls(node, functions, names, set())


def _calls(
    function: ast.FunctionDef | ast.AsyncFunctionDef,
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef],
    names: Collection[str],
    seen: set[str],
) -> Iterator[tuple[str, ast.stmt, str]]:
    seen.add(function.name)
    for statement in _flat(function.body):
        for call in _called(statement):
            if isinstance(call.func, ast.Attribute) and call.func.attr in names:
                yield function.name, statement, call.func.attr
            elif isinstance(call.func, ast.Name) and call.func.id in functions and call.func.id not in seen:
                yield from _calls(functions[call.func.id], functions, names, seen)


def _sections(function: ast.AST, functions: Collection[str]) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
            yield node.func.id


def _called(statement: ast.stmt) -> Iterator[ast.Call]:
    """Calls in a statement that is no block, in the order of the source."""
    if isinstance(statement, ast.Assign | ast.Expr | ast.Return) and statement.value is not None:
        yield from (node for node in ast.walk(statement.value) if isinstance(node, ast.Call))


def _flat(body: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements, and those inside of conditions and of what catches errors."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If | ast.Try):
            yield from _flat(statement.body)
