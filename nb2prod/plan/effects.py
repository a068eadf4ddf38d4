"""Which code of the notebook changes something beyond its own locals, seen from its text alone.

Cautious on purpose: libraries call functions and overridden methods where no table can follow.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import root_name
from nb2prod.plan.looking import mutates

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
# Methods that change their object whoever calls them: every table says so.
FITTING = frozenset("__init__ __post_init__ __new__ __setattr__ fit partial_fit set_params build".split())
RANDOM = ("np.random.", "numpy.random.", "random.")


@dataclass(frozen=True, slots=True)
class Change:
    """One place where code changes something.

    Attributes:
        root: Name at the root of what is changed; empty if it is no name.
        within: Whether an attribute or item of that name is changed, not the object itself.
    """

    root: str
    within: bool


def outer_changes(node: FunctionNode) -> list[Change]:
    """What a function changes besides its own locals; parameters count, since the caller has them too."""
    parameters = _parameters(node)
    inner = descendants(node)
    stored = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    shared = {n for i in inner if isinstance(i, ast.Global | ast.Nonlocal) for n in i.names}
    fresh = stored - shared
    aliases = _aliases(inner, fresh | parameters, fresh)
    found = [Change(n, within=False) for n in sorted(shared)]
    for change in (c for part in inner for c in _changes(part)):
        if change.root in aliases:
            found.append(Change(aliases[change.root], within=True))
        elif change.root not in fresh:
            found.append(change)
    return found


def class_changes(node: ast.ClassDef) -> bool:
    """Whether a method of a class changes something, its object included, when it is no method that fits."""
    methods = [m for m in node.body if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)]
    return any(outer_changes(m) for m in methods if m.name not in FITTING)


def inner_functions(node: ast.AST) -> Iterator[FunctionNode]:
    """Functions and lambdas below a node."""
    for part in descendants(node)[1:]:
        if isinstance(part, FunctionNode):
            yield part


def _parameters(node: FunctionNode) -> set[str]:
    return {n.arg for n in descendants(node.args) if isinstance(n, ast.arg)}


def _aliases(nodes: Sequence[ast.AST], own: set[str], fresh: set[str]) -> dict[str, str]:
    """Locals that are parts of what the function did not make: `seen = train.cache`."""
    found: dict[str, str] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute() | ast.Name() as value) if name in fresh:
                root = root_name(value)
                if root and root not in own:
                    found[name] = root
    return found


def _changes(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Attribute(ctx=ast.Store() | ast.Del(), value=base) | ast.Subscript(
            ctx=ast.Store() | ast.Del(), value=base
        ):
            yield Change(_root(base), within=True)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=base))):
            yield Change(_root(base), within=not isinstance(base, ast.Name))
        case ast.Expr(value=ast.Call()):
            yield Change("", within=False)  # called for nothing but its effect
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[target, *_]):
            yield Change(root_name(target), within=True)
        case ast.Call(func=ast.Name(id="print" | "next" | "open")):
            yield Change("", within=False)
        case ast.Call(func=ast.Attribute(value=base)) if mutates(node) or _in_place(node):
            yield Change(_root(base), within=not isinstance(base, ast.Name))
        case ast.Call(func=function) if dotted(function).startswith(RANDOM):
            yield Change("", within=False)


def _in_place(node: ast.Call) -> bool:
    return any(k.arg == "inplace" for k in node.keywords)


def _root(node: ast.AST) -> str:
    """Name at the root of a chain, looked through `getattr(f, "seen")` and `vars(f)`."""
    for part in descendants(node):
        match part:
            case ast.Call(func=ast.Name(id="getattr" | "vars"), args=[target, *_]):
                return root_name(target)
    return root_name(node)
