"""Free names of function and class bodies, by Python's scoping rules.

A function's local names are all that it binds anywhere in its body (Python language reference, 4.2.2). What it loads
and does not bind is looked up outside: for a function of the notebook's top level that is the notebook's scope, at the
time of the call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nb2prod.facts.consumers import used_up
from nb2prod.facts.tree import children

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "dir"})

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, slots=True)
class FreeNames:
    """Names that code takes from outside of itself.

    Attributes:
        reads: Loaded from outside.
        writes: Bound outside, by `global` (or `nonlocal` at the outermost level).
        nested: Those of `reads` that inner functions, lambdas or generator expressions load and that may run later.
    """

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    nested: frozenset[str] = frozenset()


def parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    """All parameters in order of their kinds."""
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def own_nodes(roots: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes of a scope: inner functions, classes and comprehensions are yielded, their insides are not.

    What an inner scope evaluates in the outer one (defaults, decorators, bases, the first iterable) is walked.
    """
    stack = list(roots)[::-1]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(outer_children(node)))


def outer_children(node: ast.AST) -> list[ast.AST]:
    """Children of a node that are evaluated in the scope that holds the node."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            notes = [a.annotation for a in parameters(node.args) if a.annotation]
            returns = [node.returns] if node.returns else []
            return [*node.decorator_list, *defaults(node.args), *notes, *returns]
        case ast.Lambda():
            return [*defaults(node.args)]
        case ast.ClassDef():
            return [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return [node.generators[0].iter, *walrus_targets(node)]
        case _:
            return children(node)


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Default values, which are evaluated where the function is defined."""
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]


def walrus_targets(node: Comprehension) -> list[ast.AST]:
    """Names that `:=` binds in a comprehension: they belong to the scope around it (PEP 572)."""
    return [n.target for n in ast.walk(node) if isinstance(n, ast.NamedExpr)]


def element_parts(node: Comprehension) -> list[ast.expr]:
    """What a comprehension evaluates for each element: conditions, inner iterables, and what it gives."""
    parts = [*(e for g in node.generators for e in g.ifs), *(g.iter for g in node.generators[1:])]
    return parts + ([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])


_BINDING = (
    ast.Name, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar,
    ast.MatchMapping, ast.Import, ast.ImportFrom,
)  # fmt: skip


def bound_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Names that the nodes of one scope bind or delete."""
    names: set[str] = set()
    for node in nodes:
        if not isinstance(node, _BINDING):
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                names.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                names.add(name)
            case ast.MatchMapping(rest=str(name)):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names.update(a.asname or a.name.partition(".")[0] for a in aliases)
    return frozenset(names)


def free_of_function(node: FunctionNode) -> FreeNames:
    """Free names of a function's or lambda's body; defaults and decorators belong to the scope around."""
    body = node.body if isinstance(node.body, list) else [node.body]
    own = list(own_nodes(body))
    declared = frozenset(n for d in own if isinstance(d, ast.Global | ast.Nonlocal) for n in d.names)
    local = (bound_names(own) | {a.arg for a in parameters(node.args)}) - declared
    outside = frozenset(n for d in own if isinstance(d, ast.Global) for n in d.names)
    return _outside(own, local, writes=bound_names(own) & outside)


def free_of_class(node: ast.ClassDef) -> tuple[frozenset[str], FreeNames]:
    """Names that a class body loads when it runs, and the free names of its methods.

    A class body's own names are invisible to its methods (language reference, 4.2.2).
    """
    own = list(own_nodes(node.body))
    local = bound_names(own)
    eager = _loads(own) - local
    inner = [_inner(n) for n in own if isinstance(n, _NESTED)]
    reads = frozenset().union(*(i.reads for i in inner))
    writes = frozenset().union(*(i.writes for i in inner))
    nested = frozenset().union(*(i.nested for i in inner))
    eager_inner = frozenset().union(*(_inner(n).reads for n in own if isinstance(n, COMPREHENSIONS)))
    return eager | (eager_inner - local), FreeNames(reads, writes, nested)


def free_of_comprehension(node: Comprehension) -> frozenset[str]:
    """Names that a comprehension's inside takes from outside, its first iterable left out."""
    return _inner(node).reads


def _loads(nodes: Iterable[ast.AST]) -> frozenset[str]:
    return frozenset(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))


def _outside(own: list[ast.AST], local: frozenset[str], *, writes: frozenset[str]) -> FreeNames:
    inner = [(n, _inner(n)) for n in own if isinstance(n, _NESTED)]
    reads = _loads(own).union(*(i.reads for _, i in inner)) - local
    at_once = {id(a) for n in own if isinstance(n, ast.Call) for a in used_up(n)}
    kept = frozenset().union(
        *(
            i.reads
            for n, i in inner
            if not isinstance(n, ast.ListComp | ast.SetComp | ast.DictComp) and id(n) not in at_once
        )
    )
    nested = kept.union(*(i.nested for _, i in inner)) - local
    return FreeNames(reads, writes.union(*(i.writes for _, i in inner)), nested)


_NESTED = (*FUNCTIONS, ast.Lambda, ast.ClassDef, *COMPREHENSIONS)


def _inner(node: ast.AST) -> FreeNames:
    """Free names of a nested scope; nothing for any other node."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            return free_of_function(node)
        case ast.ClassDef():
            eager, late = free_of_class(node)
            return FreeNames(eager | late.reads, late.writes, late.reads)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            own = list(own_nodes([*(g.target for g in node.generators), *element_parts(node)]))
            walrus = {t.id for t in walrus_targets(node) if isinstance(t, ast.Name)}
            return _outside(own, bound_names(own) - walrus, writes=frozenset())
        case _:
            return FreeNames()
