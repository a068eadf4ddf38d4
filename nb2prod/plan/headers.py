"""What a definition evaluates when it is made, and whether cells before it have changed what that gives.

Defaults, arguments of decorators and the body of a class read the environment, a library's options or a patched
module as these are when the cell runs: the top of a module is too early for them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nb2prod.facts.chains import dotted
from nb2prod.facts.scopes import defaults
from nb2prod.facts.tree import children, descendants
from nb2prod.plan.patched import patched
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.placement import Scene

CHANGED_BEFORE = "its header reads what a cell before it changes"
# Channels that say nothing of values: what is printed, and that modules are loaded.
_MUTE = frozenset({"<stdout>", "<imports>"})


def reads_what_changed(unit: Unit, scene: Scene) -> bool:
    """Whether the header of a definition reads what a cell before it changes."""
    evaluated = list(_evaluated(unit.statement.node))
    if not evaluated:
        return False
    before = scene.units[: unit.position]
    channels = {c for c in unit.effects.reads if c.startswith("<")} - _MUTE
    channels |= {f"<options:{_root(name, scene)}>" for name in _called_roots(evaluated)}
    if any(_overlap(c, m) for u in before for m in u.effects.mutates if m.startswith("<") for c in channels):
        return True
    paths = {_qualified(p, scene) for n in evaluated if (p := dotted(n))}
    return any(_meet(p, c) for _, c in patched(before) for p in paths)


def _evaluated(node: ast.stmt | None) -> Iterator[ast.AST]:
    """Nodes of a header that are evaluated when the definition is made, but for annotations."""
    roots: Sequence[ast.AST]
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            roots = [*node.decorator_list, *defaults(node.args)]
        case ast.ClassDef():
            roots = [*node.decorator_list, *node.bases, *(k.value for k in node.keywords), *node.body]
        case _:
            return
    todo = list(roots)
    while todo:
        part = todo.pop()
        match part:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield from _evaluated(part)
            case ast.Lambda():
                todo += defaults(part.args)
            case ast.AnnAssign(value=value):
                todo += [value] if value is not None else []
            case _:
                yield part
                # Of `a.b.c` the whole counts, not `a`.
                todo += [] if isinstance(part, ast.Attribute) and dotted(part) else children(part)


def _called_roots(nodes: Sequence[ast.AST]) -> set[str]:
    """Names at which the calls and operations of a header start."""
    working = [n for n in nodes if isinstance(n, ast.Call | ast.BinOp)]
    return {n.id for w in working for n in descendants(w) if isinstance(n, ast.Name)}


def _root(name: str, scene: Scene) -> str:
    item = scene.imports.single.get(name)
    return item.module.partition(".")[0] if item is not None else ""


def _overlap(read: str, changed: str) -> bool:
    """Whether a channel is another one or a part of it (`<files:a.csv>` of `<files>`)."""
    a, b = read.strip("<>"), changed.strip("<>")
    return a == b or a.startswith(f"{b}:") or b.startswith(f"{a}:")


def _qualified(path: str, scene: Scene) -> str:
    first, _, rest = path.partition(".")
    item = scene.imports.single.get(first)
    return f"{item.qualified}.{rest}" if item is not None and rest else item.qualified if item is not None else path


def _meet(read: str, changed: str) -> bool:
    return read == changed or read.startswith(f"{changed}.")
