"""Imports that only annotations need: type checkers read them, running the package loads nothing for them."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable

from nb2prod.plan.model import Module, Piece
from nb2prod.render.annotations import bound_names

FUTURE = "from __future__ import annotations"
GUARD = "from typing import TYPE_CHECKING"


def contested(imports: Iterable[str]) -> frozenset[str]:
    """Names that different imports bind."""
    found: dict[str, set[str]] = {}
    for text in imports:
        for name in bound_names(text):
            found.setdefault(name, set()).add(text)
    return frozenset(name for name, texts in found.items() if len(texts) > 1)


def only_for_types(module: Module, annotations: Collection[str], texts: Collection[str]) -> frozenset[str]:
    """Imports of a module that nothing but its annotations needs.

    Args:
        module: The module.
        annotations: Imports that annotations need.
        texts: Imports that its code needs.

    Returns:
        Those that can be left to type checkers: none where code of the notebook has annotations, which it may look at
        and which must stay what they are.
    """
    found = frozenset(annotations) - frozenset(texts)
    names = {name for text in texts for name in (bound_names(text) if "\n" not in text else ())}
    if not found or "TYPE_CHECKING" in names or any(map(_is_annotated, _pieces(module))):
        return frozenset()
    return found


def guarded_lines(imports: Collection[str]) -> list[str]:
    """The block that type checkers read; nothing where there is nothing to read."""
    return ["if TYPE_CHECKING:", *(f"    {text}" for text in sorted(imports)), ""] if imports else []


def _pieces(module: Module) -> Iterable[Piece]:
    for hoisted in module.hoisted:
        yield hoisted.piece
    for function in module.functions:
        yield from function.pieces


def _is_annotated(piece: Piece) -> bool:
    return piece.statement.node is not None and any(
        isinstance(node, ast.AnnAssign)
        or (isinstance(node, ast.arg) and node.annotation is not None)
        or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None)
        for node in ast.walk(piece.statement.node)
    )
