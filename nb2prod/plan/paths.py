"""Which statements stay on the main path, which become exploration, and which are left out.

What looks like exploration is decided from the end of the notebook backwards: it leaves the path only if nothing that
stays on it reads a name or a channel that the statement binds or changes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.notebook.timing import TIMED
from nb2prod.plan.bare_lines import RANDOM, STDOUT, BareLines, bare_lines
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.opaque import opaque_names
from nb2prod.plan.routes import Path, Route
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.roles.model import Role
from nb2prod.types.figures import FIGURES
from nb2prod.types.model import TypeGuess

MAIN = Route(Path.MAIN)


def route(
    lookup: Lookup,
    kept: frozenset[int],
    types: TypesAt,
    *,
    drop_exploration: bool,
) -> Mapping[int, Route]:
    """Decide for each statement whether it stays on the main path.

    Args:
        lookup: All statements, and what names mean.
        kept: Positions that are decided elsewhere (imports, definitions): they stay.
        types: Types of names at each statement.
        drop_exploration: Whether exploration is left out rather than moved.

    Returns:
        Position to route.
    """
    units, bindings = lookup.units, lookup.bindings
    router = _Router(
        units,
        bindings,
        bare_lines(units, bindings, types),
        opaque_names(units, types.knowledge),
        lookup.open_figures,
        drop_exploration,
    )
    while True:
        routes = router.routes(kept)
        changing = _changing(units, routes, types) - kept
        if not changing:
            return routes
        kept |= changing


def _changing(units: Sequence[Unit], routes: Mapping[int, Route], types: TypesAt) -> frozenset[int]:
    """Positions off the path that change a value of the path: `s.sort_values(inplace=True)`, `plot(model.fit(X))`.

    What draws may be said to change all that it is given, but fits a model only if that is known.
    """
    found: set[int] = set()
    made_on: dict[str, Path] = {}
    for unit in units:
        path = routes[unit.position].path
        if path is Path.EXPLORATION:
            changed = (unit.effects.mutates | unit.facts.changes) - unit.binds
            if FIGURES in unit.effects.mutates:
                changed = frozenset(n for n in changed if _is_model(types.before(n, unit.position), types))
            if any(made_on.get(name) is Path.MAIN for name in changed):
                found.add(unit.position)
        made_on |= dict.fromkeys(unit.binds, path)
    return frozenset(found)


def _is_model(guess: TypeGuess, types: TypesAt) -> bool:
    entry = types.knowledge.type(guess.type) if types.knowledge is not None and guess.type != "?" else None
    return entry is not None and entry.kind == "estimator"


@dataclass(frozen=True, slots=True)
class _Router:
    """Decides from the end of the notebook backwards.

    Attributes:
        units: All statements.
        bindings: Who binds and reads what.
        bare: Tells lines that only show a value.
        opaque: Names that may draw random numbers unseen.
        open_figures: Cells after which figures are as they were.
        drop_exploration: Whether exploration is left out.
    """

    units: Sequence[Unit]
    bindings: Bindings
    bare: BareLines
    opaque: frozenset[str]
    open_figures: frozenset[int]
    drop_exploration: bool

    def routes(self, kept: frozenset[int]) -> dict[int, Route]:
        """Route each statement; those at the positions that are kept stay."""
        routes: dict[int, Route] = {}
        live: set[str] = set()
        figures_in: int | None = None
        for unit in reversed(self.units):
            if unit.statement.node is None:
                routes[unit.position] = Route(Path.OMITTED, unit.statement.magic.reason if unit.statement.magic else "")
                continue
            if figures_in is not None and unit.cell != figures_in:
                if unit.cell not in self.open_figures:
                    live.discard(FIGURES)
                figures_in = None
            found = MAIN if unit.position in kept else self._leave(unit, live) or MAIN
            if found.path is Path.EXPLORATION and self.drop_exploration:
                found = Route(Path.OMITTED, "exploration, which was to be dropped")
            routes[unit.position] = found
            if found.path is Path.MAIN:
                if not unit.statement.expects_error:
                    live -= unit.facts.must_bind - unit.facts.exposed
                live |= self._needs(unit)
                if FIGURES in live:
                    figures_in = unit.cell
        return routes

    def _needs(self, unit: Unit) -> set[str]:
        """Names and channels that a statement on the path reads."""
        late = self.bindings.late
        reads = set(unit.facts.exposed | unit.effects.reads)
        reads = reads.union(*(late[name] for name in unit.facts.reads if name in late))
        if unit.facts.definition is not None:
            reads |= unit.facts.definition.free | unit.facts.definition.eager
        changed = [n for n in unit.effects.mutates if n.startswith("<")]
        if unit.effects.unknown:
            looks = any(c == STDOUT or c.startswith("<files") for c in changed)
            draws = not looks and isinstance(unit.statement.node, ast.Expr)
            reads.update(c for c in changed if not (draws and c == FIGURES))
            if unit.facts.reads & self.opaque:
                reads.add(f"{RANDOM}>")  # nobody knows what it draws from
        reads.update(c for c in changed if c.startswith(RANDOM))
        return reads

    def _leave(self, unit: Unit, live: set[str]) -> Route | None:
        """The route of a statement that leaves the path; nothing for one that stays."""
        facts = unit.facts
        tags = unit.tags
        if "nb2prod:skip" in tags:
            return Route(Path.OMITTED, "tagged nb2prod:skip")
        if unit.statement.expects_error or facts.awaits or facts.dynamic:
            return None
        if (reason := _nothing(unit)) and not facts.may_bind:
            return Route(Path.OMITTED, reason)
        touched = _touched(unit)
        clash = _clash(touched, live)
        if unit.statement.magic is not None and unit.statement.magic.reason == TIMED and not clash:
            return Route(Path.OMITTED, "timing only")
        if clash or (unit.effects.unknown and "nb2prod:explore" not in tags):
            return None
        if not facts.may_bind and all(t.startswith(RANDOM) for t in touched):
            display = self.bare.only_shows(unit)
            if display:
                draws = "only shows, and nothing draws after it"
                return Route(Path.OMITTED, "only shows a value" if display == "show" else draws)
        if STDOUT in unit.effects.mutates and "nb2prod:explore" not in tags:
            return None
        plots = unit.role.role is Role.EXPLORATION and unit.role.activity == "plot"
        if (plots or FIGURES in touched) and not any(t.startswith("<files") for t in touched):
            outside = {t for t in touched if t.startswith("<") and t != FIGURES}
            return None if any(not t.startswith((RANDOM, "<options")) for t in outside) else Route(Path.EXPLORATION)
        return Route(Path.EXPLORATION) if "nb2prod:explore" in tags else None


def _touched(unit: Unit) -> frozenset[str]:
    return (unit.effects.mutates | unit.facts.may_bind | unit.facts.deletes) - {STDOUT}


def _clash(touched: frozenset[str], live: set[str]) -> bool:
    """Whether a statement binds or changes what something on the path reads later."""
    return not touched.isdisjoint(live) or any(_prefix_live(n, live) for n in touched)


def _prefix_live(name: str, live: set[str]) -> bool:
    """Whether a channel as a whole is read where a part of it is changed, or the other way round."""
    if not name.startswith("<"):
        return False
    stem = name.strip("<>").partition(":")[0]
    return any(n.startswith(f"<{stem}") for n in live)


def _nothing(unit: Unit) -> str:
    """Why a statement has no meaning outside of Jupyter; empty if it has one."""
    match unit.statement.node:
        case ast.Pass():
            return "does nothing"
        case ast.Expr(value=ast.Constant()):
            return "a literal that nothing uses"
        case ast.AnnAssign(value=None, target=ast.Name()):
            return "declares a type only"
        case ast.Global():
            return "has no meaning at the top level"
    return ""
