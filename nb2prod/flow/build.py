"""Reaching definitions over the notebook's statements, read from top to bottom.

The top level of a notebook is straight-line code, so one pass in order gives the exact sets: a statement that certainly
binds a name ends what reached before; one that may bind it adds to it (Aho, Lam, Sethi, Ullman: *Compilers*, 9.2.4).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.facts.builtin_names import BUILTINS
from nb2prod.facts.model import Facts
from nb2prod.flow.model import Edge, Flow
from nb2prod.notebook.model import StatementId
from nb2prod.types.model import Effects

_NOTHING = Effects()


def build_flow(facts: Sequence[Facts], effects: Mapping[StatementId, Effects]) -> Flow:
    """Work out which statement's value each statement reads.

    Args:
        facts: Facts of all statements in order.
        effects: Settled effects, by statement.

    Returns:
        The flow; what a called function reads counts as read where it is called.
    """
    reaching: dict[str, tuple[StatementId, ...]] = {}
    certain: set[str] = set()
    starred = False
    seen: dict[StatementId, Mapping[str, tuple[StatementId, ...]]] = {}
    before: dict[StatementId, frozenset[str]] = {}
    undefined: dict[StatementId, frozenset[str]] = {}
    edges: list[Edge] = []
    late: dict[str, frozenset[str]] = {}
    for fact in facts:
        effect = effects.get(fact.id, _NOTHING)
        reads = fact.exposed | effect.reads | _late_reads(fact.exposed, late)
        sources = {name: reaching[name] for name in sorted(reads) if name in reaching}
        seen[fact.id] = sources
        before[fact.id] = frozenset(certain)
        edges += [Edge(name, source, fact.id) for name, found in sources.items() for source in found]
        if not starred:
            undefined[fact.id] = frozenset(n for n in fact.exposed if n not in reaching and n not in BUILTINS)
        starred = starred or any(i.name == "*" for i in fact.imports)
        _bind(fact, effect, reaching, certain)
        if fact.definition is not None:
            late[fact.definition.name] = fact.definition.free
    return Flow(tuple(f.id for f in facts), seen, before, tuple(edges), undefined)


def _late_reads(names: frozenset[str], late: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """What functions that are mentioned may read when they are called, through other functions too."""
    found: set[str] = set()
    todo = [n for n in names if n in late]
    while todo:
        name = todo.pop()
        fresh = late[name] - found
        found |= fresh
        todo += [n for n in fresh if n in late]
    return frozenset(found)


def _bind(fact: Facts, effect: Effects, reaching: dict[str, tuple[StatementId, ...]], certain: set[str]) -> None:
    for name in fact.deletes:
        if isinstance(fact.statement.node, ast.Delete):
            reaching.pop(name, None)
        certain.discard(name)
    for name in fact.must_bind | {i.name for i in fact.imports if i.name != "*"}:
        reaching[name] = (fact.id,)
        certain.add(name)
    changed = effect.mutates | (fact.may_bind - fact.must_bind)
    for name in sorted(changed):
        known = reaching.get(name, ())
        if fact.id not in known:
            reaching[name] = (*known, fact.id)
