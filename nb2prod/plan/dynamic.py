"""Statements that reach into the notebook's scope by text: `exec`, `globals()`, `locals()`, `vars()`, `dir()`.

They run in the pipeline itself, whose variables are those of its module then.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.facts.module_lookups import MODULE
from nb2prod.facts.scope_reach import reach_by_text
from nb2prod.facts.scopes import FUNCTIONS, declared_global
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS
from nb2prod.plan.scope_writes import REACHING, Written, is_scope, may_define, unbinds, written_at
from nb2prod.plan.unit import Unit, late_names

REASON = "it works on the notebook's names as a whole"
# The channel that calls read which look into the notebook's module: `unittest.main()`.
MODULE_CHANNEL = "<module>"


def settle_dynamic(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Say of each statement that works on the scope as a whole that it reads all names and may bind any missing one.

    Args:
        units: All statements.

    Returns:
        The same, where nothing works on the scope.
    """
    units = [_looking(u) for u in units]
    marked = _whole_positions(units)
    if not marked:
        return tuple(units)
    done = _what_is_done(units, marked)
    out: list[Unit] = []
    before: set[str] = set()
    for unit in units:
        fresh = unit
        if unit.position in marked:
            own = done[unit.position]
            missing, known = _bound_by_text(units, unit.position, before, own.written)
            read = before if own.looks is None else before & own.looks
            facts = replace(
                unit.facts,
                deletes=unit.facts.deletes
                | (known & before & own.unbinds if own.unbinds is not None else known & before),
                reads=unit.facts.reads | read,
                exposed=unit.facts.exposed | read,
                may_bind=unit.facts.may_bind | missing | known,
                stores=unit.facts.stores | missing,
            )
            fresh = replace(unit, facts=facts, whole=True)
        out.append(fresh)
        before |= fresh.binds
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Done:
    """What a statement may do to names by text.

    Attributes:
        written: Names that it may bind.
        unbinds: Names that it may unbind; `None` if these are all that it binds.
        looks: Names that it may look up; `None` if these are all.
    """

    written: Written
    unbinds: frozenset[str] | None
    looks: frozenset[str] | None


def _what_is_done(units: Sequence[Unit], marked: Mapping[int, frozenset[str]]) -> dict[int, _Done]:
    """What each of the marked statements may do by text, itself or in a function that it calls."""
    reach = reach_by_text([u.facts for u in units])
    if reach is None or any(marked.values()):
        written = written_at(units, marked)
        nothing = frozenset[str]()
        every = {p: unbinds(units[p].statement.node, aliases) for p, aliases in marked.items()}
        return {p: _Done(written[p], None if every[p] else nothing, None) for p in marked}
    called = [r for u, r in zip(units, reach, strict=True) if u.facts.definition is not None or r.later]
    found: dict[int, _Done] = {}
    for position in marked:
        own = [reach[position], *called]
        looks = [r.looks for r in own if r.looks is not None]
        found[position] = _Done(
            Written(frozenset().union(*(r.writes for r in own))),
            frozenset().union(*(r.unbinds for r in own)),
            frozenset().union(*looks) if len(looks) == len(own) else None,
        )
    return found


def _looking(unit: Unit) -> Unit:
    """Say of a statement that it looks into the notebook's module if a call in it does."""
    if MODULE_CHANNEL not in unit.effects.reads or unit.facts.definition is not None:
        return unit
    return replace(unit, facts=replace(unit.facts, dynamic=unit.facts.dynamic | {MODULE}))


def _bound_by_text(
    units: Sequence[Unit], position: int, before: set[str], written: Written
) -> tuple[set[str], set[str]]:
    if not written.names and not written.others:
        return set(), set()
    missing, known = _may_bind(units, position, before)
    return (missing, known) if written.others else (missing & written.names, known & written.names)


def _may_bind(units: Sequence[Unit], position: int, before: set[str]) -> tuple[set[str], set[str]]:
    """Names that a statement may bind by text: new ones that are read later, and bound ones that are read later."""
    bound, missing, known = set(before), set[str](), set[str]()
    late = late_names(units)
    for unit in units[position + 1 :]:
        reads = _reads(unit).union(*(late.get(n, frozenset()) for n in unit.facts.reads))
        missing |= {n for n in reads if n not in bound and n not in BUILTINS}
        known |= reads & before
        # A branch that may not run binds nothing for certain: what it would bind may still come from the text.
        bound |= unit.facts.must_bind | {i.name for i in unit.facts.imports}
    return missing, known


def _whole_positions(units: Sequence[Unit]) -> Mapping[int, frozenset[str]]:
    """Positions of statements that look names up by text, or may call functions of the notebook that do.

    Returns:
        Position to the names that mean the scope itself there.
    """
    callers = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.dynamic & REACHING}
    classes = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.kind == "class"}
    aliases: frozenset[str] = frozenset()
    defining = {
        u.facts.definition.name
        for u in units
        if u.facts.definition and "exec" in u.facts.definition.dynamic and may_define(u.statement.node)
    }
    unseen = False
    found: dict[int, frozenset[str]] = {}
    for unit in units:
        definition = unit.facts.definition
        if definition is not None:
            if definition.free & callers:
                callers.add(definition.name)
            continue
        if not (unit.facts.dynamic or unit.facts.reads & callers or (unseen and _is_unknown(unit, units))):
            continue
        node = unit.statement.node
        if node is not None and _gets_scope(unit):
            aliases |= unit.binds
            callers |= unit.binds
        found[unit.position] = aliases
        unseen |= bool(unit.facts.reads & defining) or ("exec" in unit.facts.dynamic and may_define(node))
        if _keeps_scope(unit):
            callers |= unit.binds
            classes |= {n.name for n in descendants(node or ast.Pass()) if isinstance(n, ast.ClassDef)}
        elif unit.facts.reads & callers & classes or _hands_on(node, callers):
            callers |= unit.binds
    return found


def _hands_on(node: ast.stmt | None, callers: set[str]) -> bool:
    """Whether a statement does more with functions or objects than call them and their methods."""
    if node is None:
        return False
    nodes = descendants(node)
    roots = (n.func for n in nodes if isinstance(n, ast.Call))
    called = {id(r.value if isinstance(r, ast.Attribute) else r) for r in roots}
    return any(isinstance(n, ast.Name) and n.id in callers and id(n) not in called for n in nodes)


def _is_unknown(unit: Unit, units: Sequence[Unit]) -> bool:
    """Whether a statement reads what only code in a text can have bound: that may be a function of any kind."""
    bound = {n for u in units[: unit.position] for n in u.binds}
    return bool(unit.facts.reads - bound - BUILTINS)


def _gets_scope(unit: Unit) -> bool:
    """Whether a statement gives the scope itself a name."""
    match unit.statement.node:
        case ast.Assign(value=value):
            return is_scope(value)
        case ast.Import():
            return MODULE in unit.facts.dynamic
    return False


def _keeps_scope(unit: Unit) -> bool:
    """Whether a statement makes functions that work on the scope: `run = lambda q: sqldf(q, globals())`."""
    node = unit.statement.node
    if not unit.facts.dynamic or node is None:
        return False
    if "eval" in unit.facts.dynamic or any(declared_global(node)):
        return True
    lambdas = [n for n in ast.walk(node) if isinstance(n, (*FUNCTIONS, ast.Lambda))]
    scopes = {"globals", "locals", "vars"}
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in scopes
        for f in lambdas
        for n in ast.walk(f)
    )


def whole_scope(unit: Unit) -> bool:
    """Whether a statement reaches into the notebook's scope by text when it runs."""
    return unit.whole


def _reads(unit: Unit) -> frozenset[str]:
    definition = unit.facts.definition
    return unit.facts.reads | (definition.free if definition else frozenset())
