"""Which names hold tables of pandas. Types are dear: ask only when there is a sign of something to find."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nb2prod.facts.chains import root_name
from nb2prod.rules.unit import Unit

FRAME = "pandas.DataFrame"
_PANDAS = frozenset({FRAME, "pandas.Series", "pandas.Index"})
_PARTS = ast.Subscript | ast.Attribute | ast.Call


def types_of_names(unit: Unit) -> Mapping[str, frozenset[str]]:
    """Give the types that each name of the notebook has wherever one is known."""
    found: dict[str, set[str]] = {}
    for names in unit.stages.interpretation.after.values():
        for name, guess in names.items():
            if guess.type != "?":
                found.setdefault(name, set()).add(guess.type)
    return {name: frozenset(types) for name, types in found.items()}


def frames(unit: Unit) -> frozenset[str]:
    """Names that hold a `DataFrame` wherever their type is known, and nothing else."""
    return _only(unit, frozenset({FRAME}))


def tables(unit: Unit) -> frozenset[str]:
    """Names that hold a table, a column or an index of pandas wherever their type is known, and nothing else."""
    return _only(unit, _PANDAS)


def _only(unit: Unit, wanted: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name, types in types_of_names(unit).items() if types <= wanted)


def is_part_of(node: ast.expr, names: frozenset[str]) -> bool:
    """Whether an expression is one of these names, or an item, an attribute or a method's result of it."""
    return root_of(node) in names


def root_of(node: ast.expr) -> str:
    """The name that a chain of items, attributes and calls begins with; empty where it begins with none."""
    while isinstance(node, _PARTS):
        node = node.func if isinstance(node, ast.Call) else node.value
    return root_name(node)


def in_function(ancestors: list[ast.AST]) -> bool:
    """Whether a node with these ancestors stands in a function."""
    return any(isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) for above in ancestors)
