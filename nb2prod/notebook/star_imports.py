"""`from module import *` of a module whose text is known: with the names that the notebook uses."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from nb2prod.notebook.model import CellKind, Notebook, Statement
from nb2prod.notebook.module_names import module_names
from nb2prod.notebook.own_files import OwnFiles
from nb2prod.notebook.restate import restated


def name_star_imports(statements: Sequence[Statement], notebook: Notebook, files: OwnFiles) -> tuple[Statement, ...]:
    """Let star imports of the notebook's own modules say what they import.

    Args:
        statements: All statements.
        notebook: The notebook, for the names that it mentions.
        files: The files beside it, and those that it writes.

    Returns:
        The statements. A star import stays where the module is not known, or may bind other names than its text shows.
    """
    if not any(_module(s.node) for s in statements):
        return tuple(statements)
    text = "\n".join(c.source for c in notebook.cells if c.kind is CellKind.CODE)
    mentioned = frozenset(re.findall(r"\w+", text))
    return tuple(_named(s, files, mentioned) for s in statements)


def _module(node: ast.stmt | None) -> str:
    match node:
        case ast.ImportFrom(module=str(module), names=[ast.alias(name="*")], level=0):
            return module
    return ""


def _named(statement: Statement, files: OwnFiles, mentioned: frozenset[str]) -> Statement:
    module = _module(statement.node)
    place = module.replace(".", "/")
    texts = (files.text(name, statement.id.cell) for name in (f"{place}.py", f"{place}/__init__.py") if module)
    known = next((module_names(text) for text in texts if text is not None), None)
    if known is None or not known.complete:
        return statement
    wanted = known.public & mentioned
    if not wanted or not wanted <= known.certain:
        return statement
    return restated(statement, f"from {module} import {', '.join(sorted(wanted))}")
