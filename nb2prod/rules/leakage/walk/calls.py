"""Calls: who is called, and with what."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.walk.arguments import Arguments, read_arguments
from nb2prod.rules.leakage.walk.attributes import field_of
from nb2prod.rules.leakage.walk.containers import method_of_items
from nb2prod.rules.leakage.walk.estimators import apply_estimator, method_of_estimator
from nb2prod.rules.leakage.walk.frames import method_of_data
from nb2prod.rules.leakage.walk.inlining import enter, instantiate
from nb2prod.rules.leakage.walk.library import call_library, unknown_call
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Class, Estimator, Function, Instance, Items, Named, Thing


def call(machine: Machine, node: ast.Call) -> Thing:
    """What a call gives."""
    if isinstance(node.func, ast.Attribute):
        receiver = machine.evaluate(node.func.value)
        return _method(machine, node, receiver, node.func.attr)
    callee = machine.evaluate(node.func)
    return apply(machine, node, callee, read_arguments(machine, node))


def apply(machine: Machine, node: ast.Call, callee: Thing, arguments: Arguments) -> Thing:
    """Call a thing."""
    match callee:
        case Named(path=path):
            return call_library(machine, node, path, arguments)
        case Function():
            return enter(machine, callee, arguments) or unknown_call(machine, node, arguments)
        case Class():
            return instantiate(machine, callee, arguments)
        case Estimator():
            return apply_estimator(machine, node, callee, arguments)
        case Instance(cls=cls) if "__call__" in cls.methods:
            return apply(machine, node, field_of(callee, "__call__"), arguments)
    return unknown_call(machine, node, arguments)


def _method(machine: Machine, node: ast.Call, receiver: Thing, method: str) -> Thing:
    match receiver:
        case Named(path=path):
            return call_library(machine, node, f"{path}.{method}", read_arguments(machine, node))
        case Instance():
            return apply(machine, node, field_of(receiver, method), read_arguments(machine, node))
        case Estimator():
            return method_of_estimator(machine, node, receiver, method, read_arguments(machine, node))
        case Items():
            return method_of_items(machine, node, receiver, method, read_arguments(machine, node))
    return method_of_data(machine, node, receiver, method, read_arguments(machine, node))
