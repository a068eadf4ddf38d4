"""Training loops written by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.facts.tree import descendants
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit

Loop = ast.For | ast.AsyncFor | ast.While


def outermost_loops(unit: Unit) -> Iterator[tuple[Loop, Site]]:
    """Loops that stand in no other loop of the same function."""
    kinds: tuple[type[Loop], ...] = (ast.For, ast.AsyncFor, ast.While)
    for node, site in unit.nodes(*kinds):
        if not any(isinstance(above, Loop) for above in _in_function(node, site)):
            yield node, site


def _in_function(node: ast.AST, site: Site) -> Iterator[ast.AST]:
    for above in site.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return
        yield above


def method_calls(loop: Loop) -> dict[str, list[ast.Call]]:
    """Calls of methods in a loop by the method's name, in order."""
    found: dict[str, list[ast.Call]] = {}
    for node in descendants(loop):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.setdefault(node.func.attr, []).append(node)
    return found


def uses_torch(unit: Unit) -> bool:
    """Whether a notebook imports PyTorch."""
    return any(path.partition(".")[0] in {"torch", "torchvision"} for path in unit.names.values())
