"""The errors that a step raises itself, with the message or the condition that tells when."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nb2prod.plan.model import Piece
from nb2prod.render.docstrings import Entry

LONGEST_CONDITION = 60
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def errors_of(pieces: Sequence[Piece]) -> tuple[Entry, ...]:
    """What leaves a step's statements by `raise`; what a `try` around it may catch is left out.

    Args:
        pieces: The statements.
    """
    found: dict[str, Entry] = {}
    for piece in pieces:
        if piece.statement.node is not None:
            for error in _raised(piece.statement.node, ""):
                found.setdefault(error.name, error)
    return tuple(found.values())


def _raised(node: ast.AST, condition: str) -> Iterator[Entry]:
    match node:
        case ast.Raise(exc=ast.expr() as error):
            yield from _told(error, condition)
            return
        case ast.If(test=test, body=body, orelse=rest):
            for statement in body:
                yield from _raised(statement, ast.unparse(test))
            for statement in rest:
                yield from _raised(statement, "")
            return
        case ast.Try(body=body, handlers=[_, *_]):
            parts = [s for s in ast.iter_child_nodes(node) if s not in body]
        case _:
            parts = list(ast.iter_child_nodes(node))
    for part in parts:
        if not isinstance(part, _SCOPES):
            yield from _raised(part, condition if not isinstance(part, ast.stmt) else "")


def _told(error: ast.expr, condition: str) -> Iterator[Entry]:
    called = error.func if isinstance(error, ast.Call) else error
    name = ast.unparse(called)
    if not name.replace(".", "").isidentifier() or not name.rpartition(".")[2][:1].isupper():
        return
    message = _message(error)
    if not message and 0 < len(condition) <= LONGEST_CONDITION and "`" not in condition:
        message = f"If `{condition}`"
    if message:
        yield Entry(name, message if message[-1] in ".!?" else f"{message}.")


def _message(error: ast.expr) -> str:
    match error:
        case ast.Call(args=[ast.Constant(value=str(text)), *_]):
            return " ".join(text.split())
        case ast.Call(args=[ast.JoinedStr(values=values), *_]):
            text = "".join(str(v.value) if isinstance(v, ast.Constant) else f"`{_source(v)}`" for v in values)
            return " ".join(text.split())
    return ""


def _source(value: ast.expr) -> str:
    return ast.unparse(value.value) if isinstance(value, ast.FormattedValue) else ""
