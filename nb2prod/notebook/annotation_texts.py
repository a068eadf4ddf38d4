"""Annotations that are looked at: texts that are resolved when the notebook runs, and `__annotations__` itself.

`get_type_hints(f)` resolves a text in the scope of the module that `f` stands in. That is the notebook's scope in
Jupyter, and one of several modules in a package; so the call is given the names of the notebook that texts mention.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.model import Magic, Statement, StatementId
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated

# What resolves annotations, and the argument that gives it names.
RESOLVING = {"get_type_hints": "localns", "get_annotations": "locals", "signature": "locals"}
OWN = "__annotations__"
_BUILTINS = frozenset(dir(builtins))
_REASON = "Jupyter keeps the annotations of variables under this name"


def settle_annotations(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Write out what Jupyter knows of annotations.

    Args:
        statements: All statements.

    Returns:
        The statements: calls that resolve annotations say what names in them mean, and where the notebook reads
        `__annotations__`, annotated variables stand in a dict of that name.
    """
    return _kept(_resolved(statements))


# --- texts ----------------------------------------------------------------------------------------------------------


def _resolved(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    if not any(any(f"{name}(" in s.source for name in RESOLVING) for s in statements):
        return tuple(statements)
    mentioned = _names_in_annotations(statements) - _BUILTINS
    bound: set[str] = set()
    out: list[Statement] = []
    for statement in statements:
        out.append(_with_names(statement, sorted(mentioned & bound)))
        bound |= set(_bound(statement))
    return tuple(out)


def _names_in_annotations(statements: Sequence[Statement]) -> frozenset[str]:
    """Names that annotations given as text mention; those of all annotations, where the notebook makes them texts."""
    lazy = any("__future__" in s.source and "annotations" in s.source for s in statements)
    found: set[str] = set()
    for note in (n for s in statements if s.node is not None for n in _annotations(s.node)):
        for part in ast.walk(note):
            match part:
                case ast.Constant(value=str(text)):
                    found |= _names(text)
                case ast.Name(id=name) if lazy:
                    found.add(name)
    return frozenset(found)


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    for part in ast.walk(node):
        match part:
            case ast.arg(annotation=ast.expr() as note) | ast.AnnAssign(annotation=note):
                yield note
            case ast.FunctionDef(returns=ast.expr() as note) | ast.AsyncFunctionDef(returns=ast.expr() as note):
                yield note


def _names(text: str) -> set[str]:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    return {part.id for part in ast.walk(tree) if isinstance(part, ast.Name)}


def _bound(statement: Statement) -> Iterator[str]:
    """Names that a statement surely binds."""
    match statement.node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (a.asname or a.name.partition(".")[0] for a in aliases)
        case ast.Assign(targets=targets):
            yield from (n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name


def _with_names(statement: Statement, names: Sequence[str]) -> Statement:
    source, offsets = statement.source, Offsets(statement.source)
    calls = [c for c in ast.walk(statement.node or ast.Pass()) if isinstance(c, ast.Call)]
    for call in sorted(calls, key=lambda c: (c.end_lineno or 0, c.end_col_offset or 0), reverse=True):
        keyword = _keyword(call)
        if names and keyword:
            end = offsets.span(call)[1] - 1
            comma = "" if source[:end].rstrip().endswith(",") else ", "
            given = ", ".join(f'"{n}": {n}' for n in names)
            source = f"{source[:end]}{comma}{keyword}={{{given}}}{source[end:]}"
    return statement if source == statement.source else restated(statement, source)


def _keyword(call: ast.Call) -> str:
    """Argument that gives a call the names it resolves; empty for one that resolves none, or has been given some."""
    match call:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[_], keywords=keywords):
            given = {k.arg for k in keywords}
            if name not in RESOLVING or given & {None, "globalns", "localns", "globals", "locals"}:
                return ""
            return RESOLVING[name] if name == "get_type_hints" or "eval_str" in given else ""
    return ""


# --- the notebook's own ---------------------------------------------------------------------------------------------


def _kept(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    if not any(_reads_own(s) for s in statements):
        return tuple(statements)
    lazy = any("__future__" in s.source and "annotations" in s.source for s in statements)
    made = [part for s in statements for part in _noted(s, lazy=lazy, first=s is statements[0])]
    return tuple(
        replace(part, id=StatementId(cell, number))
        for cell, parts in groupby(made, key=lambda s: s.id.cell)
        for number, part in enumerate(parts)
    )


def _reads_own(statement: Statement) -> bool:
    nodes = ast.walk(statement.node) if statement.node is not None and OWN in statement.source else ()
    return any(isinstance(n, ast.Name) and n.id == OWN for n in nodes)


def _noted(statement: Statement, *, lazy: bool, first: bool) -> Iterator[Statement]:
    """A statement with what it adds to the annotations."""
    magic = Magic("", OWN, translated=True, reason=_REASON)
    bare = replace(statement, comments=(), trailing_comment="", displayed=False)
    if first:
        yield restated(bare, f"{OWN} = {{}}", magic)
    yield statement
    match statement.node:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=note, simple=1):
            start, end = Offsets(statement.source).span(note)
            text = statement.source[start:end]
            yield restated(bare, f'{OWN}["{name}"] = {repr(text) if lazy else text}', magic)
