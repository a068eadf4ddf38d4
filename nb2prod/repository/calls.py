"""The calls of code, each with the name of what it calls."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from nb2prod.repository.gather import Gathered, Scope
from nb2prod.repository.model import CallSite, Place

Resolve = Callable[[str], str]
"""From a dotted text to what it stands for; empty where that is not known."""


def calls_in(scope: Scope, place: Place, resolve: Resolve) -> Iterator[CallSite]:
    """List the calls in a function or at a top level, in source order.

    Args:
        scope: The function.
        place: Its file and cell; lines come from the calls.
        resolve: What dotted texts stand for.
    """
    for node in sorted(scope.of(ast.Call), key=lambda call: (call.lineno, call.col_offset)):
        yield CallSite(
            call_name(node.func, resolve), Place(place.path, node.lineno, place.cell), node, _receiver(node.func)
        )


def call_name(function: ast.expr, resolve: Resolve) -> str:
    """The name of what is called; `.method` where the receiver is not known, empty where there is no name."""
    if text := dotted_text(function):
        return resolve(text) or f".{text.rpartition('.')[2]}"
    match function:
        case ast.Attribute(value=ast.Call(func=inner), attr=method):
            made = call_name(inner, resolve)
            return f"{made}.{method}" if is_class_name(made) else f".{method}"
        case ast.Attribute(attr=method):
            return f".{method}"
    return ""


def constructed(parts: Iterable[Gathered], bound: Mapping[str, str]) -> dict[str, str]:
    """The classes of what names and attributes are assigned to from a constructor.

    A class is told by its name: its last part begins with a capital. A name that is assigned objects of two classes
    has none.

    Args:
        parts: What walks over the statements of one file gave.
        bound: What the names of its imports, functions and classes stand for.
    """
    found: dict[str, str] = {}
    unclear: set[str] = set()

    def resolve(text: str) -> str:
        root, _, rest = text.partition(".")
        known = bound.get(root, "")
        return f"{known}.{rest}" if known and rest else known

    for target, value in _assignments(parts):
        kind = call_name(value.func, resolve) if isinstance(value, ast.Call) else ""
        if not is_class_name(kind) or found.setdefault(target, kind) != kind:
            unclear.add(target)
    return {name: kind for name, kind in found.items() if name not in unclear}


def is_class_name(name: str) -> bool:
    """Whether a dotted name is that of a class, by its capital."""
    return name.rpartition(".")[2][:1].isupper()


def dotted_text(node: ast.expr) -> str:
    """`a.b.c` of an expression that is nothing else; empty otherwise."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attr):
            before = dotted_text(value)
            return f"{before}.{attr}" if before else ""
    return ""


def _receiver(function: ast.expr) -> str:
    return ast.unparse(function.value) if isinstance(function, ast.Attribute) else ""


def _assignments(parts: Iterable[Gathered]) -> Iterator[tuple[str, ast.expr]]:
    for part in parts:
        for assign in part.everywhere(ast.Assign):
            yield from ((text, assign.value) for one in assign.targets if (text := dotted_text(one)))
        for annotated in part.everywhere(ast.AnnAssign):
            if annotated.value and (text := dotted_text(annotated.target)):
                yield text, annotated.value
        for item in part.everywhere(ast.withitem):
            if item.optional_vars and (text := dotted_text(item.optional_vars)):
                yield text, item.context_expr
