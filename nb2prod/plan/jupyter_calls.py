"""Calls that mean something in Jupyter alone, as they are written in a package."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.plan.displays import display_edits
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup

CLEARING = "clear_output"


def jupyter_edits(unit: Unit, lookup: Lookup) -> list[Edit]:
    """Edits of a statement for what Jupyter does and Python alone does not."""
    shown = display_edits(unit, lookup.units, lookup.shows) or _without_display(unit, lookup)
    return [*shown, *_shown_figures(unit, lookup), *_without_clearing(unit, lookup)]


def _shown_figures(unit: Unit, lookup: Lookup) -> list[Edit]:
    """`plt.show()` ends all figures in Jupyter: what is drawn after it begins a new one."""
    if "<figures>" not in unit.effects.mutates or ".show(" not in unit.statement.source or unit.facts.definition:
        return []
    if unit.cell in lookup.open_figures:
        return []
    offsets = Offsets(unit.statement.source)
    edits: list[Edit] = []
    for found in ast.walk(unit.statement.node or ast.Pass()):
        match found:
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="show"))):
                item = lookup.imports.single.get(name)
                if item is not None and item.qualified == "matplotlib.pyplot":
                    start, end = offsets.span(found)
                    margin = " " * (start - unit.statement.source.rfind("\n", 0, start) - 1)
                    edits.append(Edit(end, end, f'\n{margin}{name}.close("all")'))
    return edits


def _without_display(unit: Unit, lookup: Lookup) -> list[Edit]:
    """A display that stays on the path for what it works out: its arguments alone."""
    match unit.statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="display") as name, args=[_, *_], keywords=[])):
            if "display" not in lookup.bindings.binders:
                start, end = Offsets(unit.statement.source).span(name)
                return [Edit(start, end, "")]
    return []


def _without_clearing(unit: Unit, lookup: Lookup) -> list[Edit]:
    """What was shown before is no output of a package: there is nothing to clear, and no terminal that is Jupyter's."""
    if CLEARING not in unit.statement.source:
        return []
    offsets = Offsets(unit.statement.source)
    edits: list[Edit] = []
    for found in ast.walk(unit.statement.node or ast.Pass()):
        match found:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name)) as function)):
                item = lookup.imports.single.get(name)
                inside = isinstance(function, ast.Attribute) and function.attr == CLEARING
                wanted = "IPython.display" if inside else f"IPython.display.{CLEARING}"
                if item is not None and item.qualified.replace("IPython.core.", "IPython.") == wanted:
                    edits.append(Edit(*offsets.span(found), "pass"))
    return edits
