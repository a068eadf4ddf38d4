"""What each kind of statement without branches does to names; each handler says whether what follows is reached."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted
from nb2prod.facts.free_names import free_of_class, free_of_function
from nb2prod.facts.scopes import defaults, parameters

if TYPE_CHECKING:
    from nb2prod.facts.walk import Walk

EXITS = frozenset({"exit", "quit", "sys.exit", "os._exit"})


def _assign(walk: Walk, node: ast.Assign) -> bool:
    walk.expression(node.value)
    for target in node.targets:
        walk.target(target)
    return True


def _augmented(walk: Walk, node: ast.AugAssign) -> bool:
    match node.target:
        case ast.Name(id=name):
            walk.read(name)
            walk.changes.add(name)
            walk.expression(node.value)
            walk.bind(name)
        case ast.Attribute() | ast.Subscript() as place:
            walk.store_into(place)
            walk.expression(node.value)
    return True


def _annotated(walk: Walk, node: ast.AnnAssign) -> bool:
    walk.expression(node.annotation)
    if node.value is not None:
        walk.expression(node.value)
        walk.target(node.target)
    elif isinstance(node.target, ast.Name):
        walk.stores.add(node.target.id)
    return True


def _import(walk: Walk, node: ast.Import | ast.ImportFrom) -> bool:
    for alias in node.names:
        if alias.name != "*":
            walk.bind(alias.asname or alias.name.partition(".")[0])
    return True


def _function(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    _function_header(walk, node)
    walk.late(free_of_function(node).reads - {node.name}, kept=True)
    walk.bind(node.name)
    return True


def _function_header(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    notes = [a.annotation for a in parameters(node.args) if a.annotation] + ([node.returns] if node.returns else [])
    for part in [*node.decorator_list, *defaults(node.args), *notes]:
        walk.expression(part)


def _class(walk: Walk, node: ast.ClassDef) -> bool:
    for part in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
        walk.expression(part)
    inside = type(walk)()
    run_class_body(inside, node)
    walk.load(inside.exposed)
    walk.calls += inside.calls
    walk.late(free_of_class(node)[1].reads - {node.name}, kept=True)
    walk.bind(node.name)
    return True


def run_class_body(inside: Walk, node: ast.ClassDef) -> None:
    """Walk what a class statement runs at once: its body, but of its methods the headers only.

    A class body looks a name up in the scope around it as long as it has not bound the name itself.

    Args:
        inside: A fresh walk, which takes what the body does.
        node: The class.
    """
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            _function_header(inside, part)
            inside.bind(part.name)
        else:
            inside.statement(part)


def _delete(walk: Walk, node: ast.Delete) -> bool:
    for target in node.targets:
        for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            if isinstance(part, ast.Name):
                walk.read(part.id)
                walk.unbind(part.id)
            elif isinstance(part, ast.Attribute | ast.Subscript):
                walk.store_into(part)
    return True


def _expr(walk: Walk, node: ast.Expr) -> bool:
    walk.expression(node.value)
    return not (isinstance(node.value, ast.Call) and dotted(node.value.func) in EXITS)


def _raise(walk: Walk, node: ast.Raise) -> bool:
    for part in (node.exc, node.cause):
        if part is not None:
            walk.expression(part)
    return False


def _jump(walk: Walk, node: ast.stmt) -> bool:
    del walk, node
    return False


PLAIN: dict[type[ast.AST], Callable[..., bool]] = {
    ast.Assign: _assign,
    ast.AugAssign: _augmented,
    ast.AnnAssign: _annotated,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Delete: _delete,
    ast.Expr: _expr,
    ast.Raise: _raise,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.Return: _jump,
}
