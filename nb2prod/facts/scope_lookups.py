"""Names that the notebook looks up by text, written out where it is certain whether they are bound.

`globals().get("RATE", 0.1)` means `RATE` once a cell has bound that, and `0.1` where no cell ever does. Said so, the
statement is an ordinary one that reads a name. What isn't certain stays as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from keyword import iskeyword

from nb2prod.facts.gather import gather_facts
from nb2prod.facts.model import Facts
from nb2prod.facts.module_lookups import MODULE
from nb2prod.facts.scopes import CHANGING_SCOPE, bound_names, outer_children, own_nodes, parameters
from nb2prod.facts.tree import children, descendants
from nb2prod.notebook.model import ParsedNotebook
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated

# Names that IPython binds itself, whatever the notebook does; `__file__` it does not bind.
_INTERACTIVE = re.compile(r"In|Out|exit|quit|get_ipython|open|_+\d*|_i+\d*|_[ido]h|_exit_code|__(?!file__).*")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is certain of names at one statement.

    Attributes:
        bound: Names that are bound there and stay so.
        before: Names that something before it may have bound.
        ever: Names that something in the notebook may bind.
    """

    bound: frozenset[str]
    before: frozenset[str]
    ever: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a statement an expression stands.

    Attributes:
        known: What is certain there.
        possible: Names that may be bound when it is evaluated.
        hidden: Names that a function or comprehension around it binds.
        local: Whether `locals()`, `vars()` and `dir()` mean the notebook's scope there.
    """

    known: _Known
    possible: frozenset[str]
    hidden: frozenset[str] = frozenset()
    local: bool = True

    def has(self, name: str) -> bool | None:
        """Whether a name of the notebook is bound; `None` where that is not certain."""
        if _INTERACTIVE.fullmatch(name) or not name.isidentifier() or iskeyword(name):
            return None
        if name in self.known.bound:
            return None if name in self.hidden else True
        return None if name in self.possible else False


def settle_scope_lookups(parsed: ParsedNotebook, facts: Sequence[Facts]) -> tuple[ParsedNotebook, tuple[Facts, ...]]:
    """Write out look-ups by literal name.

    Args:
        parsed: The notebook's statements.
        facts: Their facts.

    Returns:
        Both, with other statements where a look-up was certain. Nothing changes in a notebook that binds names by text.
    """
    looking = [f for f in facts if f.dynamic or (f.definition is not None and f.definition.dynamic)]
    if not looking or any(_binds_by_text(f) for f in facts):
        return parsed, tuple(facts)
    settled = tuple(_settled(f, known) for f, known in zip(facts, _what_is_known(facts), strict=True))
    return replace(parsed, statements=tuple(f.statement for f in settled)), settled


def _binds_by_text(facts: Facts) -> bool:
    dynamic = facts.dynamic | (facts.definition.dynamic if facts.definition is not None else frozenset())
    magic = facts.statement.magic
    if magic is not None and magic.translated and magic.name in {"%run", "%%capture"}:
        return True
    if any(i.name == "*" for i in facts.imports) or dynamic & {"exec", MODULE}:
        return True
    if not dynamic or facts.statement.node is None:
        return False
    scopes = [n for n in descendants(facts.statement.node) if _is_scope(n, local=True)]
    return len(scopes) != sum(_only_looks(n) for n in descendants(facts.statement.node))


def _is_scope(node: ast.AST, *, local: bool) -> bool:
    """Whether a node is `globals()` or, where that means the same, `locals()`, `vars()` or `dir()`."""
    names = {"globals", "locals", "vars", "dir"} if local else {"globals"}
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in names
        and not node.args
        and not node.keywords
    )


def _only_looks(node: ast.AST) -> bool:
    """Whether a node uses a scope without changing or keeping it."""
    match node:
        case ast.Call(func=ast.Attribute(value=scope, attr=method)):
            return _is_scope(scope, local=True) and method not in CHANGING_SCOPE
        case ast.Subscript(value=scope, ctx=ast.Load()):
            return _is_scope(scope, local=True)
        case ast.Compare(comparators=[scope]) | ast.For(iter=scope) | ast.comprehension(iter=scope):
            return _is_scope(scope, local=True)
        case ast.Call(func=ast.Name(id="sorted" | "list" | "len" | "set" | "print" | "dict"), args=[scope]):
            return _is_scope(scope, local=True)
    return False


def _what_is_known(facts: Sequence[Facts]) -> Iterator[_Known]:
    deleted = frozenset().union(*(f.deletes for f in facts))
    by_functions = frozenset().union(*(f.definition.global_writes for f in facts if f.definition is not None))
    ever = by_functions.union(*(_binds(f) for f in facts))
    bound: frozenset[str] = frozenset()
    before = by_functions
    for found in facts:
        yield _Known(bound - deleted - by_functions, before, ever)
        if not found.statement.expects_error:
            bound |= found.must_bind | {i.name for i in found.imports}
        before |= _binds(found)


def _binds(facts: Facts) -> frozenset[str]:
    return facts.may_bind | {i.name for i in facts.imports}


def _settled(facts: Facts, known: _Known) -> Facts:
    statement = facts.statement
    if statement.node is None or not (facts.dynamic or (facts.definition is not None and facts.definition.dynamic)):
        return facts
    place = _Place(known, known.before | _binds(facts))
    while statement.node is not None:
        certain = [(n, text) for n, p in _expressions(statement.node, place) if (text := _meaning(n, p))]
        if not certain:
            break
        # The last one in the order of parents before children holds no other.
        node, text = certain[-1]
        start, end = Offsets(statement.source).span(node)
        statement = restated(statement, statement.source[:start] + text(statement.source) + statement.source[end:])
    return facts if statement is facts.statement else gather_facts(statement)


def _expressions(node: ast.stmt, place: _Place) -> Iterator[tuple[ast.expr, _Place]]:
    """Every expression of a statement with its place; a condition is asked before its branches bind anything."""
    if not isinstance(node, ast.If):
        yield from _visit(node, place)
        return
    yield from _visit(node.test, replace(place, possible=place.known.before))
    yield from (found for part in [*node.body, *node.orelse] for found in _visit(part, place))


def _visit(node: ast.AST, place: _Place) -> Iterator[tuple[ast.expr, _Place]]:
    """Every expression that an edit can reach, parents before children, with its place."""
    parts: Sequence[ast.AST]
    if isinstance(node, ast.expr):
        yield node, place
    match node:
        case ast.JoinedStr():  # before Python 3.12 the parser does not say where its parts stand
            return
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            body = node.body if isinstance(node.body, list) else [node.body]
            names = {a.arg for a in parameters(node.args)} | bound_names(own_nodes(body))
            yield from (found for part in outer_children(node) for found in _visit(part, place))
            parts, inside = body, _Place(place.known, place.known.ever, place.hidden | names, local=False)
        case ast.ClassDef() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            inside = replace(place, hidden=place.hidden | bound_names(descendants(node)), local=False)
            parts = children(node)
        case _:
            parts, inside = children(node), place
    yield from (found for part in parts for found in _visit(part, inside))


def _meaning(node: ast.expr, place: _Place) -> Callable[[str], str] | None:
    """What a look-up by text means, given the source it stands in; `None` if it is none, or not certain."""
    match node:
        case ast.Call(func=ast.Attribute(value=scope, attr="get"), args=[ast.Constant(value=str(name)), *rest]):
            if node.keywords or len(rest) > 1 or not _is_scope(scope, local=place.local):
                return None
            bound = place.has(name)
            if bound and all(_is_inert(d, place) for d in rest):
                return lambda _: name
            return _default(rest) if bound is False else None
        case ast.Subscript(value=scope, slice=ast.Constant(value=str(name)), ctx=ast.Load()):
            return (lambda _: name) if _is_scope(scope, local=place.local) and place.has(name) else None
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In() | ast.NotIn() as op], comparators=[scope]):
            bound = place.has(name) if _is_scope(scope, local=place.local) else None
            return (lambda _: str(bound is isinstance(op, ast.In))) if bound is not None else None
    return None


def _is_inert(node: ast.expr, place: _Place) -> bool:
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
