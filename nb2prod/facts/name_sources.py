"""Where names have their values from, by Python's scoping rules, over all code of a notebook."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from nb2prod.facts.scopes import COMPREHENSIONS, FUNCTIONS, outer_children, parameters
from nb2prod.facts.tree import children


@dataclass(frozen=True, slots=True)
class Source:
    """Where a name has its value from.

    Attributes:
        kind: `value`; `element` of what is gone through; `item` of a tuple; `parameter`; `function`; or `other`.
        node: The expression, or the function.
        scope: The scope that the expression stands in.
        index: Which item of the tuple.
    """

    kind: str
    node: ast.AST
    scope: ast.AST
    index: int = 0


@dataclass(slots=True)
class Names:
    """What binds and what reads each name.

    Attributes:
        parents: The node around each node.
        scope_of: The scope that each node is evaluated in.
        sources: For each name of a scope all that binds it.
        loads: For each name of a scope where it is read.
        shared: Names that are bound from another scope than their own.
        module: The notebook's scope.
    """

    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)
    scope_of: dict[ast.AST, ast.AST] = field(default_factory=dict)
    sources: dict[tuple[ast.AST, str], list[Source]] = field(default_factory=dict)
    loads: dict[tuple[ast.AST, str], list[ast.Name]] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    module: ast.Module = field(default_factory=lambda: ast.Module([], []))


def gather(keys: Names, root: ast.stmt) -> None:
    """Take in one statement.

    Args:
        keys: What is gathered.
        root: The statement.
    """
    todo: list[tuple[ast.AST, ast.AST, ast.AST]] = [(root, keys.module, keys.module)]
    while todo:
        node, parent, scope = todo.pop()
        keys.parents[node], keys.scope_of[node] = parent, scope
        for name, source in _bound(node, scope):
            keys.sources.setdefault((scope, name), []).append(source)
        match node:
            case ast.Name(id=name, ctx=ast.Load()):
                keys.loads.setdefault((scope, name), []).append(node)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                keys.shared.update(names)
            case ast.NamedExpr(target=target):
                keys.shared.add(target.id)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                for index, argument in enumerate(parameters(node.args)):
                    keys.sources[node, argument.arg] = [Source("parameter", node, scope, index)]
        todo += _parts(node, parent, scope, keys)


def _parts(node: ast.AST, parent: ast.AST, scope: ast.AST, keys: Names) -> Iterator[tuple[ast.AST, ast.AST, ast.AST]]:
    """The parts of a node, each with its parent and the scope that it is evaluated in."""
    if isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        yield from ((part, node, scope) for part in outer_children(node))
        body = node.body if isinstance(node.body, list) else [node.body]
        yield from ((part, node, node) for part in body)
    elif isinstance(node, ast.comprehension):
        first = isinstance(parent, COMPREHENSIONS) and parent.generators[0] is node
        for part in children(node):
            yield part, node, keys.scope_of[scope] if first and part is node.iter else scope
    else:
        inner = node if isinstance(node, COMPREHENSIONS) else scope
        yield from ((part, node, inner) for part in children(node))


def _bound(node: ast.AST, scope: ast.AST) -> Iterator[tuple[str, Source]]:
    """Names that a node binds, with where they have their values from."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _targets(target, value, scope)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, Source("value", value, scope)
        case ast.For(target=target, iter=gone) | ast.comprehension(target=target, iter=gone):
            yield from _elements(target, gone, scope)
        case ast.FunctionDef(name=name):
            yield name, Source("function", node, scope)
        case _:
            yield from ((n, Source("other", node, scope)) for n in _bound_otherwise(node))


def _bound_otherwise(node: ast.AST) -> list[str]:
    """Names that a node binds to what nobody follows."""
    match node:
        case ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return names
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [a.asname or a.name.partition(".")[0] for a in aliases]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            return [name]
        case ast.MatchMapping(rest=str(name)):
            return [name]
        case ast.AugAssign(target=target) | ast.NamedExpr(target=target) | ast.AsyncFor(target=target):
            return _names(target)
        case ast.withitem(optional_vars=ast.expr() as target):
            return _names(target)
        case ast.Delete(targets=targets):
            return [n for t in targets for n in _names(t)]
    return []


def _targets(target: ast.expr, value: ast.expr, scope: ast.AST) -> Iterator[tuple[str, Source]]:
    match target:
        case ast.Name(id=name):
            yield name, Source("value", value, scope)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for index, part in enumerate(parts):
                plain = isinstance(part, ast.Name)
                yield from ((n, Source("item" if plain else "other", value, scope, index)) for n in _names(part))


def _elements(target: ast.expr, gone: ast.expr, scope: ast.AST) -> Iterator[tuple[str, Source]]:
    match target, gone:
        case ast.Name(id=name), _:
            yield name, Source("element", gone, scope)
        case (
            ast.Tuple(elts=[ast.Name(id=key), ast.Name(id=value)]),
            ast.Call(func=ast.Attribute(value=held, attr="items"), args=[]),
        ):
            yield key, Source("element", held, scope)
            yield value, Source("other", gone, scope)
        case _:
            yield from ((n, Source("other", gone, scope)) for n in _names(target))


def _names(target: ast.AST) -> list[str]:
    return [n.id for n in ast.walk(target) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
