"""A list is searched in each round of a loop.

## What it does
Finds `x in values`, `x not in values` and `values.index(x)` in loops and comprehensions, where `values` is a list
in all the notebook, and one that may be long: it grows by `append`, or is made of data. Lists that are written out
are short.

## Why it matters in production
Each search goes through the list from its start, so twice the data take four times as long. A set or a dictionary is
asked in the same time however much it holds.

## Example
    seen = []
    for user in users:
        if user not in seen:
            seen.append(user)

## Better
    seen = list(dict.fromkeys(users))

or `seen = set()` beside the list. For positions: `{value: at for at, value in enumerate(values)}`, which keeps the
last of equal values, where `index` gives the first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.cost.loops import is_repeated
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find searches of long lists that are repeated."""
    searches = [(name, node, site) for name, node, site in _searches(unit) if is_repeated(node, site)]
    long = _long_lists(unit) if searches else frozenset()
    for name, node, site in searches:
        if name in long:
            remedy = "a dictionary of positions" if isinstance(node, ast.Call) else "a set"
            message = f"each round searches the list `{name}` from its start: ask {remedy}"
            yield Hit(message, site.span(node), symbol=name)


def _searches(unit: Unit) -> Iterator[tuple[str, ast.expr, Site]]:
    for compared, site in unit.nodes(ast.Compare):
        match compared:
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Name(id=name)]):
                yield name, compared, site
    for call, site in unit.nodes(ast.Call):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="index"), args=[_]):
                yield name, call, site


def _long_lists(unit: Unit) -> frozenset[str]:
    """Names that stand for lists in all the notebook, of which none is written out to stay so."""
    grown = set(_appended(unit))
    values: dict[str, list[ast.expr]] = {}
    for node, _ in unit.nodes(ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                values.setdefault(target.id, []).append(node.value)
    stored: dict[str, int] = {}
    for name, _ in unit.nodes(ast.Name):
        if not isinstance(name.ctx, ast.Load):
            stored[name.id] = stored.get(name.id, 0) + 1
    other = {node.arg for node, _ in unit.nodes(ast.arg)}
    return frozenset(
        name
        for name, given in values.items()
        if stored[name] == len(given)
        and name not in other
        and all(_is_list(value) and (name in grown or not _is_empty(value)) for value in given)
    )


def _appended(unit: Unit) -> Iterator[str]:
    for node, site in unit.nodes(ast.Call):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend")):
                if is_repeated(node, site):
                    yield name


def _is_empty(value: ast.expr) -> bool:
    return isinstance(value, ast.List)


def _is_list(value: ast.expr) -> bool:
    match value:
        case ast.List(elts=[]):
            return True
        case ast.ListComp(generators=[ast.comprehension(iter=ast.List() | ast.Tuple())]):
            return False
        case ast.ListComp():
            return True
        case ast.Call(func=ast.Attribute(attr="tolist" | "to_list"), args=[]):
            return True
        case ast.Call(func=ast.Name(id="list"), args=[ast.Call() | ast.Subscript()]):
            return True
    return False


RULE = NotebookRule(
    code="NBC004",
    name="quadratic-membership",
    summary="a list that is searched in each round of a loop",
    level=Level.PRODUCTION,
    words=(" in ", ".index("),
    check=check,
)
VALID = (
    Case("seen = set()\nfor x in xs:\n    if x not in seen:\n        seen.add(x)"),
    Case("few = ['a', 'b']\nfor x in xs:\n    if x in few:\n        print(x)"),
    Case("seen = []\nfor x in xs:\n    seen.append(x)\nprint(3 in seen)"),
    Case("ids = t['id'].tolist()\nfor x in ids:\n    print(x)"),
    Case("ids = t['id'].tolist()\nids = set(ids)\nfor x in xs:\n    if x in ids:\n        print(x)"),
    Case("ids = t['id'].tolist()\ndef f(x):\n    return x in ids"),
)
INVALID = (
    Case("seen = []\nfor x in xs:\n    if x not in seen:\n        seen.append(x)", at=((1, 3),)),
    Case("ids = t['id'].tolist()\n# %%\nkept = [x for x in xs if x in ids]", at=((2, 1),)),
    Case("names = [n.lower() for n in raw]\nfor x in xs:\n    print(names.index(x))", at=((1, 3),)),
)
