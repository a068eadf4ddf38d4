"""What names stand for, as far as imports say: cheap, and enough for most rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.notebook.model import Statement

_IMPORTS = (ast.Import, ast.ImportFrom)


def imported_names(statements: Iterable[Statement]) -> Mapping[str, str]:
    """Find what the imports of a notebook bind, wherever they stand.

    Args:
        statements: All statements.

    Returns:
        For each name the qualified name of what it stands for. Star imports and relative imports bind nothing here.
    """
    found: dict[str, str] = {}
    for statement in statements:
        if statement.node is not None and "import" in statement.source:
            for node in descendants(statement.node):
                if isinstance(node, _IMPORTS):
                    found.update(_bound(node))
    return found


def _bound(node: ast.Import | ast.ImportFrom) -> Iterable[tuple[str, str]]:
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


def bound_names(statements: Iterable[Statement]) -> frozenset[str]:
    """Find every name that is assigned, defined or taken as a parameter, in whatever scope.

    Args:
        statements: All statements.

    Returns:
        The names; those of imports are not among them.
    """
    found: set[str] = set()
    for statement in statements:
        for node in descendants(statement.node) if statement.node else ():
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    found.add(name)
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
    return frozenset(found)
