"""`%run -i script.py` and `%run other.ipynb`: their code runs in the notebook's own scope, so it stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook.beside import is_python
from nb2prod.notebook.model import Cell, CellKind, Magic, Notebook, ParsedNotebook, Statement, StatementId
from nb2prod.notebook.own_files import OwnFiles
from nb2prod.notebook.run_names import is_run, run_target
from nb2prod.notebook.v4 import build_notebook

NOTEBOOKS = (".ipynb", ".ipy")
DEEPEST = 4
"""Notebooks that run notebooks that run notebooks; one that runs itself ends there."""

Parse = Callable[[Notebook], ParsedNotebook]


def run_in_place(statements: Sequence[Statement], files: OwnFiles, parse: Parse) -> tuple[Statement, ...]:
    """Put the code in the place of a `%run` that runs it in the notebook's own scope.

    Args:
        statements: All statements.
        files: Files beside the notebook, and those that it writes.
        parse: Parses what is run.

    Returns:
        The statements; a notebook that can't be read is left out with the reason.
    """
    found = tuple(statements)
    for _ in range(DEEPEST):
        if not any(map(_shares_scope, found)):
            break
        found = _once(found, files, parse)
    return found


def _once(statements: Sequence[Statement], files: OwnFiles, parse: Parse) -> tuple[Statement, ...]:
    out: list[Statement] = []
    for _, cell in groupby(statements, key=lambda s: s.id.cell):
        parts = [p for s in cell for p in (_code_of(s, files, parse) if _shares_scope(s) else [s])]
        out += [replace(p, id=StatementId(p.id.cell, number)) for number, p in enumerate(parts)]
    return tuple(out)


def _shares_scope(statement: Statement) -> bool:
    if not is_run(statement) or not (target := run_target(statement.node)):
        return False
    written = statement.magic.text if statement.magic else ""
    return target.endswith(NOTEBOOKS) or re.match(r"%run\s+(?:-\w+\s+)*-[dtpn]*i", written) is not None


def _code_of(statement: Statement, files: OwnFiles, parse: Parse) -> list[Statement]:
    target = run_target(statement.node)
    text = files.text(target, statement.id.cell)
    other = _as_notebook(text, target, files.folder) if text is not None else None
    parsed = parse(other) if other is not None else None
    if parsed is None or parsed.unparsed or any("__file__" in s.source for s in parsed.statements):
        return [_unknown(statement, target)] if target.endswith(NOTEBOOKS) else [statement]
    said = _said(statement, f"the code of {target}")
    made = [
        replace(
            s,
            id=statement.id,
            location=statement.location,
            displayed=False,
            magic=s.magic or said,
            expects_error=statement.expects_error,
        )
        for s in parsed.statements
    ]
    return made or [_unknown(statement, target)]


def _said(statement: Statement, reason: str) -> Magic | None:
    return replace(statement.magic, reason=reason) if statement.magic else None


def _unknown(statement: Statement, target: str) -> Statement:
    magic = _said(statement, f"runs {target}, which is not there to be read or has no code; convert it by itself")
    return replace(statement, source="", node=None, magic=replace(magic, translated=False) if magic else None)


def _as_notebook(text: str, target: str, folder: Path) -> Notebook | None:
    path = folder / target
    if target.endswith(".ipynb"):
        try:
            content = json.loads(text)
            return build_notebook(path, content, text) if isinstance(content, dict) else None
        except (ValueError, RecursionError, UnreadableInputError):
            return None
    if target.endswith(".py") and not is_python(text):
        return None
    cell = Cell(index=1, id=None, kind=CellKind.CODE, source=text.removesuffix("\n"))
    return Notebook(path, "python", (cell,))
