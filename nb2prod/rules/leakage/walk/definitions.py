"""The notebook's own functions and classes."""

from __future__ import annotations

import ast

from nb2prod.facts.chains import dotted
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Class, Function

NETWORK_BASES = frozenset({"Module", "Model", "LightningModule", "Sequential", "Layer", "Chain"})


def define_function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Bind a function."""
    function = _function(machine, node)
    machine.scope.bind(node.name, function)
    machine.functions.append(function)


def define_class(machine: Machine, node: ast.ClassDef) -> None:
    """Bind a class."""
    bases = {dotted(base).rpartition(".")[2] for base in node.bases}
    methods = {m.name: _function(machine, m) for m in node.body if isinstance(m, ast.FunctionDef)}
    machine.scope.bind(node.name, Class(node, methods, network=bool(bases & NETWORK_BASES)))


def _function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Function:
    assert machine.site is not None, "code stands in a cell"
    return Function(node, machine.site, machine.scope)


def learns(cls: Class) -> bool:
    """Whether a class has a `fit` that does more than return itself."""
    fit = cls.methods.get("fit")
    if fit is None or isinstance(fit.node, ast.Lambda):
        return False
    body = [s for s in fit.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return not (len(body) == 1 and isinstance(body[0], ast.Return | ast.Pass))
