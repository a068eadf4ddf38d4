"""Which code a call uses up before it returns, and which may be run later.

A generator that `sum` is given has run when `sum` returns, and the key of a sort is not kept. What a container is
filled with is: `dict(double=lambda x: k * x)` runs its lambda whenever somebody looks it up.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Calls that use up a lambda or a generator before they return, whatever their receiver is.
CALLING = frozenset(
    "all any apply applymap agg aggregate assign count filter groupby join minimize optimize reduce sort sum transform "
    "pipe query where mask rename minimize_scalar".split()
)
# Calls that use up a generator or a key, and whose result holds the elements.
COLLECTING = frozenset("dict extend frozenset list max min next set sorted tuple update".split())
USING_UP = CALLING | COLLECTING
# Calls that run what they are given when their result is used.
LAZY = frozenset({"map", "filter", "zip", "enumerate", "reversed"})


def is_lazy(call: ast.Call) -> bool:
    """Whether a call is one of the built-ins that run what they are given later."""
    return isinstance(call.func, ast.Name) and call.func.id in LAZY


def name_of(call: ast.Call) -> str:
    """Name of the function or method that is called; empty where it is another expression."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def is_parallel(call: ast.Call) -> bool:
    """Whether a call runs all tasks that it is given: `Parallel(n_jobs=2)(delayed(work)(x) for x in xs)`."""
    return isinstance(call.func, ast.Call) and name_of(call.func) == "Parallel"


def tasks_in(call: ast.Call) -> Iterator[ast.Name]:
    """Functions that `Parallel` calls, where they stand as `delayed(work)(x)`."""
    for argument in call.args if is_parallel(call) else ():
        match argument:
            case ast.GeneratorExp(elt=task) | ast.ListComp(elt=task):
                match task:
                    case ast.Call(func=ast.Call(args=[ast.Name() as work], keywords=[]) as wrapped):
                        if name_of(wrapped) == "delayed":
                            yield work


def used_up(call: ast.Call) -> Iterator[ast.expr]:
    """Lambdas and generators that a call uses up before it returns; what those give may be kept nevertheless."""
    name = name_of(call)
    if is_parallel(call):
        yield from (a for a in call.args if isinstance(a, ast.GeneratorExp))
    if name not in USING_UP or is_lazy(call):
        return
    for argument in call.args:
        match argument:
            case ast.GeneratorExp():
                yield argument
            case ast.Lambda() if name in CALLING:
                yield argument
            case ast.Call(args=inner) if is_lazy(argument):
                yield from (a for a in inner if isinstance(a, ast.Lambda | ast.GeneratorExp))
    for keyword in call.keywords:
        if isinstance(keyword.value, ast.Lambda) and (name in CALLING or keyword.arg == "key"):
            yield keyword.value
