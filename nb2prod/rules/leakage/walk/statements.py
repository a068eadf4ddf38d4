"""Statements: what names stand for after them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.model import SplitKind
from nb2prod.rules.leakage.walk.data import NO_DATA, touched
from nb2prod.rules.leakage.walk.definitions import define_class, define_function
from nb2prod.rules.leakage.walk.iteration import elements
from nb2prod.rules.leakage.walk.join import merge_names
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Named, data_of
from nb2prod.rules.leakage.walk.splitting import folds
from nb2prod.rules.leakage.walk.targets import assign, drop
from nb2prod.rules.leakage.walk.vocabulary import Kind

MOST_ITEMS = 12
"""Items of a list that a loop is followed for, one by one."""

DEEP = 3
"""Loops within loops of which only one turn is followed."""


def execute(machine: Machine, node: ast.stmt) -> None:
    """Run one statement."""
    handler = HANDLERS.get(type(node))
    if handler is not None:
        handler(machine, node)


def _assign(machine: Machine, node: ast.Assign) -> None:
    value = machine.evaluate(node.value)
    for target in node.targets:
        assign(machine, target, value)


def _annotated(machine: Machine, node: ast.AnnAssign) -> None:
    if node.value is not None:
        assign(machine, node.target, machine.evaluate(node.value))


def _augmented(machine: Machine, node: ast.AugAssign) -> None:
    loaded = ast.copy_location(_as_load(node.target), node.target)
    before, value = data_of(machine.evaluate(loaded)), data_of(machine.evaluate(node.value))
    assign(machine, node.target, Box(touched(before, value) if before.rows or not value.rows else value))


def _as_load(target: ast.expr) -> ast.expr:
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Attribute(value=value, attr=attr):
            return ast.Attribute(value, attr, ast.Load())
        case ast.Subscript(value=value, slice=key):
            return ast.Subscript(value, key, ast.Load())
    return target


def _expression(machine: Machine, node: ast.Expr) -> None:
    machine.evaluate(node.value)


def _return(machine: Machine, node: ast.Return) -> None:
    if node.value is not None:
        machine.returned.append(machine.evaluate(node.value))


def _delete(machine: Machine, node: ast.Delete) -> None:
    for target in node.targets:
        drop(machine, target)


def _global(machine: Machine, node: ast.Global) -> None:
    machine.scope.elsewhere |= frozenset(node.names)


def _import(machine: Machine, node: ast.Import) -> None:
    for alias in node.names:
        root = alias.name.partition(".")[0]
        machine.scope.bind(alias.asname or root, Named(alias.name if alias.asname else root))


def _import_from(machine: Machine, node: ast.ImportFrom) -> None:
    for alias in node.names:
        machine.scope.bind(alias.asname or alias.name, Named(f"{node.module or ''}.{alias.name}".lstrip(".")))


def _if(machine: Machine, node: ast.If) -> None:
    machine.evaluate(node.test)
    _ways(machine, [node.body, node.orelse])


def _ways(machine: Machine, bodies: list[list[ast.stmt]]) -> None:
    """Run alternatives, each from where the first began."""
    before = machine.scope.names
    after = []
    for body in bodies:
        machine.scope.names = dict(before)
        machine.execute(body)
        after.append(machine.scope.names)
    merge_names(machine.scope, after)


def _for(machine: Machine, node: ast.For | ast.AsyncFor) -> None:
    iterated = machine.evaluate(node.iter)
    if isinstance(iterated, Estimator) and iterated.kind is Kind.SPLITTER:  # `KFold(n, n_folds=3)`, as it once was.
        iterated = folds(machine.split(node.iter, SplitKind.FOLDS), NO_DATA)
    turns = elements(machine, iterated, MOST_ITEMS)
    machine.loops += 1
    for element in turns if machine.loops < DEEP else turns[:1]:
        assign(machine, node.target, element)
        machine.execute(node.body)
    machine.loops -= 1
    machine.execute(node.orelse)


def _while(machine: Machine, node: ast.While) -> None:
    machine.evaluate(node.test)
    machine.execute(node.body)
    machine.execute(node.body)


def _with(machine: Machine, node: ast.With | ast.AsyncWith) -> None:
    for item in node.items:
        value = machine.evaluate(item.context_expr)
        if item.optional_vars is not None:
            assign(machine, item.optional_vars, value)
    machine.execute(node.body)


def _try(machine: Machine, node: ast.Try | ast.TryStar) -> None:
    machine.execute(node.body)
    _ways(machine, [node.orelse, *(handler.body for handler in node.handlers)])
    machine.execute(node.finalbody)


def _match(machine: Machine, node: ast.Match) -> None:
    machine.evaluate(node.subject)
    _ways(machine, [[], *(case.body for case in node.cases)])


HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augmented,
    ast.Expr: _expression,
    ast.Return: _return,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _global,
    ast.Import: _import,
    ast.ImportFrom: _import_from,
    ast.FunctionDef: define_function,
    ast.AsyncFunctionDef: define_function,
    ast.ClassDef: define_class,
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
}
