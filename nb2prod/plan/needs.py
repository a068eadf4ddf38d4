"""Which imports, definitions and constants a piece of code needs around it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from nb2prod.facts.walk import dotted
from nb2prod.flow import BUILTINS
from nb2prod.plan.dynamic import whole_scope
from nb2prod.plan.lookup import JUPYTER_NAMES, Lookup
from nb2prod.plan.model import Import
from nb2prod.plan.scope_texts import TEXT, reads_by_text
from nb2prod.plan.star_names import starred_later, stars_for
from nb2prod.plan.unit import Unit, text_names


@dataclass(frozen=True, slots=True)
class Needs:
    """What code takes from outside of itself, besides values.

    Attributes:
        imports: Imports at the top of its module.
        local_imports: Imports that it must make itself, when it runs.
        definitions: Positions of definitions and constants of the package.
        undefined: Names that nothing defines.
    """

    imports: frozenset[Import] = frozenset()
    local_imports: tuple[str, ...] = ()
    definitions: frozenset[int] = frozenset()
    undefined: frozenset[str] = frozenset()


def needs_of(units: Iterable[Unit], lookup: Lookup) -> Needs:
    """Gather what the statements of one function, class or constant need."""
    found = needs_of_each(units, lookup)
    if len(found) == 1:
        return found[0]
    return Needs(
        frozenset().union(*(n.imports for n in found)),
        tuple(dict.fromkeys(i for n in found for i in n.local_imports)),
        frozenset().union(*(n.definitions for n in found)),
        frozenset().union(*(n.undefined for n in found)),
    )


def needs_of_each(units: Iterable[Unit], lookup: Lookup) -> list[Needs]:
    """Say for each statement of a function what it needs beside what the statements before it import."""
    found: list[Needs] = []
    here: frozenset[str] = frozenset()
    for unit in units:
        if unit.facts.imports:
            here |= {i.name for i in unit.facts.imports if i.name in lookup.variables or i.name in lookup.imports.late}
        found.append(_needs(unit, lookup, here))
    return found


def _needs(unit: Unit, lookup: Lookup, here: frozenset[str]) -> Needs:
    """What one statement needs, where some names are imported already by statements before it."""
    known = lookup.known.get((unit.position, here))
    if not isinstance(known, Needs):
        known = _work_out(unit, lookup, here)
        lookup.known[unit.position, here] = known
    return known


def _work_out(unit: Unit, lookup: Lookup, here: frozenset[str]) -> Needs:
    imports: set[Import] = set()
    local: dict[str, None] = {}
    definitions: set[int] = set()
    undefined: set[str] = set()
    texts = text_names(unit, lookup.bindings)
    by_text = lookup.shared and (TEXT in unit.facts.dynamic or reads_by_text(unit))
    names = lookup.mentioned(unit).union(texts, lookup.passed_on(unit)).difference(lookup.parameters_of(unit), here)
    # A value of the pipeline needs nothing around it, but where its name hides a built-in.
    for name in sorted((names - lookup.variables) | (names & lookup.builtin_names)):
        found = lookup.version(name, unit)
        if found is not None:
            definitions.add(found.position if found.same_as is None else found.same_as)
        elif name in lookup.constants:
            definitions.add(lookup.constants[name])
        elif name in lookup.builtin_names or lookup.renames(unit).names.get(name) == f"builtins.{name}":
            imports.add(Import("builtins", "import builtins"))
        else:
            above, inside = _import(name, unit, lookup, keep=name in texts or whole_scope(unit) or by_text)
            imports.update(above)
            local.update(dict.fromkeys(inside))
            if not above and not inside and name not in BUILTINS:
                undefined.add(name)
    if lookup.imports.stars:
        imports |= stars_for(unit, lookup)
    return Needs(frozenset(imports), tuple(local), frozenset(definitions), frozenset(undefined))


def _import(name: str, unit: Unit, lookup: Lookup, *, keep: bool) -> tuple[list[Import], list[str]]:
    """Imports of a name, those at the top of the module and those inside the code; neither if no import binds it."""
    several = lookup.import_of(name, unit)
    if several is not None:
        return [], [several.text]
    single = lookup.imports.single.get(name)
    if single is not None:
        texts = [single.text, *_submodules(name, unit, lookup)]
        inside = name in lookup.imports.late or starred_later(name, unit, lookup)
        return ([], texts) if inside else ([Import(name, t, keep) for t in texts], [])
    if starred_later(name, unit, lookup):
        return [], [f"from builtins import {name}"]
    for position, names in lookup.imports.conditional.items():
        if name in names:
            return [Import(name, lookup.units[position].statement.source, keep=True)], []
    if name in JUPYTER_NAMES and name not in lookup.bindings.binders:
        return [Import(name, JUPYTER_NAMES[name])], []
    return [], []


def _submodules(name: str, unit: Unit, lookup: Lookup) -> list[str]:
    """Imports of submodules that the code reaches through the package's name and the notebook has loaded elsewhere."""
    single = lookup.imports.single[name]
    if single.member or f" as {name}" in single.text or unit.statement.node is None:
        return []
    loaded = sorted({m for m in lookup.loaded if m.startswith(f"{name}.")})
    if not loaded:
        return []
    chains = {dotted(n) for n in ast.walk(unit.statement.node) if isinstance(n, ast.Attribute)}
    return [f"import {m}" for m in loaded if any(c == m or c.startswith(f"{m}.") for c in chains)]
