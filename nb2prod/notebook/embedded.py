"""Magics spelled as Python: `get_ipython().run_line_magic("matplotlib", "inline")`, as exported notebooks hold them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import partial

from nb2prod.notebook.cleanup import Code
from nb2prod.notebook.ipython import Piece, PieceKind, Split, placeholder


def split_calls(code: Code, tree: ast.Module, sources: Sequence[str]) -> Split:
    """Take calls of `get_ipython()` with literal arguments out of a cell that is Python.

    Args:
        code: The cell.
        tree: Its syntax tree.
        sources: Text of all code cells, where variables may be bound to the shell.

    Returns:
        The cell with placeholders, and the calls as pieces; no pieces where there are no such calls.
    """
    lines = [line.encode() for line in code.lines]
    found = sorted(_calls(tree, code, _shells(sources)), key=lambda pair: (pair[0].lineno, pair[0].col_offset))
    pieces = tuple(piece for _, piece in found)
    # From the end, so that the offsets of what is still to do stay right.
    for number, (call, _) in reversed(list(enumerate(found))):
        first, last = call.lineno - 1, (call.end_lineno or call.lineno) - 1
        tail = lines[last][call.end_col_offset or 0 :]
        lines[first : last + 1] = [lines[first][: call.col_offset] + placeholder(number).encode() + tail] + [b""] * (
            last - first
        )
    return Split(Code(tuple(line.decode() for line in lines), code.shifts), pieces)


def _shells(sources: Sequence[str]) -> frozenset[str]:
    """Variables that hold the shell."""
    return frozenset(name for source in sources if "get_ipython" in source for name in _HOLDING.findall(source))


def _is_shell(node: ast.expr, shells: frozenset[str]) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="get_ipython"), args=[]):
            return True
        case ast.Name(id=name):
            return name in shells
    return False


def _calls(
    tree: ast.Module, code: Code, shells: frozenset[str]
) -> Iterator[tuple[ast.Call | ast.Assign | ast.Attribute, Piece]]:
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    assigned = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call | ast.Assign | ast.Attribute):
            continue
        # With text behind it on its last line, a call of several lines can't make room for a placeholder.
        tail = code.lines[(node.end_lineno or node.lineno) - 1].encode()[node.end_col_offset or 0 :]
        if node.end_lineno != node.lineno and tail.strip():
            continue
        piece = _piece(node, shells, assigned=id(node) not in statements)
        if piece is not None and (id(node) in statements | assigned or piece.kind in _ANYWHERE):
            yield node, piece


_HOLDING = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*get_ipython\(\)", re.MULTILINE)
# Lines of a command may be wanted inside of any expression; settings are statements of their own.
_ANYWHERE = frozenset({PieceKind.CAPTURE, PieceKind.SETTING, PieceKind.VALUE})
# Both are the notebook's own names.
_NAMESPACES = frozenset({"user_ns", "user_global_ns"})


def _piece(node: ast.Call | ast.Assign | ast.Attribute, shells: frozenset[str], *, assigned: bool) -> Piece | None:
    match node:
        case ast.Attribute(value=shell, attr=attribute, ctx=ast.Load()) if attribute in _NAMESPACES:
            if not _is_shell(shell, shells):
                return None
            return Piece(PieceKind.VALUE, "", "globals()", ast.unparse(node), node.lineno - 1, node.col_offset)
        case ast.Assign(targets=[ast.Attribute(value=shell)]) if _is_shell(shell, shells):
            return Piece(PieceKind.SETTING, "", "", ast.unparse(node), node.lineno - 1, node.col_offset)
        case ast.Call(func=ast.Attribute(value=shell, attr=method), keywords=[]) if _is_shell(shell, shells):
            if method == "push" and len(node.args) == 1:
                kind, names = _pushed(node.args[0], assigned=assigned)
                return Piece(kind, "", names, ast.unparse(node), node.lineno - 1, node.col_offset)
            given = [item.value for item in node.args if isinstance(item, ast.Constant) and isinstance(item.value, str)]
            return _read(method, given, node, assigned=assigned) if len(given) == len(node.args) else None
    return None


def _pushed(names: ast.expr, *, assigned: bool) -> tuple[PieceKind, str]:
    """What binds the names that the shell is given."""
    match names:
        case ast.Dict(keys=[_, *_] as keys, values=values) if not assigned and all(map(_is_text, keys)):
            texts = [ast.unparse(key) for key in keys if key is not None]
            read = {repr(n.id) for value in values for n in ast.walk(value) if isinstance(n, ast.Name)}
            if read.isdisjoint(texts):
                stores = [
                    f"globals()[{text}] = {ast.unparse(value)}" for text, value in zip(texts, values, strict=True)
                ]
                return PieceKind.CODE, "\n".join(stores)
    return PieceKind.VALUE, f"globals().update({ast.unparse(names)})"


def _is_text(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _read(method: str, arguments: list[str], call: ast.Call, *, assigned: bool) -> Piece | None:
    text = ast.unparse(call)
    line, column = call.lineno - 1, call.col_offset
    made = partial(Piece, text=text, line=line, column=column, assigned=assigned)
    match method, arguments:
        case ("magic", [whole]):
            name, _, argument = whole.lstrip("%").partition(" ")
            return made(PieceKind.MAGIC, name, argument)
        case ("run_line_magic", [name]):
            return made(PieceKind.MAGIC, name, "")
        case ("run_line_magic", [name, argument]):
            return made(PieceKind.MAGIC, name, argument)
        case ("run_cell_magic", [name, argument, body]):
            return made(PieceKind.MAGIC, name, argument, body=body)
        case ("system" | "system_raw" | "system_piped" | "getoutput", [command]):
            return made(PieceKind.CAPTURE if method == "getoutput" else PieceKind.SHELL, "", command)
        case ("run_cell" | "ex", [code]) if not assigned and _is_python(code):
            return made(PieceKind.CODE, "", code)
        case ("ev", [code]) if _is_python(code):
            return made(PieceKind.VALUE, "", f"({code})")
        case _:
            return None


def _is_python(code: str) -> bool:
    try:
        return bool(ast.parse(code).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
