"""What stays in the pipeline itself, since only there names are rebound as the notebook rebinds them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from nb2prod.facts.model import Definition
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS, Flow
from nb2prod.plan.checking import asks_whether_bound
from nb2prod.plan.dynamic import whole_scope
from nb2prod.plan.items import SIMPLE, Item
from nb2prod.plan.lifetimes import keep_lifetimes
from nb2prod.plan.placement import Placed, Placement
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.plan.uses import Uses


def pin(
    items: Sequence[Item], placed: Mapping[int, Placed], bindings: Bindings, uses: Uses, flow: Flow
) -> tuple[tuple[Item, ...], frozenset[str]]:
    """Keep in the pipeline what must see names rebound, and end steps where such a name is bound.

    A closure in the pipeline reads the pipeline's own variables, so whatever it reads has to be there, up to date,
    whenever it may be called.

    Returns:
        The items, and the names that closures of the pipeline read or rebind.
    """
    items = keep_lifetimes(_unstable_captures(items, placed, bindings, uses), uses.units, uses.is_plain)
    items = _whole_failing(_probed(items, flow))
    pinned = [placed[i.unit.position] for i in items if i.inline and i.unit.position in placed]
    watched = {v for p in pinned for v in p.extra} | {v for i in items if i.inline for v in _captured(i, placed)}
    written = {v for p in pinned for v in p.definition.global_writes}
    if not watched and not written:
        return tuple(items), frozenset()
    own = {p.definition.name for p in pinned} | {n for p in pinned for n in _decorating(p.definition, bindings)}
    carriers = _carriers(items, own | {n for i in items if i.inline for n in i.binds | _filled(i.unit)})
    watched |= written
    loose = next((n for n, i in enumerate(items) if _lets_out(i.unit, carriers, watched, uses)), len(items))
    found = _whole_groups([_pinned_item(i, watched, written, carriers, hidden=n > loose) for n, i in enumerate(items)])
    return tuple(_whole_failing(found)), frozenset(watched)


def _filled(unit: Unit) -> frozenset[str]:
    """Names of objects to which a statement may give code that it keeps: `connection.create_function("f", 1, f)`."""
    if not unit.facts.captures:
        return frozenset()
    return unit.facts.changes | {n for n in unit.effects.mutates if not n.startswith("<")}


def _decorating(definition: Definition, bindings: Bindings) -> frozenset[str]:
    """Names of the notebook in a definition's decorators: `@size.register` lets `size` call it."""
    return frozenset(d.partition(".")[0] for d in definition.decorators) & bindings.binders.keys()


def _whole_failing(items: Sequence[Item]) -> list[Item]:
    """A cell that is meant to raise stays in one piece: what follows the error in it does not run."""
    reasons = {i.unit.cell: i.inline for i in reversed(items) if i.inline and i.unit.statement.expects_error}
    return [
        replace(i, inline=i.inline or reasons.get(i.unit.cell, "")) if i.unit.statement.expects_error else i
        for i in items
    ]


def _probed(items: Sequence[Item], flow: Flow) -> list[Item]:
    """Keep in the pipeline what tells whether a name is bound at all, with all that may bind that name."""
    probed: set[str] = set()
    for item in items:
        definition = item.unit.facts.definition
        if definition is not None and item.inline and asks_whether_bound(item.unit):
            probed |= {n for n in definition.free if any(n in i.binds for i in items)}
        certain = flow.bound_before[item.unit.facts.id]
        if whole_scope(item.unit):
            texts = _texts(item.unit)
            probed |= {n for n in item.reads & texts if n not in certain}
        elif item.unit.statement.expects_error or asks_whether_bound(item.unit):
            unsure = flow.reaching[item.unit.facts.id].keys() | (item.binds - item.must)
            probed |= {n for n in item.unit.facts.exposed | item.reads if n in unsure and n not in certain | BUILTINS}
    names_read = {n for i in items for n in i.reads}
    probed |= _left_unbound(items, flow)
    by_text = any(whole_scope(i.unit) and i.inline for i in items)
    for item in items:
        if item.deletes and by_text:
            probed |= {n for n in item.deletes if any(n in i.binds for i in items)}
        elif item.deletes and not isinstance(item.unit.statement.node, ast.Delete):
            probed |= {n for n in item.deletes & names_read if any(n in i.binds for i in items)}
    if not probed:
        return list(items)
    touched = [sorted(_unsure(i, flow.bound_before[i.unit.facts.id]) & probed) for i in items]
    return [
        replace(i, inline=i.inline or f"whether `{names[0]}` is bound matters") if names and not i.explore else i
        for i, names in zip(items, touched, strict=True)
    ]


def _left_unbound(items: Sequence[Item], flow: Flow) -> frozenset[str]:
    """Names that a cell which is meant to raise may leave unbound, and that something after it reads: it fails then."""
    if not any(i.unit.statement.expects_error for i in items):
        return frozenset()
    found: set[str] = set()
    loose: dict[str, int] = {}
    for item in items:
        certain = flow.bound_before[item.unit.facts.id]
        later = {n for n, cell in loose.items() if cell != item.unit.cell and n not in certain}
        found |= later if whole_scope(item.unit) else later & (item.reads | item.unit.facts.exposed)
        if item.unit.statement.expects_error and not item.explore:
            loose.update(dict.fromkeys(item.binds - item.must, item.unit.cell))
    return frozenset(found)


def _unsure(item: Item, certain: frozenset[str]) -> frozenset[str]:
    """Names that a statement reads though they may be unbound, or may bind or unbind."""
    return ((item.reads | item.unit.facts.exposed) - certain) | (item.binds - item.must) | item.deletes


def _texts(unit: Unit) -> frozenset[str]:
    """Literal texts in a statement: names that it may look up."""
    nodes = descendants(unit.statement.node) if unit.statement.node is not None else []
    return frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))


def _captured(item: Item, placed: Mapping[int, Placed]) -> frozenset[str]:
    """Names that code which a statement keeps reads, those that it passes to functions included."""
    captures = item.unit.facts.captures
    if not captures:
        return captures
    passed = (p.extra for p in placed.values() if p.definition.name in captures and p.placement is Placement.MODULE)
    return captures.union(*passed)


def _unstable_captures(
    items: Sequence[Item], placed: Mapping[int, Placed], bindings: Bindings, uses: Uses
) -> list[Item]:
    out: list[Item] = []
    for item in items:
        facts = item.unit.facts
        position = item.unit.position
        if item.inline or facts.definition is not None or not facts.captures:
            out.append(item)
            continue
        last = max(uses.through(uses.keepers(item.unit), position + 1), default=-1)
        if uses.sight.escapes(item.unit, (), facts.captures):
            last = len(uses.units)
        loose = [
            c
            for c in sorted(_captured(item, placed))
            if any(position < b <= last for b in bindings.binders.get(c, ())) or c in bindings.global_writes
        ]
        reason = f"what it keeps reads `{loose[0]}`, which changes later" if loose else ""
        out.append(replace(item, inline=reason))
    return out


def _lets_out(unit: Unit, carriers: set[str], watched: set[str], uses: Uses) -> bool:
    """Whether a statement hands a closure of the pipeline to what may call it whenever it likes."""
    holders = [c for c in carriers & (unit.facts.reads | unit.binds) if not uses.is_plain(c, unit.position)]
    return uses.sight.escapes(unit, holders, watched)


def _carriers(items: Iterable[Item], start: set[str]) -> set[str]:
    """Names through which something pinned may be called."""
    carriers = set(start)
    listed = list(items)
    while True:
        fresh = set(carriers)
        for item in listed:
            own = item.binds & carriers if item.unit.facts.definition is not None else frozenset()
            if item.reads & carriers or item.unit.facts.reads & carriers or own:
                fresh |= item.binds | {n for n in item.unit.effects.mutates if not n.startswith("<")}
        if fresh == carriers:
            return carriers
        carriers = fresh


def _whole_groups(items: Sequence[Item]) -> tuple[Item, ...]:
    """Closures that capture each other stay together: all in a step, or all in the pipeline."""
    out: list[Item] = []
    start = 0
    for index, item in enumerate(items):
        if item.glued:
            continue
        group = list(items[start : index + 1])
        reason = next((i.inline for i in group if i.inline), "")
        out += [replace(i, inline=i.inline or reason) for i in group] if reason and len(group) > 1 else group
        start = index + 1
    return (*out, *items[start:])


def _used_in_header(unit: Unit) -> frozenset[str]:
    """Names that a definition may call when it is made: none, if its header has neither decorator nor call."""
    node, definition = unit.statement.node, unit.facts.definition
    if definition is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return definition.eager if definition else frozenset()
    given = [*node.args.defaults, *(d for d in node.args.kw_defaults if d)]
    calls = node.decorator_list or any(isinstance(n, ast.Call) for g in given for n in descendants(g))
    return definition.eager if calls else frozenset()


def _pinned_item(item: Item, watched: set[str], written: set[str], carriers: set[str], *, hidden: bool) -> Item:
    """Settle one item.

    Args:
        item: The item.
        watched: Names that closures of the pipeline read or rebind.
        written: Those that they rebind.
        carriers: Names through which one of them may be called.
        hidden: Whether one of them may be called whatever is done.
    """
    definition = item.unit.facts.definition
    used = item.reads | item.unit.facts.reads if definition is None else _used_in_header(item.unit)
    calls = bool(used & carriers) or (hidden and definition is None)
    if item.deletes & watched and not item.inline:
        item = replace(item, inline=f"it unbinds `{min(item.deletes & watched)}`, which a function may read later")
    if calls:
        item = replace(item, needs=frozenset(watched))
    if item.inline:
        return item
    if definition is not None and item.binds & watched:
        return replace(item, inline=f"a function of the pipeline uses `{min(item.binds & watched)}`")
    compound = not isinstance(item.unit.statement.node, SIMPLE)
    touches = item.binds | item.reads | item.unit.facts.reads
    if calls and touches & written:
        return replace(item, inline=f"it uses `{min(touches & written)}`, which a function that it calls rebinds")
    if calls and compound and item.binds & watched:
        return replace(
            item, inline=f"it rebinds `{min(item.binds & watched)}` while a function that reads it is called"
        )
    return replace(item, ends=bool(item.binds & watched) or (calls and bool(written)))
