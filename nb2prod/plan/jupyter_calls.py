"""Calls that mean something in Jupyter alone, as they are written in a package."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.plan.displays import display_edits
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup

CLEARING = "clear_output"
DISPLAY = "display"
DISPLAYS = "IPython.display"


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
    """A display that stays on the path, in a loop or a function too: what it works out alone."""
    if DISPLAY not in unit.statement.source:
        return []
    offsets = Offsets(unit.statement.source)
    edits: list[Edit] = []
    for found in descendants(unit.statement.node or ast.Pass()):
        match found:
            case ast.Expr(value=ast.Call(func=function, args=values, keywords=named)) if _displays(function, lookup):
                if any(isinstance(v, ast.Starred) for v in values) or not all(
                    _shows_only(k.value, lookup) for k in named
                ):
                    continue
                if not values or all(_shows_only(v, lookup) for v in values):
                    edits.append(_left_out(found, unit.statement.node, offsets))
                    continue
                first, last = offsets.span(values[0])[0], offsets.span(values[-1])[1]
                head, tail = ("", "") if _stands_alone(values, offsets) else ("(", ")")
                edits += [Edit(offsets.span(found)[0], first, head), Edit(last, offsets.span(found)[1], tail)]
    return edits


def _left_out(found: ast.Expr, node: ast.stmt | None, offsets: Offsets) -> Edit:
    """Leave a statement out; `pass` stays where its block could be empty, or it shares a line with another one."""
    start, end = offsets.span(found)
    before, after = offsets.source[:start].rpartition("\n")[2], offsets.source[end:].partition("\n")[0]
    blocks = (getattr(part, name, None) for part in ast.walk(node or found) for name in ("body", "orelse", "finalbody"))
    block = next((b for b in blocks if isinstance(b, list) and found in b), [found])
    alone = not before.strip() and not after.strip().rstrip(";")
    more = any(not isinstance(b, ast.Expr) for b in block)
    return Edit(start, end + len(after) if alone and more else end, "" if alone and more else "pass")


def _stands_alone(values: Sequence[ast.expr], offsets: Offsets) -> bool:
    """Whether arguments of a call are a statement without parentheses around them."""
    closed = isinstance(values[0], ast.Call | ast.Name | ast.Attribute | ast.Subscript | ast.List | ast.Dict)
    return len(values) == 1 and closed and "\n" not in offsets.text(values[0])


def _displays(function: ast.expr, lookup: Lookup) -> bool:
    return _is(DISPLAY, function, lookup) or _is(f"update_{DISPLAY}", function, lookup)


def _is(wanted: str, function: ast.expr, lookup: Lookup) -> bool:
    """Whether a function is the one of `IPython.display`; what nothing binds is Jupyter's own."""
    root, _, rest = dotted(function).partition(".")
    if root == wanted and not rest and wanted not in lookup.bindings.binders:
        return True
    item = lookup.imports.single.get(root)
    if item is None:
        return False
    path = f"{item.qualified}.{rest}" if rest else item.qualified
    return path.replace("IPython.core.", "IPython.") in {f"{DISPLAYS}.{wanted}", f"IPython.{wanted}"}


def _shows_only(node: ast.expr, lookup: Lookup) -> bool:
    """Whether nothing is lost if an expression is not worked out: a name, a text, an object that Jupyter shows."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.JoinedStr(values=parts) | ast.BinOp(
            left=ast.Constant(value=str()), op=ast.Mod(), right=ast.Tuple(elts=parts)
        ):
            return all(_shows_only(p, lookup) for p in parts)
        case ast.FormattedValue(value=ast.Name()):
            return True
        case ast.Call(
            func=ast.Name(id="HTML" | "Markdown" | "Latex" | "Math" as name) as function, args=[text], keywords=[]
        ):
            return _is(name, function, lookup) and _shows_only(text, lookup)
    return False


def _without_clearing(unit: Unit, lookup: Lookup) -> list[Edit]:
    """What was shown before is no output of a package: there is nothing to clear, and no terminal that is Jupyter's."""
    if CLEARING not in unit.statement.source:
        return []
    offsets = Offsets(unit.statement.source)
    calls = (
        found
        for found in descendants(unit.statement.node or ast.Pass())
        if isinstance(found, ast.Expr) and isinstance(found.value, ast.Call)
    )
    return [
        _left_out(found, unit.statement.node, offsets)
        for found in calls
        if isinstance(found.value, ast.Call) and _is(CLEARING, found.value.func, lookup)
    ]
