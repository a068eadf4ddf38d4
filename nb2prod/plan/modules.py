"""Which module holds each definition and constant, and what each module imports.

Modules of roles never import each other: a definition that one module alone needs lives there, one that several need
lives in `definitions`, a constant that several need in `constants`. So imports can make no circle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.notebook.model import StatementId
from nb2prod.plan.imports import Imports
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Function, Hoisted, Import, Module, Piece, Step, StepKind
from nb2prod.plan.module_imports import imported_modules, registering_imports
from nb2prod.plan.naming import module_of
from nb2prod.plan.needs import Needs, needs_of
from nb2prod.plan.placement import Placement
from nb2prod.plan.star_names import in_order
from nb2prod.plan.unit import Unit

FUTURE = "from __future__ import annotations"
ORDER = (
    "constants definitions preparation preprocessing training evaluation prediction reporting output exploration"
).split()


@dataclass(frozen=True, slots=True)
class Parts:
    """What is to be arranged."""

    units: Sequence[Unit]
    lookup: Lookup
    imports: Imports
    steps: Sequence[Step]
    constants: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Arranged:
    """The modules of a package.

    Attributes:
        modules: Modules with code, in reading order.
        homes: Position of each hoisted definition and constant to its module.
        steps: The steps; those that need it with their local imports.
        bootstrap: Statements that run before all imports.
        bootstrap_imports: What they import, and imports that register something.
        pipeline_imports: Imports of inline steps.
        pipeline_hoisted: Names of the package that inline steps use, with their module.
        imports: Dotted names of all modules that the package imports.
    """

    modules: tuple[Module, ...]
    homes: Mapping[int, str]
    steps: tuple[Step, ...]
    bootstrap: tuple[Piece, ...]
    bootstrap_imports: tuple[Import, ...]
    pipeline_imports: tuple[Import, ...]
    pipeline_hoisted: tuple[tuple[str, str], ...]
    imports: frozenset[str]


def arrange(parts: Parts) -> Arranged:
    """Give every definition a home and every module its imports."""
    lookup = parts.lookup
    hoisted = _hoisted_positions(parts)
    needs = {p: needs_of([parts.units[p]], lookup) for p in hoisted}
    functions: dict[str, list[Function]] = {}
    by_id = {u.facts.id: u for u in parts.units}
    step_needs: dict[str, list[Needs]] = {}
    for step in parts.steps:
        if step.function is not None:
            if step.repeats is None:
                functions.setdefault(step.function.module, []).append(step.function)
            found = needs_of([by_id[p.statement.id] for p in step.function.pieces], lookup)
            step_needs.setdefault(step.function.module, []).append(found)
    homes = _homes(parts, hoisted, needs, step_needs)
    modules = _modules(parts, functions, homes, needs, step_needs)
    inline = needs_of(
        [by_id[s.piece.statement.id] for s in parts.steps if s.piece and s.kind is StepKind.INLINE], lookup
    )
    steps = tuple(_with_local_imports(s, by_id, lookup) for s in parts.steps)
    bootstrap = [parts.units[p] for p in sorted(parts.imports.bootstrap)]
    early = _imports_at_start(needs_of(bootstrap, lookup)) | registering_imports(parts.units)
    everything = [*(i for m in modules for i in m.imports), *inline.imports, *early]
    return Arranged(
        modules=modules,
        homes=homes,
        steps=steps,
        bootstrap=tuple(lookup.piece(u) for u in bootstrap),
        bootstrap_imports=tuple(sorted(early, key=lambda i: i.text)),
        pipeline_imports=in_order(inline.imports | _future(parts.imports), lookup),
        pipeline_hoisted=tuple(sorted((_name(parts, p), homes[p]) for p in inline.definitions)),
        imports=imported_modules(parts.units, parts.imports, everything),
    )


def _imports_at_start(needs: Needs) -> frozenset[Import]:
    """What the bootstrap imports: it runs before anything that an import elsewhere has to wait for."""
    return needs.imports | {Import("", text) for text in needs.local_imports}


def _future(imports: Imports) -> frozenset[Import]:
    return frozenset([Import("annotations", FUTURE)] if imports.lazy_annotations else [])


def _hoisted_positions(parts: Parts) -> tuple[int, ...]:
    placed = [p for p, d in parts.lookup.placed.items() if d.placement is Placement.MODULE and d.same_as is None]
    return tuple(sorted({*placed, *parts.constants.values()}))


def _homes(
    parts: Parts, hoisted: Sequence[int], needs: Mapping[int, Needs], step_needs: Mapping[str, list[Needs]]
) -> dict[int, str]:
    """Home of each definition: the one module that uses it, else a module of its own kind."""
    constants = set(parts.constants.values())
    users: dict[int, set[str]] = {p: set() for p in hoisted}
    for module, found in step_needs.items():
        for need in found:
            for position in need.definitions:
                users[position].add(module)
    homes: dict[int, str] = {}
    for _ in range(len(hoisted) + 1):
        fresh = {p: _home(parts, p, users[p], is_constant=p in constants) for p in hoisted}
        for position in hoisted:
            for needed in needs[position].definitions:
                if needed != position:
                    users[needed].add(fresh[position])
        if fresh == homes:
            break
        homes = fresh
    return homes


def _home(parts: Parts, position: int, users: set[str], *, is_constant: bool) -> str:
    if len(users) == 1:
        return next(iter(users))
    if users:
        return "constants" if is_constant else "definitions"
    role = parts.units[position].role
    return "constants" if is_constant else (module_of(role.role, role.activity) or "definitions")


def _modules(
    parts: Parts,
    functions: Mapping[str, list[Function]],
    homes: Mapping[int, str],
    needs: Mapping[int, Needs],
    step_needs: Mapping[str, list[Needs]],
) -> tuple[Module, ...]:
    future = _future(parts.imports)
    names = sorted({*functions, *homes.values()}, key=lambda n: (ORDER.index(n) if n in ORDER else len(ORDER), n))
    modules = []
    for name in names:
        own = [p for p, home in sorted(homes.items()) if home == name]
        imports: set[Import] = set(future)
        used: set[int] = set()
        for need in [*(needs[p] for p in own), *step_needs.get(name, [])]:
            imports |= need.imports
            used |= need.definitions
        imports |= {i for f in functions.get(name, ()) for i in (*f.imports, *(i for d in f.data for i in d.imports))}
        imports |= {_package_import(parts, p, homes[p]) for p in used if homes[p] != name}
        hoisted = tuple(_hoist(parts, p, name, needs[p]) for p in own)
        modules.append(Module(name, in_order(imports, parts.lookup), hoisted, tuple(functions.get(name, ()))))
    return tuple(modules)


def _package_import(parts: Parts, position: int, home: str) -> Import:
    name = _name(parts, position)
    return Import(name, f"from {{package}}.{home} import {name}")


def _hoist(parts: Parts, position: int, module: str, needs: Needs) -> Hoisted:
    unit = parts.units[position]
    return Hoisted(
        name=_name(parts, position),
        module=module,
        piece=parts.lookup.piece(unit),
        constant=position in parts.constants.values(),
        needs=frozenset(_name(parts, p) for p in needs.definitions),
        local_imports=needs.local_imports,
    )


def _name(parts: Parts, position: int) -> str:
    placed = parts.lookup.placed.get(position)
    if placed is not None:
        return placed.name
    return next(n for n, p in parts.constants.items() if p == position)


def _with_local_imports(step: Step, by_id: Mapping[StatementId, Unit], lookup: Lookup) -> Step:
    """An inline step makes the imports itself that may not run earlier."""
    if step.piece is None or step.kind is not StepKind.INLINE:
        return step
    local = needs_of([by_id[step.piece.statement.id]], lookup).local_imports
    return replace(step, piece=replace(step.piece, before=(*local, *step.piece.before))) if local else step
