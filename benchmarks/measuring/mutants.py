"""Faults that people make when they move code: each changes one place of a generated package."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_COMPARISONS = {ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "=="}
_OPERATORS = {ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.Div: "*", ast.FloorDiv: "*", ast.Mod: "+", ast.Pow: "*"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with a fault.

    Attributes:
        kind: What was done.
        line: Where.
        text: The module.
    """

    kind: str
    line: int
    text: str


def mutants_of(text: str) -> Iterator[Mutant]:
    """Make all mutants of a module's functions, those that are no Python left out.

    Args:
        text: The module.

    Yields:
        One mutant after the other.
    """
    source = _Source(text)
    for function in ast.parse(text).body:
        if isinstance(function, ast.FunctionDef):
            for kind, node, replacement in _faults(function, source):
                mutant = source.replaced(node, replacement)
                if mutant != text and _is_python(mutant):
                    yield Mutant(kind, node.lineno, mutant)
            yield from _swapped(function, source)


class _Source:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")

    def offset(self, line: int, column: int) -> int:
        before = sum(len(one) + 1 for one in self.lines[: line - 1])
        return before + len(self.lines[line - 1].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset)

    def of(self, node: ast.expr | ast.stmt) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def replaced(self, node: ast.expr | ast.stmt, new: str) -> str:
        start, end = self.span(node)
        return self.text[:start] + new + self.text[end:]


def _faults(function: ast.FunctionDef, source: _Source) -> Iterator[tuple[str, ast.expr | ast.stmt, str]]:
    yield from _dropped(function)
    yield from _lost_keywords(function, source)
    names = sorted({a.arg for a in [*function.args.args, *function.args.kwonlyargs]})
    code = function.body[1:] if _is_docstring(function.body[0]) else function.body
    for node in ast.walk(ast.Module(code, [])):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) if name in names:
                yield from (("stale variable", node, other) for other in names if other != name)
            case ast.expr():
                yield from _changed(node, source)


def _dropped(function: ast.FunctionDef) -> Iterator[tuple[str, ast.stmt, str]]:
    for statement in function.body:
        if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr) and not _is_docstring(statement):
            yield "dropped statement", statement, "pass"


def _changed(node: ast.expr, source: _Source) -> Iterator[tuple[str, ast.expr, str]]:
    match node:
        case ast.Constant(value=bool(value)):
            yield "constant", node, str(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield "constant", node, repr(value + 1)
        case ast.Constant(value=str(value)) if value and source.of(node)[:1] in "'\"":
            yield "text", node, repr(f"{value}_")
        case ast.BinOp(op=op) if type(op) in _OPERATORS:
            yield "operator", node, f"({source.of(node.left)} {_OPERATORS[type(op)]} {source.of(node.right)})"
        case ast.Compare(ops=[op], comparators=[right]) if type(op) in _COMPARISONS:
            yield "comparison", node, f"({source.of(node.left)} {_COMPARISONS[type(op)]} {source.of(right)})"
        case ast.Call(func=ast.Attribute(value=owner, attr="copy"), args=[], keywords=[]):
            yield "missing copy", node, source.of(owner)
        case ast.Call(args=[first, second, *rest]) if not isinstance(first, ast.Starred):
            others = [source.of(a) for a in rest] + [f"{k.arg}={source.of(k.value)}" for k in node.keywords if k.arg]
            given = ", ".join([source.of(second), source.of(first), *others])
            yield "argument", node, f"{source.of(node.func)}({given})"


def _lost_keywords(function: ast.FunctionDef, source: _Source) -> Iterator[tuple[str, ast.expr, str]]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in {"random_state", "seed"}:
                    rest = [source.of(a) for a in node.args]
                    rest += [f"{k.arg}={source.of(k.value)}" for k in node.keywords if k is not keyword and k.arg]
                    yield "lost random_state", node, f"{source.of(node.func)}({', '.join(rest)})"


def _swapped(function: ast.FunctionDef, source: _Source) -> Iterator[Mutant]:
    for one, other in pairwise(function.body):
        if _is_docstring(one) or isinstance(other, ast.Return):
            continue
        (start, end), (next_start, next_end) = source.span(one), source.span(other)
        parts = (source.text[:start], source.of(other), source.text[end:next_start], source.of(one))
        text = "".join([*parts, source.text[next_end:]])
        if _is_python(text):
            yield Mutant("swapped statements", one.lineno, text)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_python(text: str) -> bool:
    try:
        compile(text, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
