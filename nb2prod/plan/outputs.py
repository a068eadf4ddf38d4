"""Which values a pipeline returns: what the notebook arrives at, and the models that it trains."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.tree import descendants
from nb2prod.knowledge import Knowledge
from nb2prod.plan.items import Item
from nb2prod.plan.unit import Unit
from nb2prod.roles.model import Role
from nb2prod.types.model import TypeGuess

STDOUT = "<stdout>"
# A pipeline that gives back more than this says nothing of what matters.
MOST_OUTPUTS = 12
LEFT_OVER = 4
HIDDEN_TYPES = ("matplotlib.", "seaborn.", "plotly.", "module", "io.", "_io.", "generator", "iterator", "function")


def choose_outputs(
    items: Sequence[Item], types: Mapping[str, TypeGuess], knowledge: Knowledge, functions: frozenset[str]
) -> tuple[str, ...]:
    """Choose what the pipeline returns.

    Args:
        items: What runs, in order.
        types: Last known type of each value.
        knowledge: The tables.
        functions: Values that are functions or classes of the notebook.

    Returns:
        Names in the order in which they get their last value: those that nothing but looking, measuring or saving
        reads afterwards, and models that were fitted. Of very many those that tell most: models, what training and
        measuring gave, frames.
    """
    history = _history(items)
    chosen = []
    for name, index in sorted(history.last.items(), key=lambda entry: (entry[1], entry[0])):
        kind = types.get(name, TypeGuess()).type
        if name.startswith("_") or name in functions or kind.startswith(HIDDEN_TYPES):
            continue
        if history.used.get(name, -1) <= index or (name in history.fitted and _is_model(kind, knowledge)):
            chosen.append(name)
    if len(chosen) <= MOST_OUTPUTS:
        return tuple(chosen)
    ranks = {n: _rank(items[history.last[n]], types.get(n, TypeGuess()).type, knowledge) for n in chosen}
    telling = sorted(chosen, key=lambda n: (ranks[n], -history.last[n]))[:MOST_OUTPUTS]
    return tuple(n for n in chosen if n in telling)


def deleted_by_functions(units: Sequence[Unit]) -> frozenset[str]:
    """Names of the notebook that a function of it deletes: nobody can tell whether they are there at the end."""
    found: set[str] = set()
    for unit in units:
        definition = unit.facts.definition
        if definition is not None and definition.global_writes and unit.statement.node is not None:
            deleted = (t for n in descendants(unit.statement.node) if isinstance(n, ast.Delete) for t in n.targets)
            found |= {t.id for t in deleted if isinstance(t, ast.Name)} & definition.global_writes
    return frozenset(found)


def _rank(item: Item, kind: str, knowledge: Knowledge) -> int:
    """How much a value tells of what the notebook arrives at, the most telling first."""
    if _is_model(kind, knowledge):
        return 0
    if isinstance(item.unit.statement.node, ast.For | ast.While):
        return LEFT_OVER  # the value of its last round
    if item.unit.role.role is Role.ML:
        return 1
    entry = knowledge.type(kind) if kind != "?" else None
    return 2 if entry is not None and entry.kind in {"frame", "series"} else 3


@dataclass(frozen=True, slots=True)
class _History:
    """What happens to the values of a run.

    Attributes:
        last: For each value that is there at the end, where it was bound last.
        used: For each value, where it was read last to go on with; past where it was bound, if a loop did both.
        fitted: Values that training changed.
    """

    last: dict[str, int]
    used: dict[str, int]
    fitted: frozenset[str]


def _history(items: Sequence[Item]) -> _History:
    last: dict[str, int] = {}
    used: dict[str, int] = {}
    fitted: set[str] = set()
    for index, item in enumerate(items):
        if item.explore:
            # The notebook ends with another value of these, which only exploration works out.
            for name in item.binds:
                last.pop(name, None)
            continue
        for name in item.reads:
            if not _only_looks(item, name):
                used[name] = index
        for name in _named_targets(item):
            last[name] = index
            if _is_passing(item, name):
                used[name] = index + 1
        for name in item.deletes:
            last.pop(name, None)
        if item.unit.role.activity in {"train", "tune"}:
            fitted |= {n for n in item.unit.effects.mutates if n in last}
    return _History(last, used, frozenset(fitted))


def _is_model(kind: str, knowledge: Knowledge) -> bool:
    entry = knowledge.type(kind) if kind != "?" else None
    return entry is not None and entry.kind == "estimator"


def _only_looks(item: Item, name: str) -> bool:
    """Whether a statement reads a value to print, measure or save it and binds nothing from it that goes on."""
    role = item.unit.role
    if name in item.binds:
        return False
    if item.unit.statement.node is not None and isinstance(item.unit.statement.node, ast.Expr):
        return STDOUT in item.unit.effects.mutates or role.role in {Role.OUTPUT, Role.EXPLORATION}
    return False


def _is_passing(item: Item, name: str) -> bool:
    """Whether a loop works a value out anew in each round, and goes on with it there."""
    node = item.unit.statement.node
    if not isinstance(node, ast.For | ast.While) or name in item.unit.facts.exposed:
        return False
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load) for n in descendants(node))


def _named_targets(item: Item) -> list[str]:
    node = item.unit.statement.node
    targets: list[ast.expr] = []
    match node:
        case ast.Assign(targets=found):
            targets = list(found)
        case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
            targets = [target]
        case ast.If() | ast.With() | ast.Try() | ast.For() | ast.While():
            loop = node.target if isinstance(node, ast.For) else None
            own = {n.id for n in descendants(loop) if isinstance(n, ast.Name)} if loop is not None else set()
            assigned = [t for n in descendants(node) if isinstance(n, ast.Assign) for t in n.targets]
            return [n for n in _names(assigned) if n in item.binds and n not in own]
    return [n for n in _names(targets) if n in item.binds]


def _names(targets: Sequence[ast.expr]) -> list[str]:
    return [n.id for t in targets for n in descendants(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
