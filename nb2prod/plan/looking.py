"""Whether looking at a value is more than that: it runs code of the notebook that changes something or remembers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants, holds
from nb2prod.facts.walk import root_name
from nb2prod.plan.unit import Bindings, Unit

# Decorators that keep what a function gave when it was called first.
REMEMBERING = frozenset("cache lru_cache cached_property memoize memoized cachedmethod cached".split())
MUTATORS = frozenset(
    "append extend insert add update pop popitem remove discard clear setdefault sort reverse write".split()
)
# Functions that change their first argument.
SETTERS = frozenset({"setattr", "delattr"})
# Methods that Python or Jupyter call without their name standing there, and those that looking does not call.
IMPLICIT = ("__", "_repr_")
EXPLICIT = frozenset("__init__ __post_init__ __new__ __setattr__ __setitem__ __delitem__ __enter__ __exit__".split())
# Methods and functions that raise where something is not as it should be.
CHECKING = ("assert", "check_", "validate", "verify", "ensure", "raise_for")
# Arguments for the sake of which a call raises (`merge(…, validate="one_to_one")`).
CHECKED_BY = frozenset({"validate", "verify_integrity"})
# What is used up by looking at it.
CONSUMED = ("iterator", "generator", "io.", "_io.", "file", "zip", "map", "filter", "enumerate", "itertools.", "csv.")
_TAKING = frozenset({ast.Call, ast.Compare, ast.ListComp})


def stateful_names(units: Sequence[Unit], bindings: Bindings) -> frozenset[str]:
    """Names through which looking at a value may run code of the notebook that changes something.

    A function that stores into its own attributes, an object whose class counts how often it is shown or looked up.
    """
    found = {u.facts.definition.name for u in units if u.facts.definition is not None and _keeps_state(u)}
    if not found:
        return frozenset()
    found |= {name for name, late in bindings.late.items() if late & found}
    for unit in units:
        definition = unit.facts.definition
        if definition is not None and definition.kind == "class" and definition.eager & found:
            found.add(definition.name)
        if definition is None and unit.facts.reads & found:
            found |= unit.binds
    return frozenset(found)


def _keeps_state(unit: Unit) -> bool:
    node = unit.statement.node
    if isinstance(node, ast.FunctionDef):
        return _remembers(node) or any(_stores(n) and root_name(n) == node.name for n in descendants(node))
    own = [b for b in getattr(node, "body", []) if isinstance(b, ast.FunctionDef)]
    if any(_remembers(m) for m in own):
        return True
    made = {n for b in getattr(node, "body", []) if isinstance(b, ast.Assign) for n in _property_functions(b.value)}
    methods = [m for m in own if m.name in made or (m.name.startswith(IMPLICIT) and m.name not in EXPLICIT)]
    changing = (ast.AugAssign, ast.Global)
    return any(_stores(n) or mutates(n) or isinstance(n, changing) for m in methods for n in descendants(m))


def _remembers(node: ast.FunctionDef) -> bool:
    called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
    return any(dotted(d).rpartition(".")[2] in REMEMBERING for d in called)


def _property_functions(node: ast.expr) -> list[str]:
    """Functions that `property(read)` makes an attribute of."""
    match node:
        case ast.Call(func=ast.Name(id="property"), args=[*functions]):
            return [f.id for f in functions if isinstance(f, ast.Name)]
    return []


def mutates(node: ast.AST) -> bool:
    """Whether a node calls what changes its receiver or first argument, by its name."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name in SETTERS
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in MUTATORS
    return False


def _stores(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del)


def is_checking(node: ast.AST) -> bool:
    """Whether an expression is a call for the sake of the error that it may raise."""
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name.startswith(CHECKING) or any(k.arg in CHECKED_BY for k in node.keywords)
    return False


def consumes(unit: Unit, type_of: Callable[[str], str]) -> bool:
    """Whether looking at a value may use something up: an iterator or a file that a call or `in` is given.

    Args:
        unit: An expression statement.
        type_of: Gives the type of a name there.
    """
    node = unit.statement.node
    if node is None or not any(type_of(n).startswith(CONSUMED) for n in unit.facts.reads):
        return False
    return holds(node, _TAKING)
