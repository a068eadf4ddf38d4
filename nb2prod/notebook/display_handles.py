"""`handle = display(x, display_id=True)`: what Jupyter gives to update a display later; nobody watches a program."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.model import Magic, Statement, StatementId
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated

_IMPORT = "from types import SimpleNamespace"
_HANDLE = "SimpleNamespace(display_id={0}, shown=({1}), update=lambda *shown, **options: None)"
_NOTE = Magic("", "display", translated=True, reason="a display's handle, which has nothing to update in a program")


def settle_handles(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Write handles of displays as objects that can be told to update and do nothing.

    Args:
        statements: All statements.

    Returns:
        The statements; where a handle is kept, an object with `update` and `display_id` stands in its place.
    """
    if not any("display_id" in s.source for s in statements):
        return tuple(statements)
    taken = any(re.search(r"\bSimpleNamespace\b", s.source) for s in statements)
    name = "DisplayHandle" if taken else "SimpleNamespace"
    line = f"{_IMPORT} as {name}" if taken else _IMPORT
    out: list[Statement] = []
    for cell, group in groupby(statements, key=lambda s: s.id.cell):
        own = [made for s in group for made in _settled(s, name, line)]
        out += [replace(s, id=StatementId(cell, number)) for number, s in enumerate(own)]
    return tuple(out)


def _settled(statement: Statement, name: str, line: str) -> list[Statement]:
    if statement.node is None:
        return [statement]
    offsets, source = Offsets(statement.source), statement.source
    for call in sorted(_kept(statement.node), key=lambda n: (n.lineno, n.col_offset), reverse=True):
        start, end = offsets.span(call)
        given = next(k.value for k in call.keywords if k.arg == "display_id")
        shown = "".join(f"{offsets.text(a)}, " for a in call.args)
        known = '""' if isinstance(given, ast.Constant) and given.value is True else offsets.text(given)
        source = source[:start] + _HANDLE.replace("SimpleNamespace", name).format(known, shown) + source[end:]
    if source == statement.source:
        return [statement]
    bare = replace(statement, comments=(), trailing_comment="", displayed=False)
    return [restated(bare, line, _NOTE), restated(statement, source)]


def _kept(node: ast.stmt) -> Iterator[ast.Call]:
    """Calls of `display` whose handle is not dropped."""
    dropped = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Expr)}
    for part in ast.walk(node):
        match part:
            case ast.Call(func=ast.Name(id="display") | ast.Attribute(attr="display"), keywords=named):
                starred = any(isinstance(a, ast.Starred) for a in part.args)
                if id(part) not in dropped and not starred and any(k.arg == "display_id" for k in named):
                    yield part
