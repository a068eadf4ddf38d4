"""Results that Jupyter keeps: `_`, `__`, `_3`, `Out[3]`, and the code of its cells: `In[3]`, `_i`, `_i3`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.history_code import SAYS_CODE, name_code, rename
from nb2prod.notebook.history_scopes import names_of_scope
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
    if not any(SAYS_HISTORY.search(s.source) or SAYS_CODE.search(s.source) for s in statements):
        return tuple(statements)
    numbers = _execution_numbers(parsed)
    statements = name_code([s if s.node is None else _plainly(s) for s in statements], numbers)
    wanted = _history_names(statements)
    if not wanted:
        return tuple(statements)
    out = [_named_result(s, wanted, numbers.get(s.id.cell, 0)) for s in statements]
    return tuple(_with_start(out, wanted, parsed, numbers))


def _plainly(statement: Statement) -> Statement:
    """Write `_oh` and `_ih` as `Out` and `In`, which they are."""
    return rename(statement, lambda name: {"_oh": "Out", "_ih": "In"}.get(name, ""))


def _history_names(statements: Sequence[Statement]) -> frozenset[str]:
    """Names of Jupyter's history that the notebook reads and does not bind at its top level itself."""
    read: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        if statement.node is not None and SAYS_HISTORY.search(statement.source):
            found = names_of_scope(statement.node, lambda name: bool(HISTORY.match(name)) or name == "In")
            read |= found.read
            bound |= found.bound
    return frozenset(read - bound)


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
        lines.append('In = [""]')
        statements = _with_code(statements, parsed, numbers)
    first = next((s for s in statements if s.node is not None), None)
    if first is None or not lines:
        return list(statements)
    made = [_added(first, line) for line in lines]
    own = [s for s in statements if s.id.cell == first.id.cell]
    fresh = [replace(s, id=StatementId(first.id.cell, n)) for n, s in enumerate([*made, *own])]
    return [
        *(s for s in statements if s.id.cell < first.id.cell),
        *fresh,
        *(s for s in statements if s.id.cell > first.id.cell),
    ]


def _added(before: Statement, line: str) -> Statement:
    magic = Magic("", "In/Out", translated=True, reason="Jupyter keeps code and results under this name")
    return restated(replace(before, comments=(), trailing_comment="", displayed=False), line, magic)


def _with_code(statements: Sequence[Statement], parsed: ParsedNotebook, numbers: dict[int, int]) -> Sequence[Statement]:
    """Let each cell begin by adding its code to `In`, together with those before it that have no statement."""
    sources = {c.index: c.source for c in parsed.notebook.cells if c.index in numbers}
    out: list[Statement] = []
    for cell, group in groupby(statements, key=lambda s: s.id.cell):
        own = list(group)
        first = next((s for s in own if s.node is not None), None)
        ready = [index for index in sources if index <= cell]
        if first is not None and ready:
            own = [*(_added(first, f"In.append({sources.pop(index)!r})") for index in ready), *own]
        out += [replace(s, id=StatementId(cell, number)) for number, s in enumerate(own)]
    return out
