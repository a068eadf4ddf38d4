"""Names for types, `Word = str`, `Bin = List[Word]`: they mean the same at the top of a module."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from nb2prod.plan.imports import Imports
from nb2prod.plan.star_names import SHADOWABLE
from nb2prod.plan.unit import Bindings, Unit

CLASSES = frozenset("bool bytes complex dict float frozenset int list object set str tuple type".split())
GENERIC = frozenset("dict frozenset list set tuple type".split())
HOMES = frozenset({"typing", "collections.abc"})


def known_types(units: Sequence[Unit], bindings: Bindings, imports: Imports) -> frozenset[str]:
    """Names that stand for types throughout a notebook: built-in classes, and what is imported from `typing`.

    Args:
        units: All statements.
        bindings: Who binds what.
        imports: How imports are reached.
    """
    built_in = CLASSES - bindings.binders.keys() - (SHADOWABLE if imports.stars else frozenset())
    imported = {
        i.name
        for u in units
        if u.position in imports.hoisted
        for i in u.facts.imports
        if i.module in HOMES and i.member and bindings.binders.get(i.name) == (u.position,)
    }
    return built_in | imported


def names_a_type(node: ast.expr, known: Collection[str]) -> bool:
    """Whether an expression is a type that is made of known ones and of other names.

    Args:
        node: The expression.
        known: Names that stand for types.
    """
    match node:
        case ast.Name(id=name):
            return name in known
        case ast.Subscript(value=ast.Name(id=name), slice=parts):
            return name in known and (name in GENERIC or name not in CLASSES) and _is_argument(parts)
    return False


def _is_argument(node: ast.expr) -> bool:
    match node:
        case ast.Name():
            return True
        case ast.Constant(value=value):
            return value is None or value is ...
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(map(_is_argument, parts))
        case ast.Subscript(value=ast.Name(), slice=inner):
            return _is_argument(inner)
    return False
