"""Which results the notebook may still read as `_`, `__` or `___`, and where it has bound these names itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.history_scopes import names_of_scope
from nb2prod.notebook.model import Statement
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated

SHORT = frozenset({"_", "__", "___"})
_SAID = re.compile(r"(?<!\w)_{1,3}(?!\w)")


class Holder(Enum):
    """Who gave `_` its value when a result comes: Jupyter gives it another only as long as it was its own."""

    JUPYTER = "jupyter"
    NOTEBOOK = "notebook"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Uses:
    """What one statement does with the short names.

    Attributes:
        exposed: Names it reads before it binds them.
        later: Names that functions which it defines read when they are called.
        bound: Names it may bind.
        surely: Those of `bound` that it binds in any case.
        fixed: Whether all it binds are definitions or imports, which are no results.
        deletes: Names it deletes, as a statement of its own.
        odd: Whether it deletes one where that may not happen.
        writes: Names that functions which it defines bind when they are called.
    """

    exposed: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    bound: frozenset[str] = frozenset()
    surely: frozenset[str] = frozenset()
    fixed: bool = False
    deletes: frozenset[str] = frozenset()
    odd: bool = False
    writes: frozenset[str] = frozenset()


def uses_of(statement: Statement) -> Uses:
    """What a statement does with `_`, `__` and `___`."""
    node = statement.node
    if node is None or not _SAID.search(statement.source):
        return Uses()
    found = names_of_scope(node, SHORT.__contains__)
    read, own = frozenset(found.read), frozenset(found.bound)
    removed = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)} & SHORT
    outside = {n for g in ast.walk(node) if isinstance(g, ast.Global) for n in g.names} & SHORT
    plain = isinstance(node, ast.Delete) and not statement.expects_error
    functions = [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)]
    return Uses(
        exposed=_exposed(node, read),
        later=read if functions else frozenset(),
        bound=own - removed,
        surely=frozenset() if statement.expects_error else _surely([node]) & own,
        fixed=isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom),
        deletes=frozenset(removed) if plain else frozenset(),
        odd=bool(removed) and not plain,
        writes=frozenset(outside),
    )


def give_back(statement: Statement, last: Sequence[str]) -> Statement:
    """Let a branch that deletes a short name give it back to Jupyter: it holds again what Jupyter has there.

    Args:
        statement: A statement that deletes `_`, `__` or `___` somewhere inside.
        last: Names for what Jupyter has in these.
    """
    if statement.node is None or statement.expects_error:
        return statement
    offsets, source = Offsets(statement.source), statement.source
    found = [n for n in ast.walk(statement.node) if isinstance(n, ast.Delete)]
    for node in sorted(found, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        names = [t.id for t in node.targets if isinstance(t, ast.Name)]
        if SHORT.isdisjoint(names) or len(names) < len(node.targets):
            continue
        start, end = offsets.span(node)
        rest = [n for n in names if n not in SHORT]
        parts = [f"{n} = {last[len(n) - 1]}" for n in names if n in SHORT]
        parts += [f"del {', '.join(rest)}"] if rest else []
        source = source[:start] + "; ".join(parts) + source[end:]
    return restated(statement, source)


def _exposed(node: ast.stmt, read: frozenset[str]) -> frozenset[str]:
    """Of the names that a statement reads those that it does not bind first: a loop binds before its body."""
    if isinstance(node, ast.AugAssign):
        return read | _surely([node.target])
    if not isinstance(node, ast.For | ast.AsyncFor):
        return read
    target = _surely([node.target])
    parts: list[tuple[ast.AST, frozenset[str]]] = [(node.iter, frozenset()), *((b, target) for b in node.body)]
    parts += [(b, frozenset()) for b in node.orelse]
    return frozenset(n for part, hidden in parts for n in names_of_scope(part, SHORT.__contains__).read - hidden)


def _surely(nodes: Sequence[ast.AST]) -> frozenset[str]:
    """Short names that statements or targets bind whenever they run to their end."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        found |= _simply(node)
        match node:
            case ast.Assign(targets=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                found |= _surely(parts)
            case ast.AnnAssign(target=part, value=ast.expr()) | ast.AugAssign(target=part) | ast.Starred(value=part):
                found |= _surely([part])
            case ast.If(body=body, orelse=orelse):
                found |= _surely(body) & _surely(orelse)
            case ast.Try(body=body, handlers=handlers, finalbody=last):
                found |= frozenset.intersection(_surely(body), *(_surely(h.body) for h in handlers)) | _surely(last)
    return found & SHORT


def _simply(node: ast.AST) -> frozenset[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return frozenset({name})
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset({name})
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return frozenset(a.asname or a.name for a in aliases)
    return frozenset()


def holders(uses: Sequence[Uses]) -> list[Holder]:
    """Whose value the short names hold when each statement begins."""
    out: list[Holder] = []
    bound: set[str] = set()
    fixed: set[str] = set()
    written: set[str] = set()
    for use in uses:
        if written or bound - fixed:
            out.append(Holder.EITHER)
        else:
            out.append(Holder.NOTEBOOK if bound else Holder.JUPYTER)
        written |= use.writes
        bound = (bound | use.bound) - use.deletes
        fixed = (fixed - use.bound) | (use.surely if use.fixed else frozenset())
    return out


def live(uses: Sequence[Uses]) -> list[bool]:
    """For each statement whether a short name may be read after it with the value that it then has; the start first."""
    out = [False]
    wanted: set[str] = set()
    calls: list[frozenset[str]] = [frozenset()]
    for use in uses:
        calls.append(calls[-1] | use.later)
    for use, called in zip(reversed(uses), reversed(calls[1:]), strict=True):
        wanted = (wanted - use.surely - use.deletes) | use.exposed | called
        out.append(bool(wanted))
    return out[::-1]
