"""What a name means at a place of the notebook, and what it is called in the package."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nb2prod.facts.model import ImportedName
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS, Flow
from nb2prod.plan.backends import cells_that_keep_figures
from nb2prod.plan.definition_edits import definition_edits, own_name
from nb2prod.plan.definitions import Placer
from nb2prod.plan.displays import showing_methods
from nb2prod.plan.edits import without_overlaps
from nb2prod.plan.imports import Imports
from nb2prod.plan.interpreter_asked import asked_edits, interpreters
from nb2prod.plan.jupyter_calls import jupyter_edits
from nb2prod.plan.model import Edit, Piece
from nb2prod.plan.pickling import findable, makes_class
from nb2prod.plan.placement import Placed, Placement, version_at
from nb2prod.plan.rewrite import Renames, rewrite
from nb2prod.plan.self_description import asked_of_definitions, kept_descriptions
from nb2prod.plan.shared_scope import shares_scope
from nb2prod.plan.standing import class_prelude, plain_name
from nb2prod.plan.unbound_errors import may_be_unbound, say_as_global
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.plan.uses import Uses

# Statements that bind nothing before they look a name up.
SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.Delete)
# What names of a module mean in a notebook; it has no file: reading that has to fail.
OF_MODULE = {
    "__name__": '"__main__"',
    "__doc__": '"Automatically created module for IPython interactive environment"',
    "__package__": "None",
    "__spec__": "None",
    "__loader__": "None",
    "__file__": "__notebook_file__",
}
JUPYTER_NAMES = {
    "display": "from IPython.display import display",
    "get_ipython": "from IPython import get_ipython",
}


@dataclass(frozen=True, slots=True)
class Lookup:
    """Everything that resolves names, once definitions have their places.

    Attributes:
        units: All statements.
        bindings: Who binds and reads what.
        uses: Where code that a name stands for may run.
        imports: How imports are reached.
        constants: Constants of modules, with their position.
        placed: Where definitions go.
        versions: Positions of the definitions of each name.
        variables: Names that are values of the pipeline.
        flow: Which definitions reach which statement.
        builtin_names: Built-ins whose name the notebook binds itself somewhere.
        stored: Functions and classes that may be stored by their name.
        shows_names: Whether the notebook asks functions what they are called.
        loaded: Dotted modules that the notebook's imports load.
        renamed: Names that may be called something else in some statement.
        shared: Whether the pipeline's variables are those of its module, since code looks them up by text.
        open_figures: Cells after which figures are as they were.
        shows: Methods of the notebook's classes that displays run.
        asked: What the notebook asks definitions for.
        interpreters: Names that stand for Jupyter's interpreter, and for what gives it.
        known: What was worked out already; nothing that it depends on changes.
    """

    units: Sequence[Unit]
    bindings: Bindings
    uses: Uses
    imports: Imports
    constants: Mapping[str, int]
    placed: Mapping[int, Placed]
    versions: Mapping[str, Sequence[int]]
    variables: frozenset[str]
    flow: Flow
    builtin_names: frozenset[str]
    stored: frozenset[str]
    shows_names: bool
    loaded: frozenset[str]
    renamed: frozenset[str]
    shared: bool = False
    open_figures: frozenset[int] = frozenset()
    shows: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    interpreters: frozenset[str] = frozenset()
    known: dict[tuple[int, frozenset[str]], object] = field(default_factory=dict, repr=False, compare=False)

    def mentioned(self, unit: Unit) -> frozenset[str]:
        """All names of the notebook's scope that a statement's text mentions, in bodies too."""
        definition = unit.facts.definition
        return unit.facts.reads if definition is None else unit.facts.reads.union(definition.free, definition.eager)

    def parameters_of(self, unit: Unit) -> tuple[str, ...]:
        """Names of the notebook that a function takes as parameters; none for any other statement."""
        place = self.placed.get(unit.position)
        return place.extra if place is not None and place.placement is Placement.MODULE else ()

    def passed_on(self, unit: Unit) -> frozenset[str]:
        """Names that a statement passes to functions which gained parameters, and may not mention itself."""
        found = [self.version(name, unit) for name in self.mentioned(unit) & self.versions.keys()]
        return frozenset(v for f in found if f is not None for v in f.extra if f.placement is Placement.MODULE)

    def version(self, name: str, unit: Unit) -> Placed | None:
        """The definition that a name stands for in a statement; `None` if it stands for none of a module."""
        positions = self.versions.get(name)
        if not positions or name in self.variables or name in self.parameters_of(unit):
            return None
        place = unit.position
        definition = unit.facts.definition
        if definition is not None and (name in definition.free or name not in definition.eager):
            place = self._first_use(definition.name, unit.position)
        return self.placed[version_at(positions, place)]

    def _first_use(self, name: str, position: int) -> int:
        """Where a definition is used first: all its uses mean the same by the names that it reads."""
        uses: Sequence[int] = self.bindings.readers.get(name, ())
        if len(self.versions.get(name, ())) > 1:
            uses = self.uses.of_version(position) or uses
        return next((u for u in uses if u >= position), len(self.units))

    def import_of(self, name: str, unit: Unit) -> ImportedName | None:
        """The import that a name stands for in a statement, where different imports bind it."""
        found = self.imports.several.get(name)
        if found is None:
            return None
        place = unit.position
        if unit.facts.definition is not None:
            first = self._first_use(unit.facts.definition.name, unit.position)
            place = first if first < len(self.units) else place
        before = [i for p, i in found if p < place]
        return before[-1] if before else found[0][1]

    def renames(self, unit: Unit) -> Renames:
        """What names become in a statement."""
        names: dict[str, str] = {}
        threaded: dict[str, dict[str, str]] = {}
        gained = self.parameters_of(unit)
        for name in self.mentioned(unit) & self.renamed if self.renamed else ():
            found = self.version(name, unit)
            if name in gained and name in self.versions:
                found = replace(self.placed[self.versions[name][0]], name=name)
            if found is not None and found.name != name:
                names[name] = found.name
            if found is not None and found.extra and found.placement is Placement.MODULE:
                threaded[name] = self._passed(found, unit)
            first = self.imports.first.get(name)
            early = first is not None and first > unit.position and unit.facts.definition is None
            if early and name in BUILTINS and name not in JUPYTER_NAMES:
                names[name] = f"builtins.{name}"
            if name in self.builtin_names and self._means_builtin(name, unit) and name not in self._at_first(unit):
                names[name] = f"builtins.{name}"
        if "__" in unit.statement.source:
            names |= {n: v for n, v in OF_MODULE.items() if self._asks_module(n, unit)}
        return Renames(names, threaded)

    def _asks_module(self, name: str, unit: Unit) -> bool:
        """Whether a statement asks the notebook's module for what Python has put there."""
        if name not in unit.statement.source or not (name in self.mentioned(unit) or _names(name, unit)):
            return False
        return name not in self.bindings.binders or (name in BUILTINS and self._means_builtin(name, unit))

    def _passed(self, callee: Placed, unit: Unit) -> dict[str, str]:
        """For each parameter that a function gained, what a call in a statement passes."""
        versions = {v: self.version(v, unit) for v in callee.extra}
        return {v: v if found is None else found.name for v, found in versions.items()}

    def _means_builtin(self, name: str, unit: Unit) -> bool:
        """Whether a statement reads a built-in that the notebook binds only later, or in this statement itself."""
        exposed = name in unit.facts.exposed or name not in unit.facts.may_bind
        return unit.facts.definition is None and exposed and name not in self.flow.reaching[unit.facts.id]

    def _at_first(self, unit: Unit) -> frozenset[str]:
        """Names that a loop, branch or header reads as built-ins at first, and binds then: both are one variable."""
        if isinstance(unit.statement.node, SIMPLE):
            return frozenset()
        if (definition := unit.facts.definition) is not None:
            own = {definition.name} & definition.eager & self.builtin_names
            return frozenset(own - self.flow.reaching[unit.facts.id].keys())
        both = unit.facts.exposed & unit.facts.may_bind & self.builtin_names
        return frozenset(n for n in both if self._means_builtin(n, unit))

    def piece(self, unit: Unit, literal_edits: Sequence[Edit] = ()) -> Piece:
        """A statement as it will be written."""
        node, source = unit.statement.node, unit.statement.source
        if node is None:
            return Piece(unit.statement)
        edits = [*literal_edits, *asked_edits(unit, self), *jupyter_edits(unit, self)]
        edits += say_as_global(node, source, *may_be_unbound(unit, self))
        if renames := self.renames(unit):
            edits += rewrite(node, source, renames)
        place = self.placed.get(unit.position)
        before = tuple(f"{n} = builtins.{n}" for n in sorted(self._at_first(unit)))
        # What a deleted name hid is there again.
        after = tuple(f"{n} = builtins.{n}" for n in sorted(unit.facts.deletes & self.builtin_names))
        if place is not None:
            edits += definition_edits(unit, place, self)
            after += (*own_name(place, node, self), *kept_descriptions(node, place.name, self.asked))
            if place.placement is not Placement.MODULE:
                outer, more = class_prelude(node, source)
                before += outer
                edits += more
                name = place.definition.name
                after += findable(name) if name in self.stored else plain_name(node)
        elif (made := makes_class(node)) in self.stored:
            after += findable(made)
        if unit.facts.imports and source.rstrip().endswith("*"):
            values = [i.text for i in unit.facts.imports if i.name in self.variables]
            edits = [Edit(0, len(source), "; ".join(values) or "pass")]
        elif unit.facts.imports and "\n" not in source:
            edits.append(Edit(len(source), len(source), "  # noqa: F401"))  # it stands here for what it does
        return Piece(unit.statement, without_overlaps(edits), before, after)


def _names(name: str, unit: Unit) -> bool:
    nodes = descendants(unit.statement.node or ast.Pass())
    return any(isinstance(n, ast.Name) and n.id == name for n in nodes)


def make_lookup(placer: Placer, flow: Flow) -> Lookup:
    """Settle what every name is, once all definitions have their places."""
    scene = placer.scene
    units, bindings, imports, constants = scene.units, scene.bindings, scene.imports, scene.constants
    names = set(bindings.binders) | set(bindings.global_writes)
    variables = frozenset(n for n in names if placer.is_variable(n))
    builtin_names = frozenset(n for n in variables if n in BUILTINS)
    rewritten = {p.definition.name for p in placer.placed.values() if p.extra or p.name != p.definition.name}
    return Lookup(
        units=units,
        bindings=bindings,
        uses=scene.uses,
        imports=imports,
        constants=constants,
        placed=dict(placer.placed),
        versions={n: tuple(p) for n, p in placer.versions.items()},
        variables=variables,
        flow=flow,
        builtin_names=builtin_names,
        stored=scene.stored,
        shows_names=any(w in u.statement.source for u in units for w in ("__name__", "__qualname__")),
        loaded=frozenset(i.module for u in units for i in u.facts.imports if not i.module.startswith(".")),
        renamed=builtin_names | rewritten | (imports.first.keys() & BUILTINS),
        open_figures=cells_that_keep_figures(units),
        shows=showing_methods(units),
        asked=asked_of_definitions(units),
        interpreters=interpreters(units),
        shared=shares_scope(units, placer.placed.values()),
    )
