"""The statements that run, in the order in which they run, in terms of the values that travel between them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.facts.failing import sure_to_run
from nb2prod.flow import BUILTINS
from nb2prod.plan.data import long_literals
from nb2prod.plan.dynamic import REASON, whole_scope
from nb2prod.plan.headers import CHANGED_BEFORE
from nb2prod.plan.height import lengthened_lines, written_lines
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.placement import Placed, Placement
from nb2prod.plan.routes import Path, Route
from nb2prod.plan.scope_texts import TEXT, TEXT_REASON
from nb2prod.plan.unit import Bindings, Unit, text_names

Key = tuple[int, int, int]
"""Place in the order: the position that it stands at, 0 for what waits for what stands there, its own position."""
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Delete, ast.Assert)


@dataclass(frozen=True, slots=True)
class Item:
    """A statement that runs.

    Attributes:
        unit: The statement.
        reads: Values of the pipeline that it needs from before.
        binds: Values that it may bind.
        must: Values that it certainly binds.
        stores: Names that are local to the function that holds it.
        deletes: Names that it may unbind.
        assured: Values that it reads whatever happens.
        explore: Whether it is exploration.
        inline: Why it stays in the pipeline itself; empty if it does not.
        ends: Whether a step must end after it, so that what it binds is seen by what is pinned.
        absent: Values that it reads though nothing has bound them by then; no function that binds them may hold it.
        meanings: Names that several imports bind, each with the import that it means here.
        glued: Whether no step may end right after it: what follows binds a name that it captures.
        needs: Values that have to be in the pipeline's own variables while it runs, since a closure there reads them.
        lines: Number of source lines.
    """

    unit: Unit
    reads: frozenset[str]
    binds: frozenset[str]
    must: frozenset[str]
    stores: frozenset[str]
    deletes: frozenset[str]
    assured: frozenset[str]
    explore: bool = False
    inline: str = ""
    ends: bool = False
    absent: frozenset[str] = frozenset()
    meanings: frozenset[tuple[str, str]] = frozenset()
    glued: bool = False
    needs: frozenset[str] = frozenset()
    lines: int = 1


def build_items(lookup: Lookup, routes: Mapping[int, Route], aside: frozenset[int]) -> tuple[Item, ...]:
    """List what runs.

    Args:
        lookup: What names mean.
        routes: Path of each statement.
        aside: Positions that need no place (hoisted imports, constants, definitions of modules).

    Returns:
        Items in the order in which they run: the notebook's, but that a definition which stays a closure waits for its
        first use.
    """
    bindings, placed = lookup.bindings, lookup.placed
    threaded = {p.definition.name: p.extra for p in placed.values() if p.placement is Placement.MODULE and p.extra}
    found: list[tuple[Key, Item]] = []
    sure = sure_to_run([u.facts for u in lookup.units])
    for unit in lookup.units:
        if unit.position in aside or routes[unit.position].path is Path.OMITTED:
            continue
        place = placed.get(unit.position)
        key: Key = (unit.position, 1, 0)
        item = _by_text(_item(unit, lookup, threaded))
        if place is not None:
            key, item = _waiting(_closure(item, place), place, bindings)
        if routes[unit.position].path is Path.EXPLORATION:
            item = replace(item, explore=True)
        if unit.facts.id not in sure:
            item = replace(item, must=frozenset())
        found.append((key, item))
    return _glue(sorted(_in_time(found), key=lambda f: f[0]))


def _by_text(item: Item) -> Item:
    """A statement that looks names up by text stays where they are."""
    unit = item.unit
    if whole_scope(unit) and not unit.statement.expects_error:
        return replace(item, inline=REASON)
    return replace(item, inline=TEXT_REASON) if TEXT in unit.facts.dynamic and not item.inline else item


def _waiting(item: Item, place: Placed, bindings: Bindings) -> tuple[Key, Item]:
    """When a closure is made: where the notebook makes it, or right before its first use."""
    position = item.unit.position
    key: Key = (position, 1, 0)
    if place.placement is not Placement.LOCAL or item.inline:
        return key, item
    first = _sink_to(item.unit, place, bindings)
    late = any(b > position for v in place.extra for b in bindings.binders.get(v, ()))
    used = bindings.first_use(place.definition.name) is not None or place.definition.decorators
    if first is None and late and used:  # what decorates it may keep it and call it without its name
        return key, replace(item, inline=place.reason or "it captures values that come later")
    return (key if first is None else (first, 0, position)), item


def _in_time(found: Sequence[tuple[Key, Item]]) -> list[tuple[Key, Item]]:
    """Let no closure wait longer than another closure can that captures it, whether that one is ever used or not."""
    keys = [key for key, _ in found]
    waiting = {n: i for i, (key, item) in enumerate(found) if key[1] == 0 for n in item.must & item.stores}
    readers = {name: [n for n, (_, item) in enumerate(found) if name in item.reads] for name in waiting}
    changed = True
    while changed:
        changed = False
        for name, index in waiting.items():
            position = keys[index][2]
            first = min((keys[n][0] for n in readers[name] if n != index and keys[n][0] > position), default=None)
            if first is not None and first < keys[index][0]:
                keys[index] = (first, 0, position)
                changed = True
    return [(key, item) for key, (_, item) in zip(keys, found, strict=True)]


def _glue(found: Sequence[tuple[Key, Item]]) -> tuple[Item, ...]:
    """Closures that wait for the same first use stand together, since they may capture each other."""
    groups: dict[tuple[int, int], set[str]] = {}
    for key, item in found:
        if key[1] == 0:
            groups.setdefault(key[:2], set()).update(item.binds)
    out: list[Item] = []
    for index, (key, item) in enumerate(found):
        mates = groups.get(key[:2], set()) if key[1] == 0 else set()
        more = index + 1 < len(found) and found[index + 1][0][:2] == key[:2] and key[1] == 0
        out.append(replace(item, reads=item.reads - mates, glued=more) if mates else item)
    return tuple(out)


def _item(unit: Unit, lookup: Lookup, threaded: Mapping[str, tuple[str, ...]]) -> Item:
    facts, variables = unit.facts, lookup.variables
    reaching, written = lookup.flow.reaching[facts.id], lookup.bindings.global_writes
    exposed = facts.exposed & variables
    wanted = exposed | (text_names(unit, lookup.bindings) & variables)
    for name in facts.reads & threaded.keys() if threaded else ():
        found = lookup.version(name, unit)
        passed = variables.intersection(threaded[name] if found is None else found.extra)
        wanted |= {v for v in passed if v in exposed or not _bound_first(unit, v)}
    reads = frozenset([n for n in wanted if n in reaching or n in written])
    binds = facts.may_bind & variables
    certain = isinstance(unit.statement.node, SIMPLE) and not unit.statement.expects_error
    return Item(
        unit=unit,
        reads=reads,
        binds=binds,
        must=(facts.must_bind | facts.probed) & binds,
        stores=facts.stores & variables,
        deletes=facts.deletes & variables,
        assured=reads & exposed if certain else frozenset(),
        absent=exposed - reads - BUILTINS,
        lines=_lines(unit) + _gained(unit, threaded),
    )


def _gained(unit: Unit, threaded: Mapping[str, tuple[str, ...]]) -> int:
    """Lines that a statement's calls gain, since functions take what they read of the notebook as parameters."""
    called = {n: len(threaded[n]) for n in unit.facts.reads & threaded.keys()}
    node = unit.statement.node
    return lengthened_lines(unit.statement.source, node, called) if called and node is not None else 0


def _lines(unit: Unit) -> int:
    """Lines that a statement takes in a step: its data are somewhere else."""
    source, node = unit.statement.source, unit.statement.node
    data = sum(literal.lines - 1 for literal in long_literals(node, source))
    return max(1, written_lines(source, node) - data) + len(unit.statement.comments)


def _bound_first(unit: Unit, name: str) -> bool:
    """Whether a compound statement binds a name before anything in it could read it (a loop's own variable)."""
    node = unit.statement.node
    if isinstance(node, ast.For):
        return name in {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name)}
    return False


def _closure(item: Item, place: Placed) -> Item:
    if place.placement is Placement.PINNED:
        return replace(item, inline=place.reason or "it is bound to the names of the notebook")
    own = place.definition.name
    extra = frozenset(place.extra) - {own}
    return replace(
        item, reads=item.reads | extra, binds=item.binds | {own}, must=item.must | {own}, stores=item.stores | {own}
    )


def _sink_to(unit: Unit, place: Placed, bindings: Bindings) -> int | None:
    """Position of the first use that a closure can wait for; `None` if it must stay where it is."""
    name = place.definition.name
    first = bindings.first_use(name)  # where it is mentioned, not only where it may be called
    if unit.facts.may_bind - {name}:
        return None
    if first is None or first <= unit.position or unit.effects.mutates or unit.statement.expects_error:
        return None
    if (
        "effects" in place.reason
        or place.reason == CHANGED_BEFORE
        or bindings.changed_between(_read_in_header(place, bindings), unit.position, first)
    ):
        return None
    others = [b for b in bindings.binders[name] if b != unit.position]
    return None if any(unit.position < b < first for b in others) else first


def _read_in_header(place: Placed, bindings: Bindings) -> frozenset[str]:
    """Names that are read when a definition is made, by functions of the notebook that decorate it too."""
    eager = place.definition.eager
    return eager.union(*(bindings.late.get(name, ()) for name in eager))
