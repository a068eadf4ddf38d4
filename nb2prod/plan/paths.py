"""Which statements stay on the main path, which become exploration, and which are left out.

What looks like exploration is decided from the end of the notebook backwards: it leaves the path only if nothing that
stays on it reads a name or a channel that the statement binds or changes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.timing import TIMED
from nb2prod.plan.backends import cells_that_keep_figures
from nb2prod.plan.boundness import bound_so_far, may_fail
from nb2prod.plan.checking import checking_names
from nb2prod.plan.looking import consumes, is_checking, mutates, stateful_names
from nb2prod.plan.opaque import opaque_names
from nb2prod.plan.running import Running, running_names
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.roles.model import Role

FIGURES = "<figures>"
STDOUT = "<stdout>"
RANDOM = "<random"


class Path(Enum):
    """Where a statement runs."""

    MAIN = "main"
    EXPLORATION = "exploration"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Route:
    """Path of one statement with the reason."""

    path: Path
    reason: str = ""


def route(
    units: Sequence[Unit],
    bindings: Bindings,
    kept: frozenset[int],
    types: TypesAt,
    *,
    drop_exploration: bool,
) -> Mapping[int, Route]:
    """Decide for each statement whether it stays on the main path.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        kept: Positions that are decided elsewhere (imports, definitions): they stay.
        types: Types of names at each statement.
        drop_exploration: Whether exploration is left out rather than moved.

    Returns:
        Position to route.
    """
    while True:
        routes = _routes(units, bindings, kept, types, drop_exploration=drop_exploration)
        changing = _changing(units, routes) - kept
        if not changing:
            return routes
        kept |= changing


def _changing(units: Sequence[Unit], routes: Mapping[int, Route]) -> frozenset[int]:
    """Positions off the path that change a value of the path without drawing: `s.sort_values(inplace=True)`."""
    found: set[int] = set()
    made_on: dict[str, Path] = {}
    for unit in units:
        path = routes[unit.position].path
        if path is Path.EXPLORATION and FIGURES not in unit.effects.mutates:
            changed = (unit.effects.mutates | unit.facts.changes) - unit.binds
            if any(made_on.get(name) is Path.MAIN for name in changed):
                found.add(unit.position)
        made_on |= dict.fromkeys(unit.binds, path)
    return frozenset(found)


def _routes(
    units: Sequence[Unit], bindings: Bindings, kept: frozenset[int], types: TypesAt, *, drop_exploration: bool
) -> Mapping[int, Route]:
    routes: dict[int, Route] = {}
    live: set[str] = set()
    figures_in: int | None = None
    known = bound_so_far(units)
    opaque = opaque_names(units, types.knowledge)
    open_after = cells_that_keep_figures(units)
    hooked = stateful_names(units, bindings) | checking_names(units, bindings)
    running = running_names(units, bindings, types)
    for unit in reversed(units):
        if unit.statement.node is None:
            routes[unit.position] = Route(Path.OMITTED, unit.statement.magic.reason if unit.statement.magic else "")
            continue
        if figures_in is not None and unit.cell != figures_in:
            if unit.cell not in open_after:
                live.discard(FIGURES)
            figures_in = None
        more = _does_more(unit, known[unit.position], hooked, running, types)
        found = (None if unit.position in kept else _leave(unit, live, more=more)) or Route(Path.MAIN)
        if found.path is Path.EXPLORATION and drop_exploration:
            found = Route(Path.OMITTED, "exploration, which was to be dropped")
        routes[unit.position] = found
        if found.path is Path.MAIN:
            if not unit.statement.expects_error:
                live -= unit.facts.must_bind - unit.facts.exposed
            live |= _needs(unit, bindings, opaque)
            if FIGURES in live:
                figures_in = unit.cell
    return routes


def _needs(unit: Unit, bindings: Bindings, opaque: frozenset[str]) -> set[str]:
    """Names and channels that a statement on the path reads."""
    reads = set(unit.facts.exposed) | set(unit.effects.reads)
    for name in unit.facts.reads:
        reads |= bindings.late.get(name, frozenset())
    if unit.facts.definition is not None:
        reads |= unit.facts.definition.free | unit.facts.definition.eager
    if unit.effects.unknown:
        looks = STDOUT in unit.effects.mutates or any(c.startswith("<files") for c in unit.effects.mutates)
        draws = not looks and isinstance(unit.statement.node, ast.Expr)
        reads |= {c for c in unit.effects.mutates if c.startswith("<") and not (draws and c == FIGURES)}
        if unit.facts.reads & opaque:
            reads.add(f"{RANDOM}>")  # nobody knows what it draws from
    reads |= {c for c in unit.effects.mutates if c.startswith(RANDOM)}
    return reads


def _does_more(unit: Unit, bound: frozenset[str], hooked: frozenset[str], running: Running, types: TypesAt) -> bool:
    """Whether an expression does more than show its value."""
    if not isinstance(unit.statement.node, ast.Expr):
        return False
    if unit.failed or unit.facts.reads & hooked or may_fail(unit, bound):
        return True
    return consumes(unit, lambda name: types.before(name, unit.position).type) or running.may_run(unit, types)


def _leave(unit: Unit, live: set[str], *, more: bool) -> Route | None:
    facts = unit.facts
    tags = unit.tags
    if "nb2prod:skip" in tags:
        return Route(Path.OMITTED, "tagged nb2prod:skip")
    if unit.statement.expects_error or facts.awaits or facts.dynamic:
        return None
    if (reason := _nothing(unit)) and not facts.may_bind:
        return Route(Path.OMITTED, reason)
    if unit.statement.magic is not None and unit.statement.magic.reason == TIMED and not _clash(unit, live):
        return Route(Path.OMITTED, "timing only")
    if unit.effects.unknown and "nb2prod:explore" not in tags:
        return None
    touched = _touched(unit)
    if _clash(unit, live):
        return None
    display = "" if more else _is_display(unit)
    if display and not facts.may_bind and not {t for t in touched if not t.startswith(RANDOM)}:
        return Route(
            Path.OMITTED, "only shows a value" if display == "show" else "only shows, and nothing draws after it"
        )
    if STDOUT in unit.effects.mutates and "nb2prod:explore" not in tags:
        return None
    plots = unit.role.role is Role.EXPLORATION and unit.role.activity == "plot"
    if (plots or FIGURES in touched) and not any(t.startswith("<files") for t in touched):
        outside = {t for t in touched if t.startswith("<") and t != FIGURES and not t.startswith((RANDOM, "<options"))}
        return None if outside else Route(Path.EXPLORATION)
    return Route(Path.EXPLORATION) if "nb2prod:explore" in tags else None


def _touched(unit: Unit) -> frozenset[str]:
    return (unit.effects.mutates | unit.facts.may_bind | unit.facts.deletes) - {STDOUT}


def _clash(unit: Unit, live: set[str]) -> bool:
    """Whether a statement binds or changes what something on the path reads later."""
    return any(n in live or _prefix_live(n, live) for n in _touched(unit))


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


def _is_display(unit: Unit) -> str:
    """Whether a statement is an expression whose value is only looked at: `show`, `random` if it draws, or nothing."""
    node = unit.statement.node
    if not isinstance(node, ast.Expr) or mutates(node.value) or is_checking(node.value):
        return ""
    names = {n for n in unit.effects.mutates if n != STDOUT}
    calls_display = (
        isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == "display"
    )
    if STDOUT in unit.effects.mutates and not calls_display:
        return ""
    if not names:
        return "show"
    # What draws reads the state that it changes; a seed sets it, also for draws that no table knows of.
    return "random" if all(n.startswith(RANDOM) and n in unit.effects.reads for n in names) else ""
