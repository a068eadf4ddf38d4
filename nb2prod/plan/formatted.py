"""Frames that are shown once pandas has been given a function of the notebook to format their numbers with."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.facts.tree import descendants
from nb2prod.plan.effects import FunctionNode, outer_changes
from nb2prod.plan.unit import Unit
from nb2prod.types.showing import RENDERED

OPTION = "float_format"
_GLOBAL = ("set_option", "options.display")


def settle_formats(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Say of displays that they run a function which changes something, where pandas formats numbers with it.

    Args:
        units: All statements.

    Returns:
        The same, where no such function is an option of pandas.
    """
    if not any(OPTION in u.statement.source for u in units):
        return tuple(units)
    changing = {
        u.facts.definition.name
        for u in units
        if u.facts.definition is not None
        and isinstance(u.statement.node, FunctionNode)
        and outer_changes(u.statement.node)
    }
    out: list[Unit] = []
    formats = False
    for unit in units:
        shows = formats and (unit.statement.displayed or "display(" in unit.statement.source)
        effects = replace(unit.effects, shows=unit.effects.shows | {RENDERED}) if shows else unit.effects
        out.append(replace(unit, effects=effects) if shows else unit)
        formats = formats or _sets_format(unit, changing)
    return tuple(out)


def _sets_format(unit: Unit, changing: set[str]) -> bool:
    source, node = unit.statement.source, unit.statement.node
    if OPTION not in source or node is None or not any(word in source for word in _GLOBAL):
        return False
    inner = [n for n in descendants(node) if isinstance(n, ast.Lambda)]
    return not unit.facts.reads.isdisjoint(changing) or any(outer_changes(n) for n in inner)
