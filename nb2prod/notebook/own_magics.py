"""Magics that the notebook registers itself: functions of its own, called with the text behind their name."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nb2prod.notebook.expansion import expanded
from nb2prod.notebook.model import Statement
from nb2prod.notebook.restate import restated
from nb2prod.notebook.translation import Surroundings, Translation, literal

_KINDS = frozenset({"register_line_magic", "register_cell_magic", "register_line_cell_magic"})
_REGISTERED = re.compile(
    r"^@(?:[\w.]+\.)?(register_(?:line_|cell_)+magic)(?:\(\s*[\"'](\w+)[\"']\s*\))?[ \t]*(?:#.*)?\n"
    r"(?P<more>(?:@.*\n)*)def[ \t]+(\w+)",
    re.MULTILINE,
)
_SCOPED = "needs_local_scope"


def own_magic(name: str, argument: str, body: str | None, around: Surroundings) -> Translation | None:
    """Translate a magic that the notebook has registered in this cell or one before it.

    Args:
        name: Name of the magic.
        argument: What follows it on its line.
        body: The rest of the cell, if it takes the whole cell.
        around: The notebook around it.

    Returns:
        A call of the function; `None` if there is none, or if it asks for IPython's own scope.
    """
    function = ""
    for source in around.sources[: around.cell + 1]:
        if "register_" not in source:
            continue
        for found in _REGISTERED.finditer(source):
            takes = "cell" if body is not None else "line"
            if (found[2] or found[4]) == name and takes in found[1]:
                function = "" if _SCOPED in found["more"] else found[4]
    if not function:
        return None
    given = [expanded(argument.strip(), around), *([literal(body)] if body is not None else [])]
    call = f"{function}({', '.join(given)})"
    return Translation("a magic that the notebook defines", code=call, value=call, shown=True)


def without_registration(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Take the decorators off that make magics of functions, and leave the functions as they are.

    Args:
        statements: All statements.
    """
    if not any("register_" in s.source for s in statements):
        return tuple(statements)
    return tuple(_plain(s) for s in statements)


def _plain(statement: Statement) -> Statement:
    node = statement.node
    if not isinstance(node, ast.FunctionDef):
        return statement
    names = [_last_name(d) for d in node.decorator_list]
    if _SCOPED in names or _KINDS.isdisjoint(names):
        return statement
    lines = statement.source.split("\n")
    for decorator, name in zip(node.decorator_list, names, strict=True):
        if name in _KINDS:
            first, last = decorator.lineno - 1, decorator.end_lineno or decorator.lineno
            lines[first:last] = [""] * (last - first)
    return restated(statement, "\n".join(lines).strip("\n"))


def _last_name(decorator: ast.expr) -> str:
    match decorator.func if isinstance(decorator, ast.Call) else decorator:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
