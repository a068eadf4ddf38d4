"""The plan of one notebook: set aside, place definitions, route, cut, sign, name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nb2prod.analysis import Analysis
from nb2prod.collector import collector_paused
from nb2prod.flow import build_flow
from nb2prod.knowledge import Knowledge
from nb2prod.notebook.model import OutputKind
from nb2prod.plan.constants import find_constants
from nb2prod.plan.cost import Weights
from nb2prod.plan.definitions import Placer
from nb2prod.plan.dispositions import Whereabouts, dispositions_of
from nb2prod.plan.dynamic import settle_dynamic, whole_scope
from nb2prod.plan.failing import failing_looks
from nb2prod.plan.figures import close_figures
from nb2prod.plan.formatted import settle_formats
from nb2prod.plan.growing import Context
from nb2prod.plan.hidden_builtins import settle_stars
from nb2prod.plan.imports import Imports, resolve_imports
from nb2prod.plan.items import Item, build_items
from nb2prod.plan.lift import Lifter
from nb2prod.plan.literals import assigned_literal
from nb2prod.plan.lookup import Lookup, make_lookup
from nb2prod.plan.model import Import, Plan, Returned, Section, Step
from nb2prod.plan.modules import Parts, arrange
from nb2prod.plan.naming import module_of
from nb2prod.plan.origins import with_origins
from nb2prod.plan.outputs import choose_outputs, deleted_by_functions
from nb2prod.plan.paths import route
from nb2prod.plan.pickling import stored_names
from nb2prod.plan.pinning import pin
from nb2prod.plan.placement import Placed, Placement, Scene
from nb2prod.plan.reuse import reuse_equal
from nb2prod.plan.routes import Route
from nb2prod.plan.scope_texts import settle_texts
from nb2prod.plan.section_parts import part_of, unset_in
from nb2prod.plan.sections import make_sections, make_shared_sections
from nb2prod.plan.segments import bound_at_end, certainly_bound, cut, liveness
from nb2prod.plan.sequence import Sequencer
from nb2prod.plan.shared_scope import shared_scope
from nb2prod.plan.star_names import star_meanings
from nb2prod.plan.step_names import StepNames
from nb2prod.plan.steps import FunctionMaker
from nb2prod.plan.titles import Headings, headings_of
from nb2prod.plan.types_at import TypesAt, is_plain
from nb2prod.plan.unit import Bindings, Unit, collect_bindings, units_of
from nb2prod.plan.uses import Uses
from nb2prod.roles.model import Role

# A role that is less sure than this decides nothing beside others.
SURE_ROLE = 0.57


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose.

    Attributes:
        exploration: `module` keeps plots in a module of their own, `drop` leaves them out.
        weights: Prices of cuts.
    """

    exploration: str = "module"
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Ground:
    """What is settled before anything is cut."""

    units: tuple[Unit, ...]
    bindings: Bindings
    imports: Imports
    constants: Mapping[str, int]
    lookup: Lookup
    routes: Mapping[int, Route]
    aside: frozenset[int]
    types: TypesAt
    uses: Uses


@collector_paused()
def plan(analysis: Analysis, knowledge: Knowledge, options: Options = Options()) -> Plan:
    """Plan the package of a notebook.

    Args:
        analysis: What is known of the notebook.
        knowledge: The tables.
        options: What the user chose.

    Returns:
        The plan. Every statement has its disposition; nothing is written.
    """
    ground = _ground(analysis, knowledge, options)
    types = ground.types
    headings = headings_of(analysis.notebook)
    reserved = _reserved(ground)
    lifter = Lifter(ground.lookup, knowledge, reserved)
    every, watched = _items(ground)
    substituted = _settings(every, lifter, ground)
    items = tuple(i for i in every if i.unit.position not in substituted)
    functions = frozenset(p.definition.name for p in ground.lookup.placed.values())
    outputs = choose_outputs(items, types.last(), knowledge, functions)
    at_end = bound_at_end(items) - deleted_by_functions(ground.units)
    outputs = tuple(n for n in outputs if n in at_end)
    fallbacks = _fallbacks(items, ground.lookup)
    context = _context(items, outputs, headings, options.weights, fallbacks)
    segments = cut(items, context)
    names = StepNames(ground.units, knowledge, headings)
    maker = FunctionMaker(ground.lookup, lifter, types, names, set(reserved))
    steps = Sequencer(items, context, maker, _setting_names(substituted, ground), ground.lookup).run(segments)
    steps = with_origins(reuse_equal(close_figures(steps, ground.lookup)))
    parts = Parts(ground.units, ground.lookup, ground.imports, steps, ground.constants)
    arranged = arrange(parts)
    taken = reserved | functions_of(arranged.steps)
    chapters = _chapters(arranged.steps, outputs, taken, watched, ground)
    prologue = _prologue(ground, items, watched | fallbacks)
    prologue += tuple(f"{n} = None" for n in unset_in([part_of(c) for c in chapters]))
    builtin_import = (Import("builtins", "import builtins"),) if any("builtins." in line for line in prologue) else ()
    last = len(analysis.facts)
    returned = tuple(Returned(n, types.said_after(n, last)) for n in outputs)
    steps = arranged.steps
    whereabouts = Whereabouts(
        ground.units, ground.lookup, ground.imports, ground.routes, steps, arranged.homes, substituted
    )
    return Plan(
        title=headings.title,
        modules=arranged.modules,
        bootstrap=arranged.bootstrap,
        bootstrap_imports=arranged.bootstrap_imports,
        pipeline_imports=(*arranged.pipeline_imports, *builtin_import),
        pipeline_hoisted=arranged.pipeline_hoisted,
        settings=tuple(lifter.settings),
        steps=steps,
        outputs=returned,
        reserved=reserved,
        prologue=prologue,
        dispositions=dispositions_of(whereabouts, analysis.parsed.unparsed),
        literals=tuple(lifter.literals),
        leftovers=analysis.parsed.unparsed,
        requirements=tuple(
            dict.fromkeys(r for s in analysis.parsed.statements if s.magic for r in s.magic.requirements)
        ),
        imports=arranged.imports,
        searches_here=ground.imports.searches_here,
        notes=_notes(ground, analysis),
        awaits=any(u.facts.awaits for u in ground.units),
        shared=shared_scope(ground.lookup),
        chapters=chapters,
    )


def _chapters(
    steps: tuple[Step, ...], outputs: tuple[str, ...], taken: frozenset[str], watched: frozenset[str], ground: Ground
) -> tuple[Step | Section, ...]:
    if ground.lookup.shared:
        return make_shared_sections(steps, outputs, taken)
    return make_sections(steps, outputs, taken, watched, ground.bindings.global_writes)


def functions_of(steps: Sequence[Step]) -> frozenset[str]:
    """Names and modules of all steps."""
    made = [s.function for s in steps if s.function is not None]
    return frozenset(n for f in made for n in (f.name, f.module))


def _ground(analysis: Analysis, knowledge: Knowledge, options: Options) -> Ground:
    units = settle_formats(settle_dynamic(settle_texts(settle_stars(units_of(analysis)))))
    bindings = collect_bindings(units)
    imports = resolve_imports(units, bindings, knowledge)
    constants = find_constants(units, bindings, imports)
    types = TypesAt(units, analysis.interpretation, imports, knowledge)
    uses = Uses(units, bindings, lambda name, position: is_plain(types.after(name, position), knowledge), imports.binds)
    stored = stored_names(units, bindings.late, knowledge)
    placer = Placer(Scene(units, bindings, imports, constants, uses, stored))
    placed = placer.run()
    flow = analysis.flow
    if any(whole_scope(u) for u in units):
        flow = build_flow([u.facts for u in units], analysis.interpretation.effects)
    lookup = make_lookup(placer, flow)
    aside = _aside(imports, constants, placed)
    kept = aside | frozenset(placed) | frozenset(u.position for u in units if u.facts.imports)
    kept |= failing_looks(units, bindings, types)
    routes = route(lookup, kept, types, drop_exploration=options.exploration == "drop")
    return Ground(units, bindings, imports, constants, lookup, routes, aside, types, uses)


def _aside(imports: Imports, constants: Mapping[str, int], placed: Mapping[int, Placed]) -> frozenset[int]:
    modules = {p for p, d in placed.items() if d.placement is Placement.MODULE}
    return frozenset(
        imports.hoisted
        | imports.future
        | set(imports.conditional)
        | imports.bootstrap
        | set(constants.values())
        | modules
    )


def _reserved(ground: Ground) -> frozenset[str]:
    names = set(ground.bindings.binders) | set(ground.bindings.readers) | set(ground.bindings.global_writes)
    for found in ground.bindings.late.values():
        names |= found
    return frozenset(names | {p.name for p in ground.lookup.placed.values()})


def _items(ground: Ground) -> tuple[tuple[Item, ...], frozenset[str]]:
    items = build_items(ground.lookup, ground.routes, ground.aside)
    if ground.imports.several or ground.imports.stars:
        items = tuple(replace(i, meanings=_meanings(i, ground.lookup)) for i in items)
    return pin(items, ground.lookup.placed, ground.bindings, ground.uses, ground.lookup.flow)


def _meanings(item: Item, lookup: Lookup) -> frozenset[tuple[str, str]]:
    """What names mean here that different imports bind: one function can hold one meaning of each only."""
    found = [(n, lookup.import_of(n, item.unit)) for n in item.unit.facts.reads & lookup.imports.several.keys()]
    return frozenset((n, i.text) for n, i in found if i is not None) | star_meanings(item.unit, lookup)


def _settings(items: Sequence[Item], lifter: Lifter, ground: Ground) -> dict[int, str]:
    """Statements that only name a literal that configures, and whose name keeps it: the settings hold it."""
    watched = {n for i in items if i.inline for n in i.unit.facts.reads | i.unit.facts.captures}
    watched |= {v for p in ground.lookup.placed.values() if p.placement is Placement.PINNED for v in p.extra}
    found: dict[int, str] = {}
    for item in items:
        literal = (
            None if item.explore or item.inline or item.unit.statement.expects_error else assigned_literal(item.unit)
        )
        if (
            literal is None
            or len(ground.bindings.binders[literal[0]]) > 1
            or literal[0] in ground.bindings.global_writes
        ):
            continue
        if literal[0] in watched or any(literal[0] in i.unit.facts.changes for i in items):
            continue
        setting = lifter.assign(item.unit)
        if setting is not None:
            found[item.unit.position] = setting.name
    return found


def _context(
    items: Sequence[Item], outputs: tuple[str, ...], headings: Headings, weights: Weights, fallbacks: frozenset[str]
) -> Context:
    live, assured = liveness(items, frozenset(outputs))
    return Context(
        live_after=live,
        bound_before=certainly_bound(items, live, fallbacks),
        module_of=[_cut_module(i) for i in items],
        activity_of=[i.unit.role.activity if i.unit.role.role is Role.PREPROCESSING else "" for i in items],
        headings=headings.starts,
        assured_after=assured,
        weights=weights,
    )


def _cut_module(item: Item) -> str:
    return module_of(item.unit.role.role, item.unit.role.activity) if item.unit.role.confidence >= SURE_ROLE else ""


def _setting_names(substituted: Mapping[int, str], ground: Ground) -> dict[str, str]:
    """Names of the notebook whose value is a field of the settings, with the field."""
    return {
        assigned[0]: field
        for p, field in substituted.items()
        if (assigned := assigned_literal(ground.units[p])) is not None
    }


def _fallbacks(items: Sequence[Item], lookup: Lookup) -> frozenset[str]:
    """Names of built-ins that the notebook binds on some branch only: on the others they mean the built-in still."""
    return frozenset(n for i in items for n in (i.binds - i.must) & lookup.builtin_names)


def _prologue(ground: Ground, items: Sequence[Item], watched: frozenset[str]) -> tuple[str, ...]:
    """What the pipeline says first of names that its closures read or rebind.

    A name that only they bind has to be known to the pipeline. One that hides a built-in means the built-in at first.
    """
    bound = {n for i in items for n in i.binds if not i.explore}
    declared = [f"{n}: object" for n in sorted(ground.bindings.global_writes) if n not in bound]
    declared = [] if ground.lookup.shared else declared
    return (*declared, *(f"{n} = builtins.{n}" for n in sorted(watched & ground.lookup.builtin_names)))


def _notes(ground: Ground, analysis: Analysis) -> tuple[str, ...]:
    notes = list(analysis.notebook.warnings)
    notes += [
        f"cell {cell.index}: its stored output is an error"
        for cell in analysis.notebook.cells
        if any(o.kind is OutputKind.ERROR for o in cell.outputs) and "raises-exception" not in cell.tags
    ]
    defined = {n for p in ground.lookup.placed.values() for n in [p.definition.name]}
    for unit in ground.units:
        missing = ground.lookup.flow.undefined.get(unit.facts.id, frozenset())
        for name in sorted(missing):
            later = [p for p in ground.bindings.binders.get(name, ()) if p > unit.position]
            if later and name not in defined:
                notes.append(
                    f"cell {unit.cell}: `{name}` is read before any cell binds it "
                    f"(cell {ground.units[later[0]].cell} does); from top to bottom the notebook fails here"
                )
            elif not later:
                notes.append(f"cell {unit.cell}: nothing in the notebook binds `{name}`")
    return tuple(dict.fromkeys(notes))
