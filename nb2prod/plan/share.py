"""Definitions that several notebooks of a project share are written once."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import Disposition, DispositionKind, Hoisted, Import, Module, Plan

SHARED = "shared"


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes two definitions equal: all of their text, and every import that it mentions."""

    name: str
    text: str
    imports: frozenset[str]


def share_definitions(plans: Sequence[Plan]) -> tuple[tuple[Plan, ...], Module | None]:
    """Move definitions that are equal in several plans to one module.

    Args:
        plans: Plans of the notebooks of one project.

    Returns:
        The plans without these definitions, and the module that holds them; `None` if nothing is shared.
    """
    keys = [_keys(p) for p in plans]
    shared = _shared_keys(keys)
    if not shared:
        return tuple(plans), None
    out: list[Plan] = []
    written: set[_Key] = set()
    made: dict[str, Hoisted] = {}
    for plan, found in zip(plans, keys, strict=True):
        mine = {h.name: k for h, k in found if k in shared}
        made.update({h.name: replace(h, module=SHARED) for h, k in found if k in shared and h.name not in made})
        out.append(_without(plan, mine, written))
        written |= set(mine.values())
    imports = tuple(Import(_bound(t), t) for t in sorted({t for k in shared for t in k.imports}))
    return tuple(out), Module(SHARED, imports, tuple(made.values()), ())


def _keys(plan: Plan) -> list[tuple[Hoisted, _Key]]:
    outside = {name for name, _ in plan.pipeline_hoisted}
    found = []
    for module in plan.modules:
        for hoisted in module.hoisted:
            if hoisted.name in outside or hoisted.local_imports:
                continue
            text = apply_edits(hoisted.piece.statement.source, hoisted.piece.edits)
            names = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
            texts = frozenset(i.text for i in module.imports if i.name in names and "{package}" not in i.text)
            if not any(i.name == "*" or i.keep for i in module.imports):
                found.append((hoisted, _Key(hoisted.name, text, texts)))
    return found


def _shared_keys(keys: Sequence[list[tuple[Hoisted, _Key]]]) -> frozenset[_Key]:
    counts = Counter(k for found in keys for k in {k for _, k in found})
    shared = {k for k, n in counts.items() if n > 1}
    per_name = Counter(k.name for k in {k for found in keys for _, k in found})
    shared = {k for k in shared if per_name[k.name] == 1}
    needs = {k: h.needs - {h.name} for found in keys for h, k in found}
    while True:
        names = {k.name for k in shared}
        kept = {k for k in shared if needs[k] <= names}
        if kept == shared:
            return frozenset(shared)
        shared = kept


def _without(plan: Plan, mine: dict[str, _Key], written: set[_Key]) -> Plan:
    moved = {h.piece.statement.id: h for m in plan.modules for h in m.hoisted if h.name in mine}
    modules = tuple(m for m in (_module(m, mine) for m in plan.modules) if m.hoisted or m.functions)
    dispositions = tuple(
        _moved(d, merged=mine[moved[d.statement].name] in written) if d.statement in moved else d
        for d in plan.dispositions
    )
    return replace(plan, modules=modules, dispositions=dispositions)


def _moved(item: Disposition, *, merged: bool) -> Disposition:
    if merged:
        return replace(item, kind=DispositionKind.MERGED, module=SHARED, reason="equal to that of another notebook")
    return replace(item, module=SHARED)


def _module(module: Module, mine: dict[str, _Key]) -> Module:
    here = {h.name for h in module.hoisted if h.name in mine}
    imports = [i for i in module.imports if not ("{package}" in i.text and i.name in mine)]
    wanted = here | {i.name for i in module.imports if "{package}" in i.text and i.name in mine}
    imports += [Import(n, f"from ..{SHARED} import {n}") for n in sorted(wanted)]
    return replace(module, imports=tuple(imports), hoisted=tuple(h for h in module.hoisted if h.name not in mine))


def _bound(text: str) -> str:
    node = ast.parse(text).body[0]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return node.names[0].asname or node.names[0].name.partition(".")[0]
    return ""
