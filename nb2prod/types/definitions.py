"""Functions and classes that the notebook defines."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.classes import call_member, member
from nb2prod.types.heap import EMPTY
from nb2prod.types.model import TypeSource
from nb2prod.types.parameters import default_values
from nb2prod.types.protocols import call_class
from nb2prod.types.scope import Scope, captured
from nb2prod.types.shapes import CLASS, FUNCTION
from nb2prod.types.targets import bind_name
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import NOTHING, Class, Function, Library, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

TRANSPARENT = frozenset(
    "property staticmethod classmethod functools.wraps functools.lru_cache functools.cache "
    "functools.cached_property contextlib.contextmanager abc.abstractmethod typing.overload "
    "typing.no_type_check numba.jit numba.njit numba.vectorize numba.prange functools.total_ordering "
    "functools.singledispatch typing.override atexit.register numpy.vectorize dataclasses.dataclass "
    "tensorflow.function torch.no_grad jax.jit enum.unique".split()
)
"""Decorators that leave what a function does as it is."""

# Of a function that a decorator gives: it is one, and may be another one.
PROPAGATED = 0.7
MAKES_ARRAYS = frozenset({"numba.vectorize", "numpy.vectorize"})


def define_function(machine: Machine, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Interpret the definition of a function."""
    scope = machine.scope
    defaults = default_values(machine, node.args)
    function = Function(node, scope, defaults, owner=None)
    held = captured(scope, machine.free_names(node).reads, but=machine.notebook)
    held |= frozenset().union(*(value.regions for value in defaults.values()))
    regions = machine.heap.new(held) if held or scope.parent is not None else EMPTY
    value = Value(FUNCTION, regions, TypeSource.LITERAL, 0.95, refers=function)
    for decorator in reversed(node.decorator_list):
        value = _decorate(machine, decorator, value)
    bind_name(machine, node.name, value)
    return True


def _decorate(machine: Machine, decorator: ast.expr, value: Value) -> Value:
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    made = machine.evaluate(called)
    name = machine.knowledge.canonical(made.refers.name) if isinstance(made.refers, Library) else ""
    setter = isinstance(called, ast.Attribute) and called.attr in ("setter", "getter", "deleter")
    if name in TRANSPARENT or setter:
        if isinstance(decorator, ast.Call):
            for part in [*decorator.args, *(keyword.value for keyword in decorator.keywords)]:
                machine.evaluate(part)
        if name in MAKES_ARRAYS and isinstance(value.refers, Function):
            return value._replace(refers=replace(value.refers, opaque=False))
        return value
    decorated = machine.invoke(machine.evaluate(decorator), Arguments((value,)), ast.unparse(called))
    if isinstance(decorated.refers, Function):
        return decorated._replace(
            type=FUNCTION, source=TypeSource.PROPAGATION, confidence=decorated.confidence or PROPAGATED
        )
    if decorated.refers is not None:
        return decorated
    match value.refers:
        case Function() as function if not decorated.known:
            return Value(regions=decorated.regions, refers=replace(function, opaque=True))
    return decorated


def define_class(machine: Machine, node: ast.ClassDef) -> bool:
    """Interpret the definition of a class."""
    bases = tuple(machine.evaluate(base) for base in node.bases)
    for keyword in node.keywords:
        if keyword.arg != "metaclass":
            machine.evaluate(keyword.value)
    scope = Scope(machine.scope, hidden=True)
    with machine.inside(scope):
        machine.execute(node.body)
    plain = all(_plain(machine, decorator) for decorator in node.decorator_list)
    metaclasses = _metaclasses(machine, node, bases)
    plain = plain and not metaclasses
    if metaclasses:
        unknown_call(machine, f"the metaclass of {node.name}", metaclasses)
        for metaclass in metaclasses:
            call_class(machine, metaclass)
    owner = Class(node.name, {}, bases, metaclasses=metaclasses, plain=plain)
    body = {name: _owned(value, owner) for name, value in scope.names.items()}
    owner.body.update(body)
    held = frozenset().union(*(v.regions for v in body.values()))
    known = machine.classes.setdefault(node.name, [])
    known.insert(0, owner)
    bind_name(machine, node.name, Value(CLASS, machine.heap.new(held), TypeSource.LITERAL, 0.95, refers=owner))
    hook = next((found for base in owner.bases if (found := _hook(base)) is not None), None)
    if hook is not None:
        call_member(machine, hook, machine.evaluate(ast.Name(node.name, ast.Load())), Arguments(spread=(NOTHING,)))
    return True


def _metaclasses(machine: Machine, node: ast.ClassDef, bases: tuple[Value, ...]) -> tuple[Value, ...]:
    own = [machine.evaluate(keyword.value) for keyword in node.keywords if keyword.arg == "metaclass"]
    inherited = [m for base in bases if isinstance(base.refers, Class) for m in base.refers.metaclasses]
    return tuple(metaclass for metaclass in [*own, *inherited] if not _is_common(metaclass))


def _is_common(metaclass: Value) -> bool:
    return isinstance(metaclass.refers, Library) and metaclass.refers.name in ("abc.ABCMeta", "enum.EnumMeta", "type")


def _hook(base: Value) -> Value | None:
    return member(base.refers, "__init_subclass__") if isinstance(base.refers, Class) else None


def _plain(machine: Machine, decorator: ast.expr) -> bool:
    made = machine.evaluate(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return isinstance(made.refers, Library) and machine.knowledge.canonical(made.refers.name) in TRANSPARENT


def _owned(value: Value, owner: Class) -> Value:
    match value.refers:
        case Function() as function:
            return value._replace(refers=replace(function, owner=owner))
    return value
