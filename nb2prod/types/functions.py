"""Functions of the notebook: a body is interpreted once for each kind of arguments, as a summary that calls apply."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.types.annotations import annotated
from nb2prod.types.arguments import Arguments
from nb2prod.types.called import note_arguments, note_result
from nb2prod.types.column_uses import note_parameters_columns
from nb2prod.types.heap import EMPTY
from nb2prod.types.join import join_many
from nb2prod.types.memory import KEPT, recall
from nb2prod.types.model import TypeSource
from nb2prod.types.parameters import bind
from nb2prod.types.recorder import Recorder
from nb2prod.types.scope import Scope
from nb2prod.types.shapes import generic, immutable
from nb2prod.types.summary import Start, Summary, changes_captured, summarize
from nb2prod.types.translation import apply_summary
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NONE, Function, FunctionNode, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

MOST = 60
"""A function that was interpreted more often than this is not followed any more."""


def call_function(machine: Machine, value: Value, function: Function, arguments: Arguments) -> Value:
    """Interpret a call of a function of the notebook.

    Args:
        machine: The state.
        value: The function as a value.
        function: The function.
        arguments: What it is given.
    """
    name = getattr(function.node, "name", "<lambda>")
    if machine.exhausted or machine.counts[function.node] > MOST:
        return unknown_call(machine, name, (value._replace(refers=None), *_all(function, arguments)))
    if function.opaque:
        with machine.perhaps():
            call_function(machine, value, replace(function, opaque=False), arguments)
        return unknown_call(machine, name, (value._replace(refers=None), *_all(function, arguments)))
    machine.record.callees.append(name)
    bound = bind(machine, function, arguments)
    note_arguments(machine, function, bound)
    if _delayed(machine, function.node):
        return _generator(machine, value, function, bound)
    return _now(machine, value, function, bound)


def _all(function: Function, arguments: Arguments) -> tuple[Value, ...]:
    receiver = (function.receiver,) if function.receiver is not None else ()
    return (*receiver, *arguments.every())


def _now(machine: Machine, value: Value, function: Function, bound: dict[str, Value]) -> Value:
    node = function.node
    if node in machine.running:
        machine.recursive.add(node)
        provisional: Summary | None = machine.running[node]
        if provisional is None:
            regions = frozenset().union(*(v.regions for v in bound.values()))
            return Value(regions=regions | machine.heap.parts(regions) | machine.heap.new(regions))
        summary = provisional
    else:
        summary = _summary(machine, function, bound)
    found = apply_summary(machine, summary, bound)
    if _closes_over(function.scope, machine) and changes_captured(machine, summary):
        machine.touch(value, deep=True, sure=False)
    note_result(machine, node, found)
    return found


def _closes_over(scope: Scope, machine: Machine) -> bool:
    """Whether a function defined in a scope keeps names of a call of another one."""
    while scope.hidden and scope.parent is not None:
        scope = scope.parent
    return scope is not machine.notebook


def _summary(machine: Machine, function: Function, bound: dict[str, Value]) -> Summary:
    key = (function.node, function.scope, *((n, _kind(v)) for n, v in bound.items()))
    known = recall(machine, function, machine.summaries.get(key, []))
    if known is not None:
        return known
    summary = _interpret(machine, function, bound, None)
    if function.node in machine.recursive:
        machine.recursive.discard(function.node)
        if not machine.recursive:
            machine.round += 1
            summary = _interpret(machine, function, bound, summary)
            machine.recursive.discard(function.node)
            machine.round += 1
    # What was made while a caller of it was still open holds only as long as that caller's round.
    tag = machine.round if machine.recursive else 0
    machine.summaries[key] = [(summary, tag), *machine.summaries.get(key, [])[:KEPT]]
    machine.counts[function.node] += 1
    if not machine.running:
        machine.recursive.clear()
    return summary


def _kind(value: Value) -> tuple[object, ...]:
    return (value.type, value.refers, value.literal, bool(value.regions), value.channel)


def _interpret(machine: Machine, function: Function, bound: dict[str, Value], provisional: Summary | None) -> Summary:
    start = Start(machine.heap.count, len(machine.heap.log))
    scope = _frame(machine, function, bound, start)
    names, maybe = machine.notebook.names, machine.maybe
    before, machine.record = machine.record, Recorder()
    machine.notebook.names, machine.maybe = dict(names), 0
    machine.depth += 1
    machine.running[function.node] = provisional
    try:
        with machine.inside(scope):
            found = _body(machine, function.node, scope)
        note_parameters_columns(machine, getattr(function.node, "name", ""), start.places)
        return summarize(machine.heap, machine.record, found, start)
    finally:
        del machine.running[function.node]
        machine.depth -= 1
        machine.notebook.names, machine.maybe = names, maybe
        machine.record = before


def _frame(machine: Machine, function: Function, bound: dict[str, Value], start: Start) -> Scope:
    """The scope of a call, with placeholders for what its arguments are."""
    scope = Scope(function.scope)
    scope.owner = function.owner
    for name, value in bound.items():
        if immutable(value.type, machine.knowledge) or (not value.regions and value.known):
            scope.names[name] = value
            continue
        inner = machine.heap.blur(EMPTY)
        own = machine.heap.new(inner)
        start.places[name] = (next(iter(own)), next(iter(inner)))
        scope.names[name] = Value(
            value.type,
            own,
            value.source,
            value.confidence,
            value.refers,
            value.literal,
            None,
            value.columns,
            value.channel,
        )
    if function.receiver is not None and bound:
        scope.receiver = scope.names[next(iter(bound))]
    return scope


def _body(machine: Machine, node: FunctionNode, scope: Scope) -> Value:
    if isinstance(node, ast.Lambda):
        return machine.evaluate(node.body)
    if machine.execute(node.body):
        scope.returned.append(NONE)
    if scope.yielded:
        found = join_many(scope.yielded)
        kind = generic("generator", found.type)
        return Value(kind, machine.heap.new(found.regions), TypeSource.PROPAGATION, found.confidence or 0.7)
    found = join_many(scope.returned) if scope.returned else NONE
    if node.returns is not None and not found.known:
        found = annotated(machine, node.returns, found)
    return found


# --- generators and coroutines -------------------------------------------------------------------------------------


def _delayed(machine: Machine, node: FunctionNode) -> bool:
    if isinstance(node, ast.Lambda):
        return False
    return isinstance(node, ast.AsyncFunctionDef) or machine.free_names(node).yields


def _generator(machine: Machine, value: Value, function: Function, bound: dict[str, Value]) -> Value:
    """What a call of a generator or coroutine gives: its effects wait until it is iterated or awaited."""
    with machine.apart():
        made = _now(machine, value, function, bound)
    held = frozenset().union(made.regions, value.regions, *(v.regions for v in bound.values()))
    regions = machine.heap.new(held)
    machine.heap.iterators |= regions
    for region in regions:
        machine.heap.pending[region] = lambda: _now(machine, value, function, bound)
    if isinstance(function.node, ast.AsyncFunctionDef) and made.type.head != "generator":
        return Value(generic("coroutine", made.type), regions, TypeSource.PROPAGATION, 0.8)
    return Value(made.type, regions, TypeSource.PROPAGATION, made.confidence)
