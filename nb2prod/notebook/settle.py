"""What Jupyter does behind the author's back, written out: `_` and `Out`, code in `exec("…")`, the `__main__` guard.

Works on statements that are parsed already and gives statements again; most notebooks pass unchanged.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.annotation_texts import settle_annotations
from nb2prod.notebook.display_handles import settle_handles
from nb2prod.notebook.history import name_results
from nb2prod.notebook.model import Magic, ParsedNotebook, Statement, StatementId
from nb2prod.notebook.own_files import own_files
from nb2prod.notebook.own_magics import without_registration
from nb2prod.notebook.parse import parse_cells
from nb2prod.notebook.reset import forget_names
from nb2prod.notebook.restate import restated
from nb2prod.notebook.run_in_place import run_in_place
from nb2prod.notebook.run_names import bind_run_names
from nb2prod.notebook.star_imports import name_star_imports


def settle_statements(parsed: ParsedNotebook) -> ParsedNotebook:
    """Write out what the notebook leaves to Jupyter.

    Args:
        parsed: A notebook with its statements.

    Returns:
        The same meaning in plain statements: the body of a `__main__` guard stands by itself, code given to `exec` as a
        literal, or run in the notebook's scope, stands as code, functions that were made magics are plain, handles of
        displays do nothing, annotations that are looked at say what they mean, and results that the notebook reads
        through `_`, `Out` or `In` have these names.
    """
    files = own_files(parsed.notebook)
    statements = _unguard(run_in_place(without_registration(parsed.statements), files, parse_cells))
    statements = settle_handles(statements)
    statements = name_star_imports(statements, parsed.notebook, files)
    statements = _expand_exec(statements)
    statements = settle_annotations(bind_run_names(statements, files))
    return replace(parsed, statements=name_results(parsed, forget_names(statements)))


# --- the guard ------------------------------------------------------------------------------------------------------


def _unguard(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    if not any(_is_guard(s.node) for s in statements):
        return tuple(statements)
    out: list[Statement] = []
    for _, cell in groupby(statements, key=lambda s: s.id.cell):
        parts = [p for s in cell for p in (_body_of(s) if _is_guard(s.node) else [s])]
        out += [replace(p, id=StatementId(p.id.cell, number)) for number, p in enumerate(parts)]
    return tuple(out)


def _is_guard(node: ast.stmt | None) -> bool:
    match node:
        case ast.If(
            test=ast.Compare(
                left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]
            ),
            orelse=[],
        ):
            return True
    return False


def _body_of(statement: Statement) -> list[Statement]:
    """Statements under a guard, each by itself; the guard as it is where its layout is too unusual."""
    node = statement.node
    if not isinstance(node, ast.If) or node.body[0].lineno == node.lineno:
        return [statement]
    lines = statement.source.split("\n")
    if any(";" in lines[s.lineno - 1] for s in node.body):
        return [statement]
    parts: list[Statement] = []
    done = node.lineno
    for body in node.body:
        first = min([body.lineno, *(d.lineno for d in getattr(body, "decorator_list", []))])
        text = _dedented(lines[first - 1 : body.end_lineno], body)
        comments = tuple(c.strip() for c in lines[done : first - 1] if c.strip().startswith("#"))
        done = body.end_lineno or first
        location = replace(statement.location, line=statement.location.line + first - 1, column=body.col_offset + 1)
        try:
            made = restated(replace(statement, location=location, trailing_comment="", displayed=False), text)
        except SyntaxError:
            return [statement]
        parts.append(replace(made, comments=(*(statement.comments if not parts else ()), *comments)))
    return parts


def _dedented(lines: Sequence[str], node: ast.stmt) -> str:
    """Lines of a statement without its indentation; lines that begin inside a string stay as they are."""
    inside: set[int] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.JoinedStr | ast.Constant) and part.end_lineno is not None:
            inside.update(range(part.lineno + 1, part.end_lineno + 1))
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    margin = node.col_offset
    cut = [
        line if number in inside or line[:margin].strip() else line[margin:]
        for number, line in enumerate(lines, start=first)
    ]
    return "\n".join(cut)


# --- exec -----------------------------------------------------------------------------------------------------------


def _expand_exec(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    if not any("exec(" in s.source for s in statements):
        return tuple(statements)
    texts = _text_constants(statements)
    return tuple(_expanded(s, texts) for s in statements)


def _text_constants(statements: Iterable[Statement]) -> dict[str, str]:
    """Names that are bound once, to a literal text."""
    found: dict[str, str] = {}
    stores: dict[str, int] = {}
    for statement in statements:
        if statement.node is None:
            continue
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                stores[node.id] = stores.get(node.id, 0) + 1
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
                found[name] = text
    return {name: text for name, text in found.items() if stores[name] == 1}


def _expanded(statement: Statement, texts: dict[str, str]) -> Statement:
    code = None
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="exec"), args=[ast.Constant(value=str(text))], keywords=[])):
            code = text
        case ast.Expr(value=ast.Call(func=ast.Name(id="exec"), args=[ast.Name(id=name)], keywords=[])):
            code = texts.get(name)
    if code is None:
        return statement
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError):
        return statement
    if not body or any(isinstance(n, ast.ImportFrom | ast.Import) for b in body for n in ast.walk(b)):
        return statement
    text = code.strip("\n") if len(body) == 1 and not code[0].isspace() else _block(code)
    reason = "the code that it gives to `exec`"
    try:
        return restated(
            replace(statement, displayed=False), text, Magic(statement.source, "exec", translated=True, reason=reason)
        )
    except SyntaxError:
        return statement


def _block(code: str) -> str:
    """Several statements as one."""
    lines = code.strip("\n").split("\n")
    inside: set[int] = set()
    for node in ast.walk(ast.parse(code.strip("\n"))):
        if isinstance(node, ast.JoinedStr | ast.Constant) and node.end_lineno is not None:
            inside.update(range(node.lineno + 1, node.end_lineno + 1))
    body = [line if n in inside or not line.strip() else f"    {line}" for n, line in enumerate(lines, start=1)]
    return "\n".join(["if True:", *body])
