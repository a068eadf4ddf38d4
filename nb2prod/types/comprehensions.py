"""Comprehensions, generator expressions and lambdas."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.facts.free_names import free_of_comprehension
from nb2prod.types.heap import EMPTY
from nb2prod.types.iteration import consume, element
from nb2prod.types.model import TypeSource
from nb2prod.types.parameters import default_values
from nb2prod.types.scope import Scope, captured
from nb2prod.types.shapes import FUNCTION, generic
from nb2prod.types.targets import assign_target
from nb2prod.types.values import Function, Value

if TYPE_CHECKING:

    from nb2prod.types.machine import Machine


def comprehension(machine: Machine, node: ast.ListComp | ast.SetComp | ast.DictComp) -> Value:
    """Interpret a comprehension that runs at once."""
    first = machine.evaluate(node.generators[0].iter)
    consume(machine, first)
    with machine.inside(Scope(machine.scope, passing=True)), machine.perhaps():
        _clauses(machine, node.generators, first)
        if isinstance(node, ast.DictComp):
            key, value = machine.evaluate(node.key), machine.evaluate(node.value)
            regions = machine.heap.new(key.regions | value.regions)
            return Value(generic("dict", key.type, value.type), regions, TypeSource.PROPAGATION, 0.95)
        item = machine.evaluate(node.elt)
    head = "list" if isinstance(node, ast.ListComp) else "set"
    regions = machine.heap.new(item.regions)
    if item.refers is not None:
        machine.heap.callables[next(iter(regions))] = Value(item.type, refers=item.refers)
    return Value(generic(head, item.type), regions, TypeSource.PROPAGATION, 0.95)


def generator(machine: Machine, node: ast.GeneratorExp) -> Value:
    """Interpret a generator expression: all but its first iterable waits until it is iterated."""
    first = machine.evaluate(node.generators[0].iter)
    scope, names = Scope(machine.scope, passing=True), machine.scope

    def run() -> Value:
        with machine.inside(scope), machine.perhaps():
            consume(machine, first)
            _clauses(machine, node.generators, first)
            return machine.evaluate(node.elt)

    with machine.apart():
        item = run()
    held = captured(names, free_of_comprehension(node))
    regions = machine.heap.new(item.regions | first.regions | held)
    machine.heap.iterators |= regions
    for region in regions:
        machine.heap.pending[region] = run
    return Value(generic("generator", item.type), regions, TypeSource.PROPAGATION, 0.95)


def _clauses(machine: Machine, clauses: list[ast.comprehension], first: Value) -> None:
    for position, clause in enumerate(clauses):
        value = first if position == 0 else machine.evaluate(clause.iter)
        if position:
            consume(machine, value)
        assign_target(machine, clause.target, element(machine, value))
        for test in clause.ifs:
            machine.evaluate(test)


def lambda_value(machine: Machine, node: ast.Lambda) -> Value:
    """Interpret the making of a lambda."""
    scope = machine.scope
    function = Function(node, scope, default_values(machine, node.args))
    held = captured(scope, machine.free_names(node).reads, but=machine.notebook)
    regions = machine.heap.new(held) if scope is not machine.notebook else EMPTY
    return Value(FUNCTION, regions, TypeSource.LITERAL, 0.95, refers=function)
