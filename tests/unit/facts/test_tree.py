"""Walking by table meets the nodes that the standard library's walk meets."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import nb2prod
from nb2prod.facts.tree import children, descendants

_LEAVES = (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop)
_SOURCES = [*sorted(Path(nb2prod.__file__).parent.glob("facts/*.py")), Path(ast.__file__)]
_RARE = """
async def f(a, /, b: int = 1, *c, d=2, e, **g) -> None:
    async with a as b, c: await d
    async for x in y: pass
    else: yield
    return [i async for i in z if i]
match {**a, "b": 1}:
    case {"k": None, **rest} | [1, *_] | C(1, d=2) if e: pass
try: pass
except* E as e: raise X from e
global q
from . import r as s
(t := f"{u!r:>{v}}")[1:2, ...] @= lambda: -w if not x else y < z
del x.a, x[1]
@deco(1)
class C(B, metaclass=M): x: int
"""


def _agree(tree: ast.Module) -> None:
    assert descendants(tree) == [n for n in ast.walk(tree) if not isinstance(n, _LEAVES)]
    for node in descendants(tree):
        assert children(node) == [n for n in ast.iter_child_nodes(node) if not isinstance(n, _LEAVES)]


def test_nodes_of_rare_syntax_are_those_of_the_standard_library() -> None:
    _agree(ast.parse(_RARE))


@pytest.mark.parametrize("path", _SOURCES, ids=lambda p: p.stem)
def test_nodes_are_those_of_the_standard_library(path: Path) -> None:
    _agree(ast.parse(path.read_text(encoding="utf-8")))
