"""Names that Jupyter keeps the code of cells under: `_i` is the cell before, `_i3` the third one."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence

from nb2prod.notebook.model import Statement
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated

CODE = re.compile(r"^(_i{1,3}|_i\d+)$")
SAYS_CODE = re.compile(r"\b(_i{1,3}|_i\d+|_ih|_oh)\b")


def name_code(statements: Sequence[Statement], numbers: Mapping[int, int]) -> list[Statement]:
    """Write `_i`, `_ii` and `_i3` as what they stand for: elements of `In`.

    Args:
        statements: All statements.
        numbers: The number that each code cell gets in a run from top to bottom.
    """
    stored = {
        n.id
        for s in statements
        if s.node is not None and SAYS_CODE.search(s.source)
        for n in ast.walk(s.node)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    return [_with_code(s, numbers.get(s.id.cell, 0), stored) for s in statements]


def _with_code(statement: Statement, number: int, stored: set[str]) -> Statement:
    def meaning(name: str) -> str:
        if not CODE.match(name) or name in stored:
            return ""
        if name.strip("_i"):
            wanted = int(name[2:])
            return f"In[{wanted}]" if wanted <= number else ""
        before = number - len(name) + 1
        return f"In[{before}]" if before > 0 else '""'

    return rename(statement, meaning)


def rename(statement: Statement, meaning: Callable[[str], str]) -> Statement:
    """Put something else in the place of names that a statement reads.

    Args:
        statement: The statement.
        meaning: Gives what stands for a name; nothing where it stays.
    """
    if statement.node is None or not SAYS_CODE.search(statement.source):
        return statement
    offsets = Offsets(statement.source)
    source = statement.source
    # Before Python 3.12 the parser does not say where the parts of an f-string stand.
    inside = {id(n) for f in ast.walk(statement.node) if isinstance(f, ast.JoinedStr) for n in ast.walk(f)}
    names = [n for n in ast.walk(statement.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    names = [n for n in names if id(n) not in inside]
    for node in sorted(names, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        if text := meaning(node.id):
            start, end = offsets.span(node)
            source = source[:start] + text + source[end:]
    try:
        return restated(statement, source) if source != statement.source else statement
    except SyntaxError:
        return statement
