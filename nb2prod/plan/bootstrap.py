"""Statements that set environment or search path from literals, and run before all imports of a package."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from nb2prod.facts.chains import dotted
from nb2prod.facts.model import ImportedName
from nb2prod.knowledge import Knowledge, distribution_of
from nb2prod.plan.unit import Unit

ENVIRONMENT = "<environment>"
SEARCH_PATH = "<imports>"
SET_UP = frozenset({"os.environ", "sys.path"})


def bootstrap_positions(units: Sequence[Unit], imported: set[str], knowledge: Knowledge) -> frozenset[int]:
    """Statements that set environment or search path from literals alone, before anything could look at either."""
    found: set[int] = set()
    made = False
    for unit in units:
        made |= any(c.startswith("<files") for c in unit.effects.mutates)
        if unit.facts.imports:
            if any(_reads_environment(i, knowledge) for i in unit.facts.imports):
                break
            continue
        touched = unit.effects.mutates & {ENVIRONMENT, SEARCH_PATH}
        # A folder that is made by then may not be there yet when the package starts, and Python remembers that.
        if touched and _from_literals(unit, imported) and not (made and SEARCH_PATH in touched):
            found.add(unit.position)
        elif unit.effects.unknown or touched or unit.effects.reads & {ENVIRONMENT, SEARCH_PATH}:
            break
        elif not unit.facts.imports and unit.facts.definition is None and unit.effects.mutates - {"<stdout>"}:
            continue
    return frozenset(found)


def _from_literals(unit: Unit, imported: set[str]) -> bool:
    node = unit.statement.node
    simple = _sets_up(node) and not unit.facts.may_bind
    allowed = {"os", "sys"} & imported
    calls = {c.path for c in unit.facts.calls}
    known = {
        "sys.path.append",
        "sys.path.insert",
        "os.path.abspath",
        "os.path.join",
        "os.getcwd",
        "os.environ.setdefault",
    }
    return simple and unit.facts.reads <= allowed and calls <= known and not unit.effects.unknown


def _sets_up(node: ast.stmt | None) -> bool:
    """Whether a statement may be about environment and search path alone; `sys.argv` belongs to the command line."""
    match node:
        case ast.Assign(targets=targets):
            return all(dotted(t.value if isinstance(t, ast.Subscript) else t) in SET_UP for t in targets)
        case ast.Expr():
            return True
    return False


def _reads_environment(item: ImportedName, knowledge: Knowledge) -> bool:
    """Whether loading a module may look at the environment: known libraries say so, unknown ones may."""
    root = item.module.lstrip(".").partition(".")[0]
    if root in sys.stdlib_module_names:
        return False
    library = knowledge.library(root)
    return library.env_sensitive if library is not None else distribution_of(item.module) is None
