"""Whether something goes through the notebook's module, so that every definition must be one of that module."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.facts.module_lookups import GLOBALS, MODULE
from nb2prod.facts.tree import children, descendants
from nb2prod.plan.dynamic import MODULE_CHANNEL
from nb2prod.plan.scope_writes import is_scope
from nb2prod.plan.unit import Unit


def searches_module(units: Sequence[Unit]) -> bool:
    """Whether something looks for more in the notebook's module than attributes by their names.

    `unittest.main()` goes through all classes of it, `f.__globals__` is what `f` finds there, and `hasattr(__main__,
    "f")` asks whether there is one, while `__main__.f(2)` finds what the pipeline's module imports just as well.
    """
    if any(MODULE_CHANNEL in u.effects.reads for u in units):
        return True
    looking = [u for u in units if _looks(u)]
    aliases = {n for u in looking for n in _aliases(u.statement.node)}
    return bool(looking) and any(_passed_on(u.statement.node, aliases) for u in units if u.statement.node is not None)


def looks_into_module(units: Sequence[Unit]) -> bool:
    """Whether something gets at the notebook's names by its module, which passes nothing on to functions."""
    return any(MODULE_CHANNEL in u.effects.reads or _looks(u) for u in units)


def _looks(unit: Unit) -> bool:
    definition = unit.facts.definition
    return MODULE in unit.facts.dynamic or (definition is not None and MODULE in definition.dynamic)


def _aliases(node: ast.stmt | None) -> set[str]:
    found: set[str] = set()
    for part in descendants(node) if node is not None else ():
        match part:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_module(value):
                found.add(name)
            case ast.Import(names=names):
                found |= {a.asname or a.name for a in names if a.name == MODULE}
    return found


def _is_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript | ast.Call) and is_scope(node) and "globals" not in ast.unparse(node)


def _passed_on(node: ast.AST, aliases: set[str]) -> bool:
    """Whether the module is used otherwise than for an attribute that stands there, or to give it a name."""
    todo: list[ast.AST] = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Attribute) and part.attr == GLOBALS:
            return True
        for inner in children(part):
            if _is_module(inner) or (isinstance(inner, ast.Name) and inner.id in aliases):
                named = isinstance(part, ast.Assign) and all(isinstance(t, ast.Name) for t in part.targets)
                if not named and not (isinstance(part, ast.Attribute) and part.attr != "__dict__"):
                    return True
            todo.append(inner)
    return False
