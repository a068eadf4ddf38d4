"""What star imports do to names that something else binds: the last one in the notebook's order counts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nb2prod.facts.model import ImportedName
from nb2prod.flow import BUILTINS
from nb2prod.plan.model import Import
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup

# Built-ins that numpy, pylab, math and their like export too, so that a star import changes what the name means.
SHADOWABLE = frozenset(
    "abs all any bool bytes divmod eval filter input len map max min open pow range round sorted sum".split()
)


def stars_for(unit: Unit, lookup: Lookup) -> set[Import]:
    """Star imports that a statement may need: for names that nothing else binds, or that they bind anew."""
    late = unit.facts.definition is not None
    before = [(p, i) for p, i in lookup.imports.stars if p < unit.position or late]
    if not before:
        return set()
    last = max(p for p, _ in before)
    for name in lookup.mentioned(unit):
        if name not in lookup.bindings.binders:
            if name not in BUILTINS or name in SHADOWABLE:
                return {Import("*", i.text) for _, i in before}
            continue
        item = lookup.imports.single.get(name)
        early = any(p < last for p in lookup.bindings.binders[name])
        if item is not None and early and may_be_starred(item):
            return {Import("*", i.text) for _, i in before}
    return set()


def may_be_starred(item: ImportedName) -> bool:
    """Whether a star import may bind the name of another import: members and plain modules, not aliases of modules."""
    plain = not item.member and f" as {item.name}" not in item.text
    return bool(item.member) or (plain and item.module in sys.stdlib_module_names)


def starred_later(name: str, unit: Unit, lookup: Lookup) -> bool:
    """Whether a star import that comes after a statement may give a name another meaning than it has there."""
    if unit.facts.definition is not None or not any(p > unit.position for p, _ in lookup.imports.stars):
        return False
    item = lookup.imports.single.get(name)
    if item is not None:
        return may_be_starred(item)
    return name in SHADOWABLE and name not in lookup.bindings.binders


def star_meanings(unit: Unit, lookup: Lookup) -> frozenset[tuple[str, str]]:
    """What names mean in a statement that stand for something else before and after a star import."""
    if not lookup.imports.stars or unit.facts.definition is not None:
        return frozenset()
    found: set[tuple[str, str]] = set()
    for name in unit.facts.reads:
        item = lookup.imports.single.get(name)
        if (item is not None and may_be_starred(item)) or (name in SHADOWABLE and name not in lookup.bindings.binders):
            found.add((name, str(sum(p < unit.position for p, _ in lookup.imports.stars))))
    return frozenset(found)


def in_order(imports: Iterable[Import], lookup: Lookup) -> tuple[Import, ...]:
    """Imports in their order: the notebook's where a star import is among them, else that of their text."""
    found = sorted(imports, key=lambda i: i.text)
    if not any(i.name == "*" for i in found):
        return tuple(found)
    places: dict[str, int] = {}
    for unit in lookup.units:
        for item in unit.facts.imports:
            places[item.text] = unit.position
    return tuple(sorted(found, key=lambda i: (places.get(i.text, -1), i.text)))
