"""What is done again and again: loops, and comprehensions, around a place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.site import Site

Loop = ast.For | ast.AsyncFor | ast.While
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def loops_around(node: ast.AST, site: Site) -> Iterator[Loop]:
    """The loops whose body holds a node, in the same function, from the inside out."""
    below = node
    for above in site.ancestors(node):
        if isinstance(above, _FUNCTIONS):
            return
        if isinstance(above, Loop) and (below in above.body or (isinstance(above, ast.While) and below is above.test)):
            yield above
        below = above


def is_repeated(node: ast.AST, site: Site) -> bool:
    """Whether a node is evaluated in each round of a loop, or of a comprehension, of its function."""
    if next(loops_around(node, site), None) is not None:
        return True
    below = node
    for above in site.ancestors(node):
        if isinstance(above, _FUNCTIONS):
            return False
        if isinstance(above, Comprehension) and below is not above.generators[0]:
            return True
        if isinstance(above, ast.comprehension) and below in above.ifs:
            return True
        below = above
    return False
