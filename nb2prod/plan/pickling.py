"""Functions and classes that a notebook stores by their name, and finds by it again: pickle, shelves, processes.

In a notebook they belong to `__main__`: what is stored of them is their name there, and what is loaded means by it what
it means then.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.knowledge import Knowledge
from nb2prod.plan.occurrences import occurrences
from nb2prod.plan.unit import Unit

# Libraries that store functions and classes by their name in a module.
PICKLING = frozenset("pickle cPickle joblib shelve multiprocessing concurrent torch skops ray dill cloudpickle".split())
METHODS = frozenset({"to_pickle", "read_pickle"})
LOADING = frozenset(
    "pickle.load pickle.loads pickle.Unpickler cPickle.load cPickle.loads dill.load dill.loads cloudpickle.load "
    "cloudpickle.loads joblib.load pandas.read_pickle shelve.open".split()
)
# Calls that make a class, which is stored by its name too.
MAKERS = frozenset("namedtuple NamedTuple make_dataclass Enum IntEnum TypedDict new_class type".split())


def stores_by_name(units: Sequence[Unit]) -> bool:
    """Whether a notebook uses what stores functions and classes by name."""
    imported = any(i.module.partition(".")[0] in PICKLING for u in units for i in u.facts.imports)
    return imported or any(c.method in METHODS for u in units for c in u.facts.calls)


def loaded_until(units: Sequence[Unit]) -> int:
    """Position of the last statement that loads what was stored by name; -1 if there is none."""
    return max((u.position for u in units if LOADING.intersection(u.effects.callees)), default=-1)


def stored_names(units: Sequence[Unit], late: Mapping[str, frozenset[str]], knowledge: Knowledge) -> frozenset[str]:
    """Functions and classes that may be stored, and those that they use: all that are more than called.

    What a call makes a class is one of them, too. A function is called, too, where it is handed to what only calls it
    (`frame.apply(f)`).

    Args:
        units: All statements.
        late: For each definition the names that it may read when it is used.
        knowledge: Tables that say what is called and not kept.

    Returns:
        Their names; none where the notebook stores nothing by name.
    """
    if not stores_by_name(units):
        return frozenset()
    kinds = {u.facts.definition.name: u.facts.definition.kind for u in units if u.facts.definition is not None}
    found = {name for name, kind in kinds.items() if kind == "class"}
    for unit in units:
        wanted = frozenset(kinds.keys() - found) & unit.facts.reads
        if unit.statement.node is not None and wanted:
            kept = [o for o in occurrences(unit.statement.node, wanted) if o.call is None]
            called = _handed_over(unit, knowledge) if kept else set()
            found |= {o.name for o in kept if o.node not in called}
    found |= {made for unit in units if (made := makes_class(unit.statement.node))}
    return frozenset(found.union(*(late.get(name, frozenset()) for name in found)))


def _handed_over(unit: Unit, knowledge: Knowledge) -> set[ast.expr]:
    """Arguments of the calls that call what they are given, and do not keep it."""
    known = [(c.rpartition(".")[2], knowledge.call(c)) for c in unit.effects.callees]
    calling = {method for method, entry in known if entry is not None and entry.callbacks}
    calling -= {method for method, entry in known if entry is None or not entry.callbacks}
    nodes = [c.node for c in unit.facts.calls if c.method in calling]
    return {a for n in nodes for a in (*n.args, *(k.value for k in n.keywords))}


def makes_class(node: ast.stmt | None) -> str:
    """The name that a statement gives to a class which a call makes: `P = namedtuple("P", "x y")`; else nothing."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Name(id=maker) | ast.Attribute(attr=maker), args=[_, _, *_]),
        ):
            return name if maker in MAKERS else ""
    return ""


def findable(name: str) -> tuple[str, ...]:
    """Lines that let a function or class in a function be found as the notebook's own one, by its name."""
    return (
        f'{name}.__module__, {name}.__qualname__ = "__main__", "{name}"',
        "import __main__",
        f"__main__.{name} = {name}",
    )
