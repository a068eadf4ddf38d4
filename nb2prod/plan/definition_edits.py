"""How a definition is written where it goes: under another name, with more parameters, or on the pipeline's names."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.plan.closures import without_globals
from nb2prod.plan.model import Edit
from nb2prod.plan.placement import Placed, Placement
from nb2prod.plan.rewrite import add_parameters, rename_definition, to_nonlocal
from nb2prod.plan.shared_scope import own_locals
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup


def own_name(place: Placed, node: ast.stmt, lookup: Lookup) -> tuple[str, ...]:
    """Keep what a version says it is called: a class shows that, and the notebook may ask a function for it."""
    if place.name == place.definition.name or not (isinstance(node, ast.ClassDef) or lookup.shows_names):
        return ()
    return (f'{place.name}.__name__ = {place.name}.__qualname__ = "{place.definition.name}"',)


def definition_edits(unit: Unit, place: Placed, lookup: Lookup) -> list[Edit]:
    """Edits of a definition for the place where it goes."""
    node, source = unit.statement.node, unit.statement.source
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return []
    if place.placement is Placement.PINNED:
        edits = [] if lookup.shared else list(to_nonlocal(node, source, lookup.variables))
        return [*edits, *_hidden_locals(place, node, source)]
    if place.placement is Placement.LOCAL:
        # It writes none of these, or it would not be here; inside a function `global` would look past them.
        return [*without_globals(node, source, lookup.variables), *_hidden_locals(place, node, source)]
    edits = list(rename_definition(node, source, place.name))
    if place.extra and not isinstance(node, ast.ClassDef):
        edits += add_parameters(node, source, place.extra)
        edits += without_globals(node, source, frozenset(place.extra))
    return [*edits, *_hidden_locals(place, node, source)]


def _hidden_locals(place: Placed, node: ast.AST, source: str) -> list[Edit]:
    if place.extra and place.definition.dynamic & {"locals", "vars"}:
        return own_locals(node, source, place.extra)
    return []
