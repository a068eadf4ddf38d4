"""What a name means at a place of the notebook, and what it is called in the package."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nb2prod.facts.model import ImportedName
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS, Flow
from nb2prod.plan.closures import without_globals
from nb2prod.plan.definitions import Placer
from nb2prod.plan.displays import display_edits
from nb2prod.plan.dynamic import NAMESPACE, REACHING, SIMPLE, namespace_edits, own_locals
from nb2prod.plan.edits import Offsets, without_overlaps
from nb2prod.plan.imports import Imports
from nb2prod.plan.model import Edit, Piece
from nb2prod.plan.pickling import findable, makes_class, stores_by_name
from nb2prod.plan.placement import Placed, Placement, version_at
from nb2prod.plan.rewrite import Renames, add_parameters, rename_definition, rewrite, to_nonlocal
from nb2prod.plan.self_description import kept_descriptions
from nb2prod.plan.standing import class_prelude, plain_name
from nb2prod.plan.unbound_errors import may_be_unbound, say_as_global
from nb2prod.plan.unit import Bindings, Unit

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
        imports: How imports are reached.
        constants: Constants of modules, with their position.
        placed: Where definitions go.
        versions: Positions of the definitions of each name.
        variables: Names that are values of the pipeline.
        flow: Which definitions reach which statement.
        builtin_names: Built-ins whose name the notebook binds itself somewhere.
        pickles: Whether the notebook uses what stores functions and classes by name.
        shows_names: Whether the notebook asks functions what they are called.
        loaded: Dotted modules that the notebook's imports load.
        renamed: Names that may be called something else in some statement.
        known: What was worked out already; nothing that it depends on changes.
    """

    units: Sequence[Unit]
    bindings: Bindings
    imports: Imports
    constants: Mapping[str, int]
    placed: Mapping[int, Placed]
    versions: Mapping[str, Sequence[int]]
    variables: frozenset[str]
    flow: Flow
    builtin_names: frozenset[str]
    pickles: bool
    shows_names: bool
    loaded: frozenset[str]
    renamed: frozenset[str]
    known: dict[tuple[int, frozenset[str]], object] = field(default_factory=dict, repr=False, compare=False)

    def mentioned(self, unit: Unit) -> frozenset[str]:
        """All names of the notebook's scope that a statement's text mentions, in bodies too."""
        definition = unit.facts.definition
        return unit.facts.reads | (definition.free | definition.eager if definition else frozenset())

    def parameters_of(self, unit: Unit) -> tuple[str, ...]:
        """Names of the notebook that a function takes as parameters; none for any other statement."""
        place = self.placed.get(unit.position)
        return place.extra if place is not None and place.placement is Placement.MODULE else ()

    def passed_on(self, unit: Unit) -> frozenset[str]:
        """Names that a statement passes to functions which gained parameters, and may not mention itself."""
        found = [self.version(name, unit) for name in self.mentioned(unit)]
        return frozenset(v for f in found if f is not None for v in f.extra if f.placement is Placement.MODULE)

    def version(self, name: str, unit: Unit) -> Placed | None:
        """The definition that a name stands for in a statement; `None` if it stands for none of a module."""
        positions = self.versions.get(name)
        if not positions or name in self.variables or name in self.parameters_of(unit):
            return None
        place = unit.position
        definition = unit.facts.definition
        if definition is not None and (name in definition.free or name not in definition.eager):
            uses = [u for u in self.bindings.readers.get(definition.name, ()) if u >= unit.position]
            place = uses[0] if uses else len(self.units)
        return self.placed[version_at(positions, place)]

    def import_of(self, name: str, unit: Unit) -> ImportedName | None:
        """The import that a name stands for in a statement, where different imports bind it."""
        found = self.imports.several.get(name)
        if found is None:
            return None
        place = unit.position
        if unit.facts.definition is not None:
            uses = self.bindings.readers.get(unit.facts.definition.name, ())
            place = uses[0] if uses else place
        before = [i for p, i in found if p < place]
        return before[-1] if before else found[0][1]

    def renames(self, unit: Unit) -> Renames:
        """What names become in a statement."""
        names: dict[str, str] = {}
        threaded: dict[str, dict[str, str]] = {}
        gained = self.parameters_of(unit)
        for name in self.mentioned(unit) & self.renamed:
            found = self.version(name, unit)
            if name in gained and name in self.versions:
                found = replace(self.placed[self.versions[name][0]], name=name)
            if found is not None and found.name != name:
                names[name] = found.name
            if found is not None and found.extra and found.placement is Placement.MODULE:
                threaded[name] = self._passed(found, unit)
            first = self.imports.first.get(name)
            if name in BUILTINS and first is not None and first > unit.position and unit.facts.definition is None:
                names[name] = f"builtins.{name}"
            if name in self.builtin_names and self._means_builtin(name, unit) and name not in self._at_first(unit):
                names[name] = f"builtins.{name}"
        if _mentions_module(unit) and "__name__" not in self.bindings.binders:
            names["__name__"] = '"__main__"'
        if "__file__" in self.mentioned(unit) and "__file__" not in self.bindings.binders:
            names["__file__"] = "__notebook_file__"  # a notebook has none: reading it has to fail
        return Renames(names, threaded)

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
        displays = display_edits(unit, self.units)
        edits = [*literal_edits, *(displays or self._without_display(unit)), *self._shown_figures(unit)]
        edits += say_as_global(node, source, *may_be_unbound(unit, self))
        if renames := self.renames(unit):
            edits += rewrite(node, source, renames)
        place = self.placed.get(unit.position)
        before = tuple(f"{n} = builtins.{n}" for n in sorted(self._at_first(unit)))
        # What a deleted name hid is there again.
        after = tuple(f"{n} = builtins.{n}" for n in sorted(unit.facts.deletes & self.builtin_names))
        if place is not None:
            edits += self._definition_edits(unit, place)
            after += (*self._own_name(place, node), *kept_descriptions(node, place.name, self.units))
            if place.placement is not Placement.MODULE:
                outer, more = class_prelude(node, source)
                before += outer
                edits += more
                after += findable(place.definition.name) if self.pickles else plain_name(node)
        elif self.pickles and (made := makes_class(node)):
            after += findable(made)
        if unit.facts.imports and source.rstrip().endswith("*"):
            values = [i.text for i in unit.facts.imports if i.name in self.variables]
            edits = [Edit(0, len(source), "; ".join(values) or "pass")]
        elif unit.facts.imports and "\n" not in source:
            edits.append(Edit(len(source), len(source), "  # noqa: F401"))  # it stands here for what it does
        return Piece(unit.statement, without_overlaps(edits), before, after)

    def _own_name(self, place: Placed, node: ast.stmt) -> tuple[str, ...]:
        """Keep what a version says it is called: a class shows that, and the notebook may ask a function for it."""
        if place.name == place.definition.name or not (isinstance(node, ast.ClassDef) or self.shows_names):
            return ()
        return (f'{place.name}.__name__ = {place.name}.__qualname__ = "{place.definition.name}"',)

    def _shown_figures(self, unit: Unit) -> list[Edit]:
        """`plt.show()` ends all figures in Jupyter: what is drawn after it begins a new one."""
        if "<figures>" not in unit.effects.mutates or ".show(" not in unit.statement.source or unit.facts.definition:
            return []
        offsets = Offsets(unit.statement.source)
        edits: list[Edit] = []
        for found in ast.walk(unit.statement.node or ast.Pass()):
            match found:
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="show"))):
                    item = self.imports.single.get(name)
                    if item is not None and item.qualified == "matplotlib.pyplot":
                        start, end = offsets.span(found)
                        margin = " " * (start - unit.statement.source.rfind("\n", 0, start) - 1)
                        edits.append(Edit(end, end, f'\n{margin}{name}.close("all")'))
        return edits

    def _without_display(self, unit: Unit) -> list[Edit]:
        """A display that stays on the path for what it works out: its arguments alone."""
        match unit.statement.node:
            case ast.Expr(value=ast.Call(func=ast.Name(id="display") as name, args=[_, *_], keywords=[])):
                if "display" not in self.bindings.binders:
                    start, end = Offsets(unit.statement.source).span(name)
                    return [Edit(start, end, "")]
        return []

    def _definition_edits(self, unit: Unit, place: Placed) -> list[Edit]:
        node, source = unit.statement.node, unit.statement.source
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return []
        if place.placement is Placement.PINNED:
            edits = list(to_nonlocal(node, source, self.variables))
            if place.definition.dynamic & REACHING:
                edits += namespace_edits(node, source, NAMESPACE)
            return [*edits, *self._hidden_locals(place, node, source)]
        if place.placement is Placement.LOCAL:
            # It writes none of these, or it would not be here; inside a function `global` would look past them.
            return [*without_globals(node, source, self.variables), *self._hidden_locals(place, node, source)]
        edits = list(rename_definition(node, source, place.name))
        if place.extra and not isinstance(node, ast.ClassDef):
            edits += add_parameters(node, source, place.extra)
            edits += without_globals(node, source, frozenset(place.extra))
        return [*edits, *self._hidden_locals(place, node, source)]

    @staticmethod
    def _hidden_locals(place: Placed, node: ast.AST, source: str) -> list[Edit]:
        if place.extra and place.definition.dynamic & {"locals", "vars"}:
            return own_locals(node, source, place.extra)
        return []


def _mentions_module(unit: Unit) -> bool:
    return "__name__" in unit.statement.source and any(
        isinstance(n, ast.Name) and n.id == "__name__" for n in descendants(unit.statement.node or ast.Pass())
    )


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
        imports=imports,
        constants=constants,
        placed=dict(placer.placed),
        versions={n: tuple(p) for n, p in placer.versions.items()},
        variables=variables,
        flow=flow,
        builtin_names=builtin_names,
        pickles=stores_by_name(units),
        shows_names=any(w in u.statement.source for u in units for w in ("__name__", "__qualname__")),
        loaded=frozenset(i.module for u in units for i in u.facts.imports if not i.module.startswith(".")),
        renamed=builtin_names | rewritten | (imports.first.keys() & BUILTINS),
    )
