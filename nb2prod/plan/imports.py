"""Which imports move to the top of the modules, and which must wait for something that happens before them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.model import ImportedName
from nb2prod.facts.module_lookups import MODULE
from nb2prod.flow import BUILTINS
from nb2prod.knowledge import Knowledge, distribution_of
from nb2prod.plan.bootstrap import ENVIRONMENT, bootstrap_positions
from nb2prod.plan.checking import missed_names
from nb2prod.plan.patched import patched
from nb2prod.plan.unit import Bindings, Unit

UNKNOWN = "unknown"
# What Jupyter gives without an import: importing it changes nothing.
JUPYTERS_OWN = frozenset({"display", "get_ipython"})


@dataclass(frozen=True, slots=True)
class Imports:
    """How the names that imports bind are reached in the package.

    Attributes:
        single: Names that always mean the same import, with it.
        several: Names that mean one import here and another one there, with the positions.
        late: Those of `single` that must not be imported when the module is loaded.
        stars: Star imports with their position.
        hoisted: Positions of import statements that need no place of their own any more.
        conditional: Positions of `try: import … except ImportError: …` and their like, that move as a whole, with the
            names that they bind.
        bootstrap: Positions of statements that move to the start of the package, before all imports.
        future: Positions of `from __future__` imports.
        first: For each name of `single` the position of its first import.
        lazy_annotations: Whether the notebook asks that annotations are not evaluated.
        searches_here: Whether it imports from a folder that it has changed to.
    """

    single: Mapping[str, ImportedName]
    several: Mapping[str, tuple[tuple[int, ImportedName], ...]]
    late: frozenset[str]
    stars: tuple[tuple[int, ImportedName], ...]
    hoisted: frozenset[int]
    conditional: Mapping[int, frozenset[str]]
    bootstrap: frozenset[int]
    future: frozenset[int]
    first: Mapping[str, int]
    lazy_annotations: bool = False
    searches_here: bool = False

    def binds(self, name: str) -> bool:
        """Whether the name stands for an import wherever it is read."""
        return name in self.single or name in self.several or any(name in n for n in self.conditional.values())

    def is_module(self, name: str) -> bool:
        """Whether the name stands for the module of that name wherever it is read, from the start of the package on."""
        found = self.single.get(name)
        return found is not None and found.qualified == name and name not in self.late


def resolve_imports(units: Sequence[Unit], bindings: Bindings, knowledge: Knowledge) -> Imports:
    """Decide for each import where it goes.

    An import moves to the top of a module if nothing that runs before it can change what it does: an environment
    variable that the library reads when it is loaded, the search path, the working directory, a module that the
    notebook writes itself.
    """
    missed = missed_names(units, bindings)
    conditional = _conditional(units, bindings, missed)
    found: dict[str, list[tuple[int, ImportedName]]] = {}
    for unit in units:
        if unit.position not in conditional and not unit.statement.expects_error:
            for name in unit.facts.imports:
                found.setdefault(name.name, []).append((unit.position, name))
    stars = tuple(found.pop("*", ()))
    bootstrap = bootstrap_positions(units, {n for n, uses in found.items() if n in {"os", "sys"}}, knowledge)
    barriers = _barriers(units, bootstrap)
    changed = patched(units)
    forgets = any("sys.modules" in u.statement.source for u in units)
    again = {
        (p, n)
        for n, uses in found.items()
        for k, (p, i) in enumerate(uses)
        if not forgets and _is_repeated(i, uses[:k])
    }
    waiting = {
        (p, i.name): how
        for uses in found.values()
        for p, i in uses
        if (p, i.name) not in again and (how := _waits(p, i, barriers, knowledge) or _is_patched(p, i, changed))
    }
    pure = {
        n: uses
        for n, uses in found.items()
        if n not in missed
        and _only_imports(n, uses, bindings, conditional)
        and not any(waiting.get((p, n)) == UNKNOWN and (i.member or (uses[0][0], n) not in waiting) for p, i in uses)
    }
    needed = {n for u in units if u.facts.definition for n in u.facts.definition.free | u.facts.definition.eager}
    mixed = {
        n
        for n, uses in pure.items()
        if n in needed and (len({_meaning(i) for _, i in uses}) > 1 or _was_builtin(n, uses[0][0], units, bindings))
    }
    pure = {n: uses for n, uses in pure.items() if n not in mixed}
    single = {n: uses[0][1] for n, uses in pure.items() if len({_meaning(i) for _, i in uses}) == 1}
    several = {n: tuple(uses) for n, uses in pure.items() if n not in single}
    late = frozenset(n for n in single if (pure[n][0][0], n) in waiting)
    hoisted = frozenset(
        u.position
        for u in units
        if u.facts.imports
        and not u.statement.expects_error
        and u.position not in conditional
        and all(
            i.name == "*" or (i.name in pure and waiting.get((u.position, i.name)) != UNKNOWN) for i in u.facts.imports
        )
    )
    future = frozenset(u.position for u in units if any(i.module == "__future__" for i in u.facts.imports))
    first = {n: pure[n][0][0] for n in single}
    lazy = any(i.module == "__future__" and i.member == "annotations" for u in units for i in u.facts.imports)
    moved = next((u.position for u in units if any(c.method == "chdir" for c in u.facts.calls)), len(units))
    here = any(how == UNKNOWN and position > moved for (position, _), how in waiting.items())
    return Imports(single, several, late, stars, hoisted, conditional, bootstrap, future, first, lazy, here)


def _was_builtin(name: str, imported: int, units: Sequence[Unit], bindings: Bindings) -> bool:
    """Whether functions of the notebook run with a built-in before an import gives its name another meaning."""
    if name not in BUILTINS or name in JUPYTERS_OWN:
        return False
    return any(p < imported and units[p].facts.definition is None for p in bindings.readers.get(name, ()))


def _meaning(item: ImportedName) -> tuple[str, str]:
    """What an import gives: `import a.b` and `import a.c` both bind `a`."""
    plain = not item.member and f" as {item.name}" not in item.text
    return (item.name, "") if plain else (item.module, item.member)


def _is_repeated(item: ImportedName, before: Sequence[tuple[int, ImportedName]]) -> bool:
    """Whether an import gives once more what it gave: Python loads no module twice."""
    fixed = not item.member and ("." not in item.module or item.text == f"import {item.module}")
    return fixed and any(item == earlier for _, earlier in before)


def _only_imports(
    name: str, uses: list[tuple[int, ImportedName]], bindings: Bindings, conditional: Mapping[int, frozenset[str]]
) -> bool:
    if any(item.module == MODULE for _, item in uses):
        return False  # the notebook's own module is there once the pipeline runs
    if name in bindings.global_writes or any(name in names for names in conditional.values()):
        return False
    return set(bindings.binders[name]) <= {position for position, _ in uses}


def _barriers(units: Sequence[Unit], bootstrap: frozenset[int]) -> tuple[tuple[int, str], ...]:
    """Positions after which an import may do something else than before, with the kind of reason."""
    found: list[tuple[int, str]] = []
    for unit in units:
        if unit.position in bootstrap or unit.facts.imports or unit.facts.definition is not None:
            continue
        if ENVIRONMENT in unit.effects.mutates:
            found.append((unit.position, ENVIRONMENT))
        if unit.effects.mutates or unit.effects.unknown:
            found.append((unit.position, UNKNOWN))
    return tuple(found)


def _waits(position: int, item: ImportedName, barriers: tuple[tuple[int, str], ...], knowledge: Knowledge) -> str:
    """Why an import must wait: what it loads reads the environment, or is unknown and may do anything; else nothing."""
    before = {kind for place, kind in barriers if place < position}
    root = item.module.lstrip(".").partition(".")[0]
    if not before or root in sys.stdlib_module_names or item.module == "__future__":
        return ""
    library = knowledge.library(root)
    if library is None and distribution_of(item.module) is None:
        return UNKNOWN
    return ENVIRONMENT if library is not None and ENVIRONMENT in before and library.env_sensitive else ""


def _is_patched(position: int, item: ImportedName, changed: Sequence[tuple[int, str]]) -> str:
    """Why a member of a module must be imported where it stands: something before it binds it anew."""
    path = f"{item.module}.{item.member}"
    return UNKNOWN if item.member and any(p < position and c == path for p, c in changed) else ""


def _conditional(units: Sequence[Unit], bindings: Bindings, missed: frozenset[str]) -> dict[int, frozenset[str]]:
    """`try`/`if` statements that do nothing but import, bound nowhere else."""
    found: dict[int, frozenset[str]] = {}
    for unit in units:
        node = unit.statement.node
        if not isinstance(node, ast.Try | ast.If) or not _imports_only(node):
            continue
        names = unit.facts.may_bind
        alone = all(bindings.binders[n] == (unit.position,) and n not in bindings.global_writes for n in names)
        alone = alone and not names & missed
        builtin_reads = unit.facts.exposed <= {"ImportError", "ModuleNotFoundError", "Exception", "sys"}
        if names and alone and builtin_reads:
            found[unit.position] = names
    return found


def _imports_only(node: ast.AST) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom(level=0) | ast.Pass():
            return not any(a.name == "*" for a in getattr(node, "names", ()))
        case ast.Assign(targets=[ast.Name()], value=ast.Constant()):
            return True
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=[]):
            inner = [*body, *orelse, *(s for h in handlers for s in h.body)]
            return all(_imports_only(s) for s in inner) and any(
                isinstance(s, ast.Import | ast.ImportFrom) for s in body
            )
        case ast.If(body=body, orelse=orelse):
            return all(_imports_only(s) for s in [*body, *orelse])
    return False
