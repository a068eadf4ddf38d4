"""Statements that reach into the notebook's scope by text: `exec`, `globals()`, `locals()`, `vars()`, `dir()`.

They run in the pipeline itself, on an explicit namespace that is filled from its variables before and read back after.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.facts.scopes import CHANGING_SCOPE
from nb2prod.flow import BUILTINS
from nb2prod.plan.unit import Unit, late_names

NAMESPACE = "namespace"
# Statements that bind nothing before they look a name up.
SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Assert, ast.Delete)
REACHING = frozenset({"globals", "exec"})
REASON = "it works on the notebook's names as a whole"


def settle_dynamic(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Say of each statement that works on the scope as a whole that it reads all names and may bind any missing one.

    Args:
        units: All statements.

    Returns:
        The same, where nothing works on the scope.
    """
    marked = _whole_positions(units)
    if not marked:
        return tuple(units)
    written = _written_at(units, marked)
    out: list[Unit] = []
    before: set[str] = set()
    for unit in units:
        fresh = unit
        if unit.position in marked:
            missing, known = _bound_by_text(units, unit.position, before, written[unit.position])
            facts = replace(
                unit.facts,
                reads=unit.facts.reads | before,
                exposed=unit.facts.exposed | before,
                may_bind=unit.facts.may_bind | missing | known,
                stores=unit.facts.stores | missing,
            )
            by_text = frozenset(missing | known)
            fresh = replace(unit, facts=facts, whole=True, reaching=marked[unit.position], by_text=by_text)
        out.append(fresh)
        before |= fresh.binds
    return tuple(out)


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
    if not isinstance(units[position].statement.node, SIMPLE):
        # What one statement of a block binds by text, the next may read.
        own = units[position].facts.exposed
        missing |= {n for n in own if n not in bound and n not in BUILTINS}
        known |= own & before
    for unit in units[position + 1 :]:
        reads = _reads(unit).union(*(late.get(n, frozenset()) for n in unit.facts.reads))
        missing |= {n for n in reads if n not in bound and n not in BUILTINS}
        known |= reads & before
        # A branch that may not run binds nothing for certain: what it would bind may still come from the text.
        bound |= unit.facts.must_bind | {i.name for i in unit.facts.imports}
    return missing, known


@dataclass(frozen=True, slots=True)
class Written:
    """Names that code binds by text.

    Attributes:
        names: Those that stand there as literals.
        others: Whether it may bind any other name as well.
    """

    names: frozenset[str] = frozenset()
    others: bool = False

    def __or__(self, more: Written) -> Written:
        return Written(self.names | more.names, self.others or more.others)


def _written_at(units: Sequence[Unit], marked: Iterable[int]) -> dict[int, Written]:
    """What each of the marked statements may bind by text, itself or in a function that it calls."""
    inside = Written()
    for unit in units:
        if unit.facts.definition is not None and unit.facts.definition.dynamic & REACHING:
            inside |= written(unit.statement.node)
    found: dict[int, Written] = {}
    for position in marked:
        own = written(units[position].statement.node)
        calls = not units[position].facts.dynamic or own.others
        found[position] = own | inside if calls or _calls_own(units, position) else own
    return found


def _calls_own(units: Sequence[Unit], position: int) -> bool:
    """Whether a statement mentions a function of the notebook, which may reach into the scope by text."""
    own = {u.facts.definition.name for u in units if u.facts.definition is not None}
    return bool(units[position].facts.reads & own)


def written(node: ast.AST | None) -> Written:
    """Names that code binds by text."""
    found = Written()
    for part in ast.walk(node) if node is not None else ():
        match part:
            case ast.Subscript(
                value=ast.Call(func=ast.Name(id="globals" | "locals" | "vars")),
                slice=key,
                ctx=ast.Store() | ast.Del(),
            ):
                found |= _key(key)
            case ast.Call(
                func=ast.Attribute(value=ast.Call(func=ast.Name(id="globals" | "locals" | "vars")), attr=method),
                args=[*given],
            ) if (
                method in CHANGING_SCOPE
            ):
                found |= _key(given[0]) if method in {"setdefault", "pop", "__setitem__"} and given else _ANY
            case ast.Call(func=ast.Name(id="exec")):
                found |= _ANY
            case ast.Assign(value=ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[])):
                found |= _ANY
    return found


_ANY = Written(others=True)


def _key(node: ast.expr) -> Written:
    match node:
        case ast.Constant(value=str(name)):
            return Written(frozenset([name]))
    return _ANY


def _whole_positions(units: Sequence[Unit]) -> Mapping[int, frozenset[str]]:
    """Statements that look names up by text, or may call functions of the notebook that do, with those functions."""
    callers = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.dynamic & REACHING}
    classes = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.kind == "class"}
    found: dict[int, frozenset[str]] = {}
    for unit in units:
        definition = unit.facts.definition
        if definition is not None:
            if definition.free & callers:
                callers.add(definition.name)
        elif unit.facts.dynamic or unit.facts.reads & callers:
            found[unit.position] = unit.facts.reads & callers
            if unit.facts.reads & callers & classes or _keeps_scope(unit):
                callers |= unit.binds
    return found


def _keeps_scope(unit: Unit) -> bool:
    """Whether a statement makes a function that works on the scope: `run = lambda q: sqldf(q, globals())`."""
    node = unit.statement.node
    if not unit.facts.dynamic or node is None:
        return False
    if "eval" in unit.facts.dynamic:
        return True
    lambdas = [n for n in ast.walk(node) if isinstance(n, ast.Lambda)]
    scopes = {"globals", "locals", "vars"}
    return any(
        isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in scopes
        for f in lambdas
        for n in ast.walk(f.body)
    )


def whole_scope(unit: Unit) -> bool:
    """Whether a statement reaches into the notebook's scope by text when it runs."""
    return unit.whole


def _reads(unit: Unit) -> frozenset[str]:
    definition = unit.facts.definition
    return unit.facts.reads | (definition.free if definition else frozenset())
