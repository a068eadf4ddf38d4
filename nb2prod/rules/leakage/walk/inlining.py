"""Calls of the notebook's own functions: their body is followed with what they are given."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.definitions import learns
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Class, Function, Instance, Items, Scope, Thing
from nb2prod.rules.leakage.walk.vocabulary import Kind

LEARNING = frozenset({"fit", "fit_transform", "partial_fit"})


def enter(machine: Machine, function: Function, arguments: Arguments) -> Thing | None:
    """Follow a call into a function of the notebook.

    Returns:
        What it returns; `None` if it isn't followed.
    """
    if not machine.may_enter(function):
        return None
    machine.called.add(id(function.node))
    outside = (machine.scope, machine.site, machine.returned)
    machine.site, machine.returned = function.site, []
    machine.scope = Scope(function.scope)
    machine.stack.append(function)
    try:
        _bind(machine, function, arguments)
        return _run(machine, function)
    finally:
        machine.stack.pop()
        machine.scope, machine.site, machine.returned = outside


def _run(machine: Machine, function: Function) -> Thing:
    if isinstance(function.node, ast.Lambda):
        return machine.evaluate(function.node.body)
    machine.execute(function.node.body)
    return joined(machine.returned) if machine.returned else Box()


def _bind(machine: Machine, function: Function, arguments: Arguments) -> None:
    parameters = function.node.args
    names = [p.arg for p in (*parameters.posonlyargs, *parameters.args)]
    given = [function.owner, *arguments.positional] if function.owner is not None else list(arguments.positional)
    for name, default in zip(reversed(names), reversed(parameters.defaults), strict=False):
        machine.scope.names[name] = machine.evaluate(default)
    for parameter, value in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True):
        machine.scope.names[parameter.arg] = machine.evaluate(value) if value is not None else Box()
    machine.scope.names.update(zip(names, given, strict=False))
    if parameters.vararg is not None:
        machine.scope.names[parameters.vararg.arg] = Items(given[len(names) :])
    known = {*names, *(p.arg for p in parameters.kwonlyargs)}
    machine.scope.names.update((k, v) for k, v in arguments.keywords.items() if k in known)
    for name in known - machine.scope.names.keys():
        machine.scope.names[name] = Box()


def instantiate(machine: Machine, cls: Class, arguments: Arguments) -> Thing:
    """Make an object of a class of the notebook; what is fitted is an estimator, anything else has fields."""
    if cls.network:
        return machine.estimator(cls.node.name, Kind.NETWORK)
    if cls.node.bases and LEARNING & cls.methods.keys():
        is_model = "predict" in cls.methods
        kind = Kind.MODEL if is_model else Kind.TRANSFORMER if learns(cls) else Kind.STATELESS
        return machine.estimator(cls.node.name, kind)
    instance = Instance(cls)
    start = cls.methods.get("__init__")
    if start is not None:
        enter(machine, Function(start.node, start.site, start.scope, instance), arguments)
    return instance


def enter_uncalled(machine: Machine) -> None:
    """Follow the functions that nothing called, with data of their own for each parameter."""
    for function in list(machine.functions):
        if id(function.node) not in machine.called and not isinstance(function.node, ast.Lambda):
            machine.site = function.site
            parameters = function.node.args
            names = [p.arg for p in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)]
            data = {n: Box(machine.source(function.node, (function.node.name, n))) for n in names if n != "self"}
            enter(machine, function, Arguments(keywords=data))
