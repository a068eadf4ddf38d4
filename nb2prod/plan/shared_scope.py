"""Notebooks whose code looks names up by text: the pipeline's variables are those of its module then.

`exec`, `globals()`, `sys.modules["__main__"]` and a text that names are read from find them there, as in the notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.facts.scopes import own_nodes
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit, Piece, SharedScope
from nb2prod.plan.placement import Placed, Placement
from nb2prod.plan.scope_texts import TEXT, reads_by_text
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup


def on_module(piece: Piece, unit: Unit) -> Piece:
    """Let a statement of the pipeline work on the module's names, where it means the notebook's.

    Args:
        piece: The statement as it would be written otherwise.
        unit: The statement.
    """
    node = unit.statement.node
    if node is None or not unit.facts.dynamic:
        return piece
    return replace(piece, edits=tuple(sorted([*piece.edits, *scope_edits(node, unit.statement.source)])))


def scope_edits(node: ast.stmt, source: str) -> list[Edit]:
    """Let `locals()`, `vars()`, `dir()`, `exec` and `eval` mean the module's names.

    Inside of a function, a lambda or a comprehension they mean what they mean in the notebook.
    """
    offsets = Offsets(source)
    edits: list[Edit] = []
    for found in own_nodes([node]):
        match found:
            case ast.Call(func=ast.Name(id="locals" | "vars"), args=[]):
                edits.append(Edit(*offsets.span(found), "globals()"))
            case ast.Call(func=ast.Name(id="dir"), args=[]):
                edits.append(Edit(*offsets.span(found), "sorted(globals())"))
            case ast.Call(func=ast.Name(id="exec" | "eval"), args=[_], keywords=[]):
                _, end = offsets.span(found)
                edits.append(Edit(end - 1, end - 1, ", globals()"))
    return edits


def own_locals(node: ast.AST, source: str, extra: Sequence[str]) -> list[Edit]:
    """Let `locals()` in a function leave out what the function takes from outside only since it moved."""
    offsets = Offsets(source)
    edits: list[Edit] = []
    for found in ast.walk(node):
        match found:
            case ast.Call(func=ast.Name(id="locals" | "vars" as name), args=[]):
                start, end = offsets.span(found)
                kept = f"{{k: v for k, v in {name}().items() if k not in {tuple(extra)!r}}}"
                edits.append(Edit(start, end, kept))
    return edits


def shares_scope(units: Sequence[Unit], placed: Iterable[Placed]) -> bool:
    """Whether something looks names up by text that only a module of their own can give it.

    Args:
        units: All statements.
        placed: The definitions, with their places.
    """
    if any(u.whole or TEXT in u.facts.dynamic for u in units):
        return True
    return any(
        p.placement is Placement.PINNED and (TEXT in p.definition.dynamic or reads_by_text(units[p.position]))
        for p in placed
    )


def shared_scope(lookup: Lookup) -> SharedScope | None:
    """Gather the names that are variables of the pipeline's module, where it shares them with code in texts."""
    if not lookup.shared:
        return None
    names = lookup.variables | {p.definition.name for p in lookup.placed.values() if p.placement is Placement.PINNED}
    waiting = {i.name for u in lookup.units for i in u.facts.imports if i.name in lookup.imports.late}
    return SharedScope(tuple(sorted(names)), tuple(sorted(waiting - names)))
