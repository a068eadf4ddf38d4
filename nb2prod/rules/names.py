"""What names stand for, as far as imports say: cheap, and enough for most rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted

if TYPE_CHECKING:
    from nb2prod.rules.unit import Unit


def imported_names(unit: Unit) -> Mapping[str, str]:
    """Find what the imports of a notebook bind, wherever they stand.

    Args:
        unit: The notebook.

    Returns:
        For each name the qualified name of what it stands for. Star imports and relative imports bind nothing here.
    """
    return dict(pair for node, _ in unit.nodes(ast.Import, ast.ImportFrom) for pair in _bound(node))


def _bound(node: ast.AST) -> Iterable[tuple[str, str]]:
    match node:
        case ast.ImportFrom(module=str(module), level=0):
            return [(a.asname or a.name, f"{module}.{a.name}") for a in node.names if a.name != "*"]
        case ast.Import():
            return [(a.asname, a.name) if a.asname else (root := a.name.partition(".")[0], root) for a in node.names]
    return []


def qualified_name(node: ast.AST, names: Mapping[str, str]) -> str:
    """Give the qualified name of what an expression stands for: of `pd.read_csv` it is `pandas.read_csv`.

    Args:
        node: Any expression.
        names: What `imported_names` found.

    Returns:
        The name, or nothing where its root is not imported.
    """
    root, _, rest = dotted(node).partition(".")
    module = names.get(root, "")
    return f"{module}.{rest}" if module and rest else module


def bound_names(unit: Unit) -> frozenset[str]:
    """Find every name that is assigned, defined or taken as a parameter, in whatever scope.

    Args:
        unit: The notebook.

    Returns:
        The names; those of imports are not among them.
    """
    stored = (node.id for node, _ in unit.nodes(ast.Name) if isinstance(node.ctx, ast.Store))
    taken = (node.arg for node, _ in unit.nodes(ast.arg))
    functions = (node.name for node, _ in unit.nodes(ast.FunctionDef))
    coroutines = (node.name for node, _ in unit.nodes(ast.AsyncFunctionDef))
    classes = (node.name for node, _ in unit.nodes(ast.ClassDef))
    return frozenset((*stored, *taken, *functions, *coroutines, *classes))
