"""Which nodes belong to a scope, and which names they bind, by Python's scoping rules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from nb2prod.facts.tree import children, descendants

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
DYNAMIC = frozenset({"exec", "eval", "globals", "locals", "vars", "dir"})
# The names of whoever called a function, by its frame.
FRAME_SCOPES = ("f_globals", "f_locals")
# Methods that bind or unbind names in what `globals()` gives.
CHANGING_SCOPE = frozenset("update setdefault pop popitem clear __setitem__ __delitem__".split())

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    """All parameters in order of their kinds."""
    yield from arguments.posonlyargs
    yield from arguments.args
    if arguments.vararg:
        yield arguments.vararg
    yield from arguments.kwonlyargs
    if arguments.kwarg:
        yield arguments.kwarg


def declared_global(node: ast.AST) -> Iterator[frozenset[str]]:
    """Names that functions in a statement say are the notebook's: `def step(): global total`, each declaration's."""
    for function in descendants(node):
        if isinstance(function, FUNCTIONS):
            yield from (frozenset(n.names) for n in own_nodes(function.body) if isinstance(n, ast.Global))


def own_nodes(roots: Iterable[ast.AST]) -> list[ast.AST]:
    """All nodes of a scope: inner functions, classes and comprehensions are listed, their insides are not.

    What an inner scope evaluates in the outer one (defaults, decorators, bases, the first iterable) is walked.
    """
    found: list[ast.AST] = []
    stack = list(roots)[::-1]
    while stack:
        node = stack.pop()
        found.append(node)
        stack += outer_children(node)[::-1]
    return found


def outer_children(node: ast.AST) -> list[ast.AST]:
    """Children of a node that are evaluated in the scope that holds the node."""
    special = _OUTER.get(type(node))
    return children(node) if special is None else special(node)


def _outside_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.AST]:
    notes = [a.annotation for a in parameters(node.args) if a.annotation]
    returns = [node.returns] if node.returns else []
    return [*node.decorator_list, *defaults(node.args), *notes, *returns]


def _outside_lambda(node: ast.Lambda) -> list[ast.AST]:
    return [*defaults(node.args)]


def _outside_class(node: ast.ClassDef) -> list[ast.AST]:
    return [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]


def _outside_comprehension(node: Comprehension) -> list[ast.AST]:
    return [node.generators[0].iter, *walrus_targets(node)]


_OUTER: dict[type[ast.AST], Callable[..., list[ast.AST]]] = {
    **dict.fromkeys(FUNCTIONS, _outside_function),
    ast.Lambda: _outside_lambda,
    ast.ClassDef: _outside_class,
    **dict.fromkeys(COMPREHENSIONS, _outside_comprehension),
}


def defaults(arguments: ast.arguments) -> list[ast.expr]:
    """Default values, which are evaluated where the function is defined."""
    return [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]


def walrus_targets(node: Comprehension) -> list[ast.Name]:
    """Names that `:=` binds in a comprehension: they belong to the scope around it (PEP 572)."""
    return [n.target for n in descendants(node) if isinstance(n, ast.NamedExpr)]


def element_parts(node: Comprehension) -> list[ast.expr]:
    """What a comprehension evaluates for each element: conditions, inner iterables, and what it gives."""
    parts = [*(e for g in node.generators for e in g.ifs), *(g.iter for g in node.generators[1:])]
    return parts + ([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])


def bound_names(nodes: Iterable[ast.AST]) -> frozenset[str]:
    """Names that the nodes of one scope bind or delete."""
    names: set[str] = set()
    for node in nodes:
        binding = BINDING.get(type(node))
        if binding is not None:
            names.update(binding(node))
    return frozenset(names)


def _target(node: ast.Name) -> Iterable[str]:
    return () if isinstance(node.ctx, ast.Load) else (node.id,)


def _named(node: ast.FunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs) -> Iterable[str]:
    return (node.name,) if node.name else ()


def _rest(node: ast.MatchMapping) -> Iterable[str]:
    return (node.rest,) if node.rest else ()


def _imported(node: ast.Import | ast.ImportFrom) -> Iterable[str]:
    return [alias.asname or alias.name.partition(".")[0] for alias in node.names]


BINDING: dict[type[ast.AST], Callable[..., Iterable[str]]] = {
    ast.Name: _target,
    **dict.fromkeys((*FUNCTIONS, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar), _named),
    ast.MatchMapping: _rest,
    ast.Import: _imported,
    ast.ImportFrom: _imported,
}
"""For each kind of node that may bind names what it binds or deletes."""
