"""Attributes of imported modules that a notebook binds anew: `math.tau = 6`, `plt.rcParams["figure.dpi"] = 77`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.plan.unit import Unit


def patched(units: Sequence[Unit]) -> tuple[tuple[int, str], ...]:
    """Find the attributes that statements store into.

    Args:
        units: Statements, from the first one on.

    Returns:
        Position and qualified path of each.
    """
    modules: dict[str, str] = {}
    found: list[tuple[int, str]] = []
    for unit in units:
        modules.update({i.name: i.qualified for i in unit.facts.imports})
        stores = unit.facts.changes & modules.keys() or any(c.path == "setattr" for c in unit.facts.calls)
        if unit.facts.definition is None and stores:
            paths = [p for part in descendants(unit.statement.node or ast.Pass()) if (p := _stored(part))]
            split = [p.partition(".") for p in paths if "." in p]
            found += [(unit.position, f"{modules[first]}.{rest}") for first, _, rest in split if first in modules]
    return tuple(found)


def _stored(node: ast.AST) -> str:
    match node:
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            return dotted(node)
        case ast.Subscript(value=value, ctx=ast.Store() | ast.Del()):
            return dotted(value)
        case ast.Call(func=ast.Name(id="setattr"), args=[module, ast.Constant(value=str(name)), _]):
            return f"{dotted(module)}.{name}"
    return ""
