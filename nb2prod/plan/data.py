"""Long texts and tables in the middle of the code: they leave the step, and a constant of its module holds them.

A step of three lines that makes two hundred of data is a step of three lines. What can be changed in place is copied
where it was, so that each run begins with the author's values.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from nb2prod.facts.tree import children
from nb2prod.notebook.offsets import Offsets
from nb2prod.plan.height import expression_lines
from nb2prod.plan.model import Datum, Edit, Import
from nb2prod.plan.naming import is_name, snake, unique
from nb2prod.plan.unit import Unit

# Lines of a literal that is data rather than code.
LEAST = 15
DISPLAYS = (ast.List, ast.Tuple, ast.Set, ast.Dict)
# What has a scope, a docstring, or patterns of its own.
CLOSED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Match, ast.JoinedStr)
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class LongLiteral:
    """A literal that is data.

    Attributes:
        node: Where it stands.
        lines: Lines that it takes as black writes it.
        wish: Words for its name, in snake case.
    """

    node: ast.expr
    lines: int
    wish: str

    @property
    def is_text(self) -> bool:
        """Whether it is a text."""
        return isinstance(self.node, ast.Constant)


def long_literals(node: ast.stmt | None, source: str) -> tuple[LongLiteral, ...]:
    """Literals of a statement that are data.

    Args:
        node: Its syntax tree.
        source: Its source.
    """
    if node is None or (source.count("\n") < LEAST - 1 and source.count(",") < LEAST - 1):
        return ()
    try:
        return tuple(_of(node, _target(node)))
    except RecursionError:
        # Nested that deeply, it was generated, and stays as it is.
        return ()


def _of(node: ast.AST, wish: str) -> Iterator[LongLiteral]:
    if isinstance(node, CLOSED) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if isinstance(node, ast.Constant | ast.List | ast.Tuple | ast.Set | ast.Dict) and _is_literal(node):
        lines = expression_lines(node)
        if lines >= LEAST:
            yield LongLiteral(node, lines, wish)
        return
    if isinstance(node, ast.Call):
        wish = _of_call(node) or wish
    for child in children(node):
        inner = child.arg if isinstance(child, ast.keyword) and child.arg else wish
        yield from _of(child, inner)


def _is_literal(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=ast.Constant()):
            return True
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and all(map(_is_literal, parts))
        case ast.Dict(keys=keys, values=values):
            return all(k is not None and _is_literal(k) for k in keys) and all(map(_is_literal, values))
    return False


def _is_fixed(node: ast.expr) -> bool:
    """Whether nothing can change a literal in place."""
    match node:
        case ast.Tuple(elts=parts):
            return all(map(_is_fixed, parts))
    return not isinstance(node, DISPLAYS)


def _target(node: ast.stmt) -> str:
    match node:
        case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
            return snake(name)
    return ""


def _of_call(node: ast.Call) -> str:
    """What a call is about: the file that it writes, else its own name."""
    match node.func:
        case ast.Attribute(value=ast.Call(args=[ast.Constant(value=str(path)), *_])):
            return snake(PurePosixPath(path.replace("\\", "/")).name.replace(".", "_"))
    return ""


class DataLifter:
    """Gives the data of a package's steps their constants."""

    def __init__(self, taken: set[str]) -> None:
        """Begin.

        Args:
            taken: Names that are used already; those of the constants are added.
        """
        self.taken = taken
        self.module = next((n for n in ("copy", "copying", "copy_module") if n not in taken), "")

    def lift(self, unit: Unit, others: Sequence[Edit]) -> list[tuple[Datum, Edit]]:
        """Lift the data out of a statement.

        Args:
            unit: The statement.
            others: Edits that are made already; what they touch stays.

        Returns:
            Constants, each with the edit that takes it in.
        """
        source = unit.statement.source
        found: list[tuple[Datum, Edit]] = []
        for literal in long_literals(unit.statement.node, source):
            start, end = Offsets(source).span(literal.node)
            if any(e.start < end and start < e.end for e in others):
                continue
            copied, imports = self._copied(literal.node)
            if not copied:
                continue
            name = self._name(literal)
            datum = Datum(name, source[start:end], imports)
            found.append((datum, Edit(start, end, copied.replace("{}", name))))
        return found

    def _copied(self, node: ast.expr) -> tuple[str, tuple[Import, ...]]:
        """How a step takes a constant, and what it has to import for it; nothing where it cannot."""
        if _is_fixed(node):
            return "{}", ()
        parts = [*node.keys, *node.values] if isinstance(node, ast.Dict) else getattr(node, "elts", [])
        if not isinstance(node, ast.Tuple) and all(p is not None and _is_fixed(p) for p in parts):
            return "{}.copy()", ()
        if not self.module:
            return "", ()
        text = "import copy" if self.module == "copy" else f"import copy as {self.module}"
        return f"{self.module}.deepcopy({{}})", (Import(self.module, text),)

    def _name(self, literal: LongLiteral) -> str:
        kind = "TEXT" if literal.is_text else "DATA"
        wish = literal.wish[:LONGEST_NAME].strip("_").upper()
        wished = [wish, f"{wish}_{kind}"] if wish and is_name(wish) else []
        return unique([*wished, kind], self.taken)
