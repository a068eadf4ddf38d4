"""Calls: from what is called to what happens."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.facts.walk import dotted
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import special
from nb2prod.types.arguments import Arguments
from nb2prod.types.candidates import that_have
from nb2prod.types.classes import call_member, classes_of, instantiate, member
from nb2prod.types.delayed import run_kept
from nb2prod.types.functions import call_function
from nb2prod.types.gather import gather
from nb2prod.types.join import join_many
from nb2prod.types.library import call_entry
from nb2prod.types.model import TypeSource
from nb2prod.types.overrides import overriding_call, run_overrides
from nb2prod.types.protocols import call_instance, call_possible
from nb2prod.types.shapes import generic, without_none
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import Bound, Class, Function, Library, Method, Several, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def evaluate_call(machine: Machine, node: ast.Call) -> Value:
    """Interpret a call."""
    early = special.by_syntax(machine, node)
    if early is not None:
        return early
    function = machine.evaluate(node.func)
    text = dotted(node.func) or (f"….{node.func.attr}" if isinstance(node.func, ast.Attribute) else "…")
    return invoke(machine, function, gather(machine, node), text)


def invoke(machine: Machine, function: Value, arguments: Arguments, text: str) -> Value:
    """Interpret a call of a value with values.

    Args:
        machine: The state.
        function: What is called.
        arguments: What it is given.
        text: How the call is said to people if nothing is known of it.
    """
    match function.refers:
        case Library(name):
            return _library(machine, name, arguments)
        case Function() as known:
            return call_function(machine, function, known, arguments)
        case Class() as known:
            return instantiate(machine, known, arguments)
        case Method(receiver=receiver, name=name, owners=owners):
            own = _run_own(machine, receiver, name, owners, arguments)
            made = _method(machine, receiver, name, arguments, text)
            return made if own is None else own.at(own.regions | made.regions)
        case Bound(function=inner, arguments=fixed):
            return invoke(
                machine, inner, Arguments((*fixed, *arguments.positional), arguments.keywords, arguments.spread), text
            )
        case Several(members):
            return _several(machine, function, members, arguments, text)
    return _instance(machine, function, arguments, text)


def _several(machine: Machine, function: Value, members: tuple[object, ...], arguments: Arguments, text: str) -> Value:
    found: list[Value] = []
    with machine.perhaps():
        for member in members:
            each = Value(function.type, function.regions, refers=member)  # type: ignore[arg-type]
            found.append(invoke(machine, each, arguments, text))
    return join_many(found)


def _library(machine: Machine, name: str, arguments: Arguments) -> Value:
    run_overrides(machine)
    found = special.by_name(machine, name, arguments)
    if found is not None:
        return found
    entry = machine.knowledge.call(name)
    if entry is not None:
        return call_entry(machine, entry, arguments)
    name = machine.knowledge.canonical(name)
    machine.record.callees.append(name)
    if machine.knowledge.type(name) is not None:
        held = machine.heap.new(r for value in arguments.every() for r in value.regions)
        return Value(generic(name), held, TypeSource.TABLE, 0.9)
    made = unknown_call(machine, name, arguments.every())
    if name.rpartition(".")[2][:1].isupper():
        return Value(generic(name), made.regions, TypeSource.CONVENTION, 0.5)
    return made


def _method(machine: Machine, receiver: Value, name: str, arguments: Arguments, text: str) -> Value:
    found = special.by_method(machine, receiver, name, arguments)
    if found is not None:
        return found
    if receiver.type.head == "?" and receiver.type.arguments:
        having = [receiver._replace(type=kind) for kind in that_have(receiver.type, name, machine.knowledge)]
        if having:
            return _either_method(machine, having, name, arguments, text)
    run_overrides(machine)
    own = overriding_call(machine, receiver, name, arguments)
    if own is not None:
        return own
    head = without_none(receiver.type).head
    knowledge = machine.knowledge
    entry = knowledge.method(None if head == "?" else head, name)
    if (entry is None and knowledge.type(head) is None) or (entry is None and name in _CONVENTIONAL):
        entry = knowledge.method(None, name)
    run_kept(machine, receiver)
    if head == "?" and machine.classes:
        call_possible(machine, receiver, name, arguments)
    if entry is None:
        machine.record.callees.append(name if head == "?" else f"{head}.{name}")
        return unknown_call(machine, text or name, (receiver, *arguments.every()))
    return call_entry(machine, entry, arguments, receiver)


def _either_method(machine: Machine, receivers: list[Value], name: str, arguments: Arguments, text: str) -> Value:
    """A method of one of several classes: what all of them do, and one of what they give."""
    with machine.perhaps():
        return join_many([_method(machine, each, name, arguments, text) for each in receivers])


_CONVENTIONAL = frozenset(
    "fit predict transform fit_transform fit_predict score predict_proba predict_log_proba decision_function "
    "inverse_transform partial_fit get_params set_params".split()
)
"""What behaves as an estimator's methods do wherever a class has them, and nothing else is said of it."""


def _run_own(
    machine: Machine, receiver: Value, name: str, owners: tuple[Class, ...], arguments: Arguments
) -> Value | None:
    """Interpret the notebook's own methods that one inherited from a library calls, as `fit_transform` does `fit`.

    Returns:
        What the inherited method gives, where that is what an own one gave: `fit_transform` what `transform` does.
    """
    entry = machine.knowledge.method(receiver.type.head, name) if owners else None
    given: list[Value] = []
    for owner in owners if entry is not None else ():
        instance = receiver._replace(type=TypeExpression(owner.name))
        for own in entry.runs if entry is not None else ():
            found = member(owner, own)
            if found is not None:
                made = call_member(machine, found, instance, arguments)
                given += [made] if name.endswith(f"_{own}") else []
    return join_many(given) if given else None


def _instance(machine: Machine, function: Value, arguments: Arguments, text: str) -> Value:
    if classes_of(machine, function):
        return call_instance(machine, function, arguments)
    head = without_none(function.type).head
    entry = machine.knowledge.method(head, "__call__") if head not in ("?", "type", "function") else None
    if entry is not None:
        return call_entry(machine, entry, arguments, function)
    return unknown_call(machine, text, (function, *arguments.every()))
