"""What an error says of a name that is not bound.

In a notebook every name is a global one, and its error says `name 'total' is not defined`. In a function the same name
is a local one, or one of a closure, of which Python says other things. A handler that looks at the error is told what
the notebook would be told.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod.facts.tree import descendants
from nb2prod.plan.checking import SHORT_TRY
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit
from nb2prod.plan.placement import Placement
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup

EXACT = frozenset({"NameError", "UnboundLocalError"})
VAGUE = frozenset({"Exception", "BaseException"})


def may_be_unbound(unit: Unit, lookup: Lookup) -> tuple[frozenset[str], frozenset[str]]:
    """Variables that a statement or what it calls reads though they may be unbound, and those that surely are."""
    if "except" not in unit.statement.source:
        return frozenset(), frozenset()
    place = lookup.placed.get(unit.position)
    late = (lookup.bindings.late.get(n, frozenset()) for n in unit.facts.reads)
    read = unit.facts.exposed.union(*late) if place is None else frozenset(place.extra)
    if place is None:  # a closure may be called through any value
        read = read.union(*(p.extra for p in lookup.placed.values() if p.placement is not Placement.MODULE))
    unsure = (read & lookup.variables) - (lookup.flow.bound_before[unit.facts.id] - unit.facts.deletes)
    return unsure, unsure - lookup.flow.reaching[unit.facts.id].keys() if place is None else frozenset()


def say_as_global(node: ast.stmt, source: str, unsure: frozenset[str], unbound: frozenset[str]) -> list[Edit]:
    """Let handlers that look at the error of an unbound name see that of a global one.

    Args:
        node: The statement.
        source: Its source.
        unsure: Variables of the notebook that may be unbound when it runs.
        unbound: Those that surely are: any handler may meet their error, not only one that asks for it, or that guards
            so little that it does.

    Returns:
        A line at the start of each such handler.
    """
    if not unsure or "except" not in source:
        return []
    offsets = Offsets(source)
    edits: list[Edit] = []
    for handler, name, short in _looking(node):
        asked = EXACT & _caught(handler)
        meant = sorted(unsure if asked or short else unbound) if (EXACT | VAGUE) & _caught(handler) else []
        first = handler.body[0]
        start = offsets.at(first.lineno, first.col_offset)
        alone = not source[:start].rpartition("\n")[2].strip()
        end = "\n" + " " * first.col_offset if alone else "; "
        lines = [_line(name, variable, plainly=bool(asked)) for variable in meant]
        edits += [Edit(start, start, "".join(line + end for line in lines))] if lines else []
    return edits


def _looking(node: ast.stmt) -> Iterator[tuple[ast.ExceptHandler, str, bool]]:
    """Handlers that name the error and read it, each with its name for it and whether what it guards is short."""
    for part in descendants(node):
        if not isinstance(part, ast.Try):
            continue
        for handler in part.handlers:
            inside = (n for b in handler.body for n in descendants(b))
            if handler.name and any(isinstance(n, ast.Name) and n.id == handler.name for n in inside):
                yield handler, handler.name, len(part.body) <= SHORT_TRY


def _caught(handler: ast.ExceptHandler) -> frozenset[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(k.id for k in kinds if isinstance(k, ast.Name))


def _line(error: str, variable: str, *, plainly: bool) -> str:
    # Other errors say a name too: `KeyError: 'total'`.
    test = f"\"'{variable}'\" in str({error})"
    test = test if plainly else f"isinstance({error}, NameError) and {test}"
    said = f'"name \'{variable}\' is not defined", name="{variable}"'
    return f"{error} = NameError({said}) if {test} else {error}"
