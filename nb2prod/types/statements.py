"""Simple statements: one handler for each kind of node, which says whether what follows is reached."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.types import operators
from nb2prod.types.annotations import annotated
from nb2prod.types.attributes import store_attribute
from nb2prod.types.branches import BRANCHES
from nb2prod.types.classes import classes_of
from nb2prod.types.column_uses import DROPPED
from nb2prod.types.definitions import define_class, define_function
from nb2prod.types.frame_columns import note_key
from nb2prod.types.imports import import_members, import_modules
from nb2prod.types.iteration import kind_of
from nb2prod.types.protocols import call_dunder
from nb2prod.types.shapes import immutable
from nb2prod.types.subscripts import item, store_item
from nb2prod.types.targets import assign_target, bind_name
from nb2prod.types.values import NONE, NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine, StatementHandler


def _expr(machine: Machine, node: ast.Expr) -> bool:
    machine.shown = machine.evaluate(node.value)
    return True


def _assign(machine: Machine, node: ast.Assign) -> bool:
    value = machine.evaluate(node.value)
    for target in node.targets:
        assign_target(machine, target, value)
    return True


def _annotated_assign(machine: Machine, node: ast.AnnAssign) -> bool:
    if node.value is None:
        if machine.scope.hidden and isinstance(node.target, ast.Name):
            bind_name(machine, node.target.id, annotated(machine, node.annotation, NOTHING))
        return True
    value = machine.evaluate(node.value)
    if not value.known:
        value = annotated(machine, node.annotation, value)
    assign_target(machine, node.target, value)
    return True


def _augmented(machine: Machine, node: ast.AugAssign) -> bool:
    match node.target:
        case ast.Name(id=name):
            old = machine.evaluate(ast.Name(id=name, ctx=ast.Load()))
            value = machine.evaluate(node.value)
            bind_name(machine, name, _changed(machine, node.op, old, value))
        case ast.Attribute(value=inner, attr=name):
            base = machine.evaluate(inner)
            from nb2prod.types.attributes import attribute

            new = _changed(machine, node.op, attribute(machine, base, name), machine.evaluate(node.value))
            store_attribute(machine, base, name, new)
        case ast.Subscript(value=inner, slice=index):
            base, key = machine.evaluate(inner), machine.evaluate(index)
            new = _changed(machine, node.op, item(machine, base, key), machine.evaluate(node.value))
            store_item(machine, base, key, new)
    return True


def _changed(machine: Machine, operator: ast.operator, old: Value, value: Value) -> Value:
    """What an augmented assignment gives: the same object, changed, where its type can change."""
    if classes_of(machine, old):
        found = call_dunder(machine, old, f"__i{operators.NAMES[type(operator)]}__", value)
        return found if found is not None else operators.binary(machine, operator, old, value)
    new = operators.binary(machine, operator, old, value)
    if not old.regions or immutable(old.type, machine.knowledge) or old.type.head == "tuple":
        return new
    machine.touch(old, sure=old.known)
    if old.type.head == "list" or not old.known:
        machine.heap.hold(old.regions, machine.heap.parts(value.regions))
    kind = new if new.known else old
    changed = kind_of(machine, old) in ("array", "frame", "series", "container", "tensor")
    regions = old.regions if changed or not old.known else old.regions | new.regions
    return Value(kind.type, regions, kind.source, kind.confidence, columns=old.columns)


def _delete(machine: Machine, node: ast.Delete) -> bool:
    for target in node.targets:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            match part:
                case ast.Name(id=name) if name in machine.scope.outer:
                    bind_name(machine, name, NOTHING)  # for those who look, the name changes
                case ast.Name(id=name):
                    machine.scope.names.pop(name, None)
                case ast.Attribute(value=base) | ast.Subscript(value=base):
                    key = machine.evaluate(part.slice) if isinstance(part, ast.Subscript) else NOTHING
                    value = machine.evaluate(base)
                    note_key(machine, value, key, DROPPED)
                    call_dunder(machine, value, "__delitem__")
                    machine.touch(value)
    return True


def _return(machine: Machine, node: ast.Return) -> bool:
    value = NONE if node.value is None else machine.evaluate(node.value)
    machine.scope.returned.append(value)
    return False


def _raise(machine: Machine, node: ast.Raise) -> bool:
    for part in (node.exc, node.cause):
        if part is not None:
            machine.evaluate(part)
    return False


def _assert(machine: Machine, node: ast.Assert) -> bool:
    machine.evaluate(node.test)
    if node.msg is not None:
        with machine.perhaps():
            machine.evaluate(node.msg)
    return True


def _outer(machine: Machine, node: ast.Global | ast.Nonlocal) -> bool:
    if machine.scope is not machine.notebook:
        for name in node.names:
            machine.scope.outer[name] = isinstance(node, ast.Global)
    return True


def _jump(machine: Machine, node: ast.stmt) -> bool:
    del node
    machine.scope.jumped.append(machine.scope.names)
    return False


STATEMENTS: dict[type[ast.AST], StatementHandler] = {
    ast.Expr: _expr,
    ast.Assign: _assign,
    ast.AnnAssign: _annotated_assign,
    ast.AugAssign: _augmented,
    ast.Delete: _delete,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Assert: _assert,
    ast.Global: _outer,
    ast.Nonlocal: _outer,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Import: import_modules,
    ast.ImportFrom: import_members,
    ast.FunctionDef: define_function,
    ast.AsyncFunctionDef: define_function,
    ast.ClassDef: define_class,
    **BRANCHES,
}
