"""What a look-up of a name by text means at a place of the notebook, where that is certain."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from keyword import iskeyword

from nb2prod.notebook.offsets import Offsets

# Names that IPython binds itself, whatever the notebook does; `__file__` it does not bind.
_INTERACTIVE = re.compile(r"In|Out|exit|quit|get_ipython|open|_+\d*|_i+\d*|_[ido]h|_exit_code|__(?!file__).*")


@dataclass(frozen=True, slots=True)
class Known:
    """What is certain of names at one statement.

    Attributes:
        bound: Names that are bound there and stay so.
        before: Names that something before it may have bound.
        ever: Names that something in the notebook may bind.
        here: Names that it binds by text itself.
    """

    bound: frozenset[str]
    before: frozenset[str]
    ever: frozenset[str]
    here: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a statement an expression stands.

    Attributes:
        known: What is certain there.
        possible: Names that may be bound when it is evaluated.
        hidden: Names that a function or comprehension around it binds.
        local: Whether `locals()`, `vars()` and `dir()` mean the notebook's scope there.
    """

    known: Known
    possible: frozenset[str]
    hidden: frozenset[str] = frozenset()
    local: bool = True

    def has(self, name: str) -> bool | None:
        """Whether a name of the notebook is bound; `None` where that is not certain."""
        if not self.may_say(name):
            return None
        if name in self.known.bound:
            return None if name in self.hidden else True
        return None if name in self.possible else False

    def may_say(self, name: str) -> bool:
        """Whether the notebook may bind a name by saying it."""
        return name.isidentifier() and not iskeyword(name) and not _INTERACTIVE.fullmatch(name)


def is_scope(node: ast.AST, *, local: bool) -> bool:
    """Whether a node is `globals()` or, where that means the same, `locals()`, `vars()` or `dir()`."""
    names = {"globals", "locals", "vars", "dir"} if local else {"globals"}
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and not node.args
        and not node.keywords
    )


def meaning(node: ast.expr, place: Place) -> Callable[[str], str] | None:
    """What a look-up by text means, given the source it stands in; `None` if it is none, or not certain."""
    match node:
        case ast.Call(func=ast.Attribute(value=scope, attr="get"), args=[ast.Constant(value=str(name)), *rest]):
            if node.keywords or len(rest) > 1 or not is_scope(scope, local=place.local):
                return None
            bound = place.has(name)
            if bound and all(_is_inert(d, place) for d in rest):
                return lambda _: name
            return _default(rest) if bound is False else None
        case ast.Subscript(value=scope, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
            return (lambda _: name) if is_scope(scope, local=place.local) and place.has(name) else None
        case ast.Subscript(value=scope, slice=ast.Constant(value=str(name)), ctx=ast.Store()):
            return (lambda _: name) if place.local and is_scope(scope, local=True) and place.may_say(name) else None
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn() as op], comparators=[scope]):
            bound = place.has(name) if is_scope(scope, local=place.local) else None
            return (lambda _: str(bound is isinstance(op, ast.In))) if bound is not None else None
    return None


def _is_inert(node: ast.expr, place: Place) -> bool:
    """Whether leaving an expression out makes no difference."""
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            return name in place.known.bound
        case ast.UnaryOp(operand=operand):
            return isinstance(operand, ast.Constant)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return all(_is_inert(p, place) for p in parts)
        case ast.Dict(keys=[], values=[]):
            return True
    return False


def _default(rest: Sequence[ast.expr]) -> Callable[[str], str]:
    def written(source: str) -> str:
        text = Offsets(source).text(rest[0])
        plain = isinstance(rest[0], ast.Constant | ast.Name | ast.Call | ast.Tuple | ast.List | ast.Dict)
        return text if plain and "\n" not in text else f"({text})"

    return written if rest else lambda _: "None"
