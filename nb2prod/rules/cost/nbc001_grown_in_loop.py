"""A frame or an array grows by being copied in each round of a loop.

## What it does
Finds `x = pd.concat([x, …])`, `x = x.append(…)`, `x = np.append(x, …)` and their like in loops that don't start `x`
anew.

## Why it matters in production
Each round copies all that is there, so twice the rows take four times as long. With the few rows of a notebook nobody
sees it; with those of production the step doesn't end.

## Example
    for path in paths:
        trips = pd.concat([trips, pd.read_csv(path)])

## Better
    trips = pd.concat([pd.read_csv(path) for path in paths])
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.facts.tree import descendants
from nb2prod.rules.cost.loops import Loop, loops_around
from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.site import Site

_JOINS = frozenset({"pandas.concat", *(f"numpy.{name}" for name in ("concatenate", "vstack", "hstack", "dstack"))})
_ADDS = frozenset({"numpy.append", "numpy.insert", "numpy.r_", "numpy.c_"})


def check(node: ast.Assign, site: Site) -> Iterator[Hit]:
    """Tell whether an assignment joins a name to itself, in a loop that keeps it."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call) if _grows(name, call, site):
            loop = next(loops_around(node, site), None)
            if loop is not None and not _starts_anew(name, loop):
                message = f"each round copies all of `{name}`: collect the parts in a list, and join them once"
                yield Hit(message, site.span(node), symbol=name)


def _grows(name: str, call: ast.Call, site: Site) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr="append")) if owner == name:
            return True  # that of a list gives nothing worth a name
        case ast.Call(func=function, args=[ast.List(elts=parts) | ast.Tuple(elts=parts), *_]):
            return site.qualified(function) in _JOINS and any(_is(part, name) for part in parts)
        case ast.Call(func=function, args=[first, _, *_]):
            return site.qualified(function) in _ADDS and _is(first, name)
    return False


def _is(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _mentions(node: ast.expr, name: str) -> bool:
    return any(_is(below, name) for below in descendants(node) if isinstance(below, ast.expr))


def _starts_anew(name: str, loop: Loop) -> bool:
    """Whether each round gives the name another value, which doesn't come from the one before."""
    for inner in descendants(loop):
        assigned = isinstance(inner, ast.Assign) and any(_is(target, name) for target in inner.targets)
        if assigned and isinstance(inner, ast.Assign) and not _mentions(inner.value, name):
            return True
        if isinstance(inner, ast.For) and _mentions(inner.target, name):
            return True
    return False


RULE = NodeRule(
    code="NBC001",
    name="grown-in-loop",
    summary="a frame or an array that is copied to grow",
    level=Level.PRODUCTION,
    words=("concat", "append", "stack", "numpy"),
    nodes=(ast.Assign,),
    check=check,
)
_IMPORTS = "import numpy as np, pandas as pd\n"
VALID = (
    Case(_IMPORTS + "x = pd.concat([x, y])"),
    Case(_IMPORTS + "for y in ys:\n    z = pd.concat([x, y])"),
    Case(_IMPORTS + "for y in ys:\n    x.append(y)"),
    Case(_IMPORTS + "for y in ys:\n    x = load(y)\n    x = np.append(x, 0)"),
    Case(_IMPORTS + "for y in ys:\n    def f(x):\n        x = np.append(x, 0)\n        return x"),
)
INVALID = (
    Case(_IMPORTS + "for y in ys:\n    x = pd.concat([x, y])", at=((1, 3),)),
    Case("for y in ys:\n    frame = frame.append(y, ignore_index=True)", at=((1, 2),)),
    Case(_IMPORTS + "while more():\n    x = np.append(x, y())", at=((1, 3),)),
    Case(_IMPORTS + "for a in b:\n    x = np.zeros(1)\n    for y in a:\n        x = np.vstack((x, y))", at=((1, 5),)),
)
