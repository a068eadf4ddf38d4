"""Results that Jupyter keeps: `_`, `__`, `_3`, `Out[3]`, and the code in `In[3]`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.notebook.model import CellKind, Magic, ParsedNotebook, Statement, StatementId
from nb2prod.notebook.restate import restated

HISTORY = re.compile(r"^(_{1,3}|_\d+|Out)$")
SAYS_HISTORY = re.compile(r"\b(_{1,3}|_\d+|Out|In)\b")
SILENT_CALLS = frozenset("print append extend sort show seed update remove insert clear".split())


def name_results(parsed: ParsedNotebook, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Bind the results that the notebook reads through `_`, `Out` or `In` to these names.

    Args:
        parsed: The notebook, for the numbers and the source of its cells.
        statements: Its statements.

    Returns:
        The statements, in a run from top to bottom with the values that Jupyter would give these names.
    """
    wanted = _history_names(statements)
    if not wanted:
        return tuple(statements)
    numbers = _execution_numbers(parsed)
    out = [_named_result(s, wanted, numbers.get(s.id.cell, 0)) for s in statements]
    return tuple(_with_start(out, wanted, parsed, numbers))


def _history_names(statements: Sequence[Statement]) -> frozenset[str]:
    """Names of Jupyter's history that the notebook reads at its top level and does not bind there itself."""
    read: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        if statement.node is None or not SAYS_HISTORY.search(statement.source):
            continue
        for node in _top_level(statement.node):
            if isinstance(node, ast.Name) and (HISTORY.match(node.id) or node.id == "In"):
                (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
            elif isinstance(node, ast.alias) and HISTORY.match(node.asname or node.name):
                bound.add(node.asname or node.name)
    return frozenset(read - bound)


_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _top_level(node: ast.AST) -> list[ast.AST]:
    """Nodes that belong to the notebook's own scope: functions and comprehensions have scopes of their own."""
    found = [node]
    for inner in found:
        if not isinstance(inner, _SCOPES):
            found += ast.iter_child_nodes(inner)
    return found


def _execution_numbers(parsed: ParsedNotebook) -> dict[int, int]:
    """The number that each code cell gets in a run from top to bottom."""
    cells = [c for c in parsed.notebook.cells if c.kind is CellKind.CODE and c.source.strip()]
    return {cell.index: number for number, cell in enumerate(cells, start=1)}


def _named_result(statement: Statement, wanted: frozenset[str], number: int) -> Statement:
    node = statement.node
    if not statement.displayed or not isinstance(node, ast.Expr) or _gives_nothing(node.value):
        return statement
    short = sorted((n for n in wanted if n.strip("_") == ""), key=len)
    targets = [f"_{number}"] if f"_{number}" in wanted else []
    targets += [f"Out[{number}]"] if "Out" in wanted else []
    value = statement.source
    if short and max(map(len, short)) > 1:
        deepest = max(map(len, short))
        left = ", ".join("_" * n for n in range(deepest, 0, -1))
        right = ", ".join(["_" * n for n in range(deepest - 1, 0, -1)] + [f"({value})"])
        targets.append(left)
        value = right
    elif short:
        targets.append("_")
    if not targets:
        return statement
    plain = " = ".join([*targets, value]) if "," not in targets[-1] or len(targets) == 1 else ""
    source = plain or " = ".join([*targets[:-1], "_"]) + f" = {statement.source}"
    try:
        return restated(replace(statement, displayed=False), source)
    except SyntaxError:
        return statement


def _gives_nothing(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and node.value is None:
        return True
    func = node.func if isinstance(node, ast.Call) else None
    return (isinstance(func, ast.Name) and func.id in SILENT_CALLS) or (
        isinstance(func, ast.Attribute) and func.attr in SILENT_CALLS
    )


def _with_start(
    statements: Sequence[Statement], wanted: frozenset[str], parsed: ParsedNotebook, numbers: dict[int, int]
) -> list[Statement]:
    """Statements that give the history its first values, before all others."""
    lines = []
    short = [n for n in wanted if n.strip("_") == ""]
    if short and max(map(len, short)) > 1:
        lines += [f'{"_" * n} = ""' for n in range(1, max(map(len, short)) + 1)]
    if "Out" in wanted:
        lines.append("Out = {}")
    if "In" in wanted:
        cells = [c.source for c in parsed.notebook.cells if c.index in numbers]
        lines.append(f"In = {['', *cells]!r}")
    first = next((s for s in statements if s.node is not None), None)
    if first is None or not lines:
        return list(statements)
    magic = Magic("", "In/Out", translated=True, reason="Jupyter keeps code and results under this name")
    made = [restated(replace(first, comments=(), trailing_comment="", displayed=False), line, magic) for line in lines]
    own = [s for s in statements if s.id.cell == first.id.cell]
    fresh = [replace(s, id=StatementId(first.id.cell, n)) for n, s in enumerate([*made, *own])]
    return [
        *(s for s in statements if s.id.cell < first.id.cell),
        *fresh,
        *(s for s in statements if s.id.cell > first.id.cell),
    ]
