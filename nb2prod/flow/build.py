"""Reaching definitions over the notebook's statements, read from top to bottom.

The top level of a notebook is straight-line code, so one pass in order gives the exact sets: a statement that certainly
binds a name ends what reached before; one that may bind it adds to it (Aho, Lam, Sethi, Ullman: *Compilers*, 9.2.4).
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.facts.builtin_names import BUILTINS
from nb2prod.facts.failing import last_of_failing, sure_to_run
from nb2prod.facts.model import Facts
from nb2prod.flow.model import Flow
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
    certain: frozenset[str] = frozenset()
    starred = False
    seen: dict[StatementId, Mapping[str, tuple[StatementId, ...]]] = {}
    before: dict[StatementId, frozenset[str]] = {}
    undefined: dict[StatementId, frozenset[str]] = {}
    late: dict[str, frozenset[str]] = {}
    sure, ends = sure_to_run(facts), last_of_failing(facts)
    stopped: list[dict[str, tuple[StatementId, ...]]] = []
    always: frozenset[str] = frozenset()
    for fact in facts:
        if fact.statement.expects_error and not stopped:
            always, stopped = certain, [dict(reaching)]
        here, effect = fact.id, effects.get(fact.id, _NOTHING)
        reads = fact.exposed | effect.reads | _late_reads(fact.exposed, late)
        sources = {name: reaching[name] for name in sorted(reads & reaching.keys())}
        seen[here] = sources
        before[here] = certain
        if not starred:
            undefined[here] = frozenset([n for n in fact.exposed if n not in reaching and n not in BUILTINS])
        starred = starred or any(i.name == "*" for i in fact.imports)
        bound = fact.must_bind.union(i.name for i in fact.imports if i.name != "*")
        _bind(fact, effect, reaching, bound)
        # Most statements bind nothing new: they share one set.
        if fact.deletes or not bound | fact.probed <= certain:
            certain = (certain - fact.deletes) | bound | fact.probed
        if fact.statement.expects_error:
            # Whatever comes after the cell may find it stopped behind any of its statements.
            always = (always - fact.deletes) | (bound if here in sure else frozenset())
            stopped.append(dict(reaching))
            if here in ends:
                certain, reaching = certain & always, _joined(stopped)
                stopped = []
        if fact.definition is not None:
            late[fact.definition.name] = fact.definition.free
    return Flow(tuple(f.id for f in facts), seen, before, undefined)


def _joined(states: Sequence[Mapping[str, tuple[StatementId, ...]]]) -> dict[str, tuple[StatementId, ...]]:
    """What may reach where any of several states may be there."""
    found: dict[str, dict[StatementId, None]] = {}
    for state in states:
        for name, sources in state.items():
            found.setdefault(name, {}).update(dict.fromkeys(sources))
    return {name: tuple(sources) for name, sources in found.items()}


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


def _bind(fact: Facts, effect: Effects, reaching: dict[str, tuple[StatementId, ...]], bound: frozenset[str]) -> None:
    here = fact.id
    if isinstance(fact.statement.node, ast.Delete):
        for name in fact.deletes:
            reaching.pop(name, None)
    for name in bound:
        reaching[name] = (here,)
    for name in sorted(effect.mutates | (fact.may_bind - fact.must_bind)):
        known = reaching.get(name, ())
        if known[-1:] != (here,):
            reaching[name] = (*known, here)
