"""Expressions of a step said in its test, with the variables that the test has."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2prod.render.tests_of.properties.model import Case

DEEPEST = 3
_METHODS = frozenset("conf_int describe f_test head max mean min predict round score std sum t_test tail var".split())
"""Methods that give the same again, and change nothing."""

_NUMPY = frozenset(
    "abs arange array column_stack cos cumsum dot exp eye hstack linspace log log10 log1p logspace max maximum mean "
    "min minimum ones power sin sqrt square std sum tan tanh vstack zeros".split()
)
_LOOKS = (
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.Tuple,
    ast.List,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.Compare,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.expr_context,
    ast.keyword,
)


class _UnsaidError(Exception):
    """The test can't say it."""


def said(node: ast.expr, case: Case) -> str:
    """An expression as the test says it.

    Args:
        node: The expression.
        case: The step.

    Returns:
        Its text; empty if it names nothing of the step, may have another value in the test, or does more than look.
    """
    if not any(isinstance(n, ast.Name) for n in ast.walk(node)):
        return ""
    try:
        found = _Sayer(case, DEEPEST).visit(copy.deepcopy(node))
    except _UnsaidError:
        return ""
    return ast.unparse(found)


class _Sayer(ast.NodeTransformer):
    """Puts in place of each name what it is in the test."""

    def __init__(self, case: Case, depth: int) -> None:
        self.case = case
        self.depth = depth

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if not isinstance(node, _LOOKS):
            raise _UnsaidError
        return super().generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if known := self.case.known(node.id):
            return ast.Name(known, ast.Load())
        if literal := self.case.literal(node):
            return ast.parse(literal[0], mode="eval").body
        value = _only_value(node.id, self.case)
        if value is None or self.depth == 0:
            raise _UnsaidError
        found: ast.AST = _Sayer(self.case, self.depth - 1).visit(copy.deepcopy(value))
        return found

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if self.case.qualified(node) in ("numpy.pi", "numpy.newaxis"):
            return ast.parse(f"np.{node.attr}", mode="eval").body
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = self.case.qualified(node.func)
        if name.removeprefix("numpy.") in _NUMPY and name.startswith("numpy."):
            function: ast.expr = ast.parse(name.replace("numpy", "np", 1), mode="eval").body
        elif isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not name:
            function = ast.Attribute(self.visit(node.func.value), node.func.attr, ast.Load())
        else:
            raise _UnsaidError
        keywords = [ast.keyword(k.arg, self.visit(k.value)) for k in node.keywords]
        return ast.Call(function, [self.visit(a) for a in node.args], keywords)


def _only_value(name: str, case: Case) -> ast.expr | None:
    """The expression that a name of the body is bound to, once and for all, before anything else happens to it."""
    from nb2prod.render.tests_of.properties.model import straight

    if case.stores(name) != 1 or name in case.changed or name in case.passed:
        return None
    for statement in straight(case.node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                return value
    return None


NUMPY = "import numpy as np"


def imports_of(lines: list[str]) -> frozenset[str]:
    """Imports that lines with expressions need."""
    return frozenset({NUMPY}) if any("np." in line for line in lines) else frozenset()
