"""Code of the notebook that checks something: it may stop the run, or ask whether a name is bound at all."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.facts.scopes import own_nodes
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS
from nb2prod.plan.looking import is_checking
from nb2prod.plan.unit import Bindings, Unit

SHORT_TRY = 2


def checking_names(units: Sequence[Unit], bindings: Bindings) -> frozenset[str]:
    """Names through which code of the notebook is called that raises or asserts.

    Args:
        units: All statements.
        bindings: Who binds and reads what.

    Returns:
        Functions and classes, those that call them, and objects that were made by one of those classes.
    """
    found = {u.facts.definition.name for u in units if u.facts.definition is not None and _checks(u.statement.node)}
    if not found:
        return frozenset()
    found |= {name for name, late in bindings.late.items() if late & found}
    classes = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.kind == "class"}
    made = found & classes
    for unit in units:
        if unit.facts.definition is None and unit.facts.reads & made:
            made |= unit.binds
    return frozenset(found | made)


def _checks(node: ast.stmt | None) -> bool:
    """Whether code asserts, raises anything but that it is not there yet, or looks up what may be missing."""
    if node is None:
        return False
    return any(
        isinstance(n, ast.Assert)
        or (isinstance(n, ast.Raise) and not _is_placeholder(n))
        or is_checking(n)
        or _looks_up(n)
        for n in descendants(node)
    )


def _looks_up(node: ast.AST) -> bool:
    """Whether a node looks something up under a key, or makes a number of a text."""
    match node:
        case ast.Subscript(slice=key, ctx=ast.Load()):
            return not isinstance(key, ast.Slice | ast.Tuple)
        case ast.Call(func=ast.Name(id="int" | "float"), args=[given]):
            return not isinstance(given, ast.Constant)
    return False


def _is_placeholder(node: ast.Raise) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "NotImplementedError" for n in own_nodes([node]))


def missed_names(units: Sequence[Unit], bindings: Bindings) -> frozenset[str]:
    """Imported names that the notebook has missed before it imports them, where it goes on without.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
    """
    asking = {u.facts.definition.name for u in units if u.facts.definition is not None and asks_whether_bound(u)}
    found: set[str] = set()
    imported: set[str] = set()
    for unit in units:
        imported |= {i.name for i in unit.facts.imports}
        if unit.facts.definition is not None:
            continue
        called = unit.facts.exposed.union(*(bindings.late.get(n, ()) for n in unit.facts.reads))
        if asks_whether_bound(unit) or unit.statement.expects_error or called & asking:
            found |= called - imported - BUILTINS
    return frozenset(found)


def asks_whether_bound(unit: Unit) -> bool:
    """Whether a statement asks if a name is bound: it catches that error, or any error of one or two statements."""
    caught = {"NameError", "UnboundLocalError"}
    vague = {"Exception", "BaseException"}
    if unit.statement.node is None or "except" not in unit.statement.source:
        return False
    for node in descendants(unit.statement.node):
        if not isinstance(node, ast.Try):
            continue
        names = caught | (vague if len(node.body) <= SHORT_TRY else set())
        for handler in node.handlers:
            kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            if any(isinstance(k, ast.Name) and k.id in names for k in kinds):
                return True
            if handler.type is None and len(node.body) <= SHORT_TRY:
                return True
    return False
