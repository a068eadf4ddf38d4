"""`%run script.py`: the script's names become the notebook's."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence
from pathlib import Path

from nb2prod.notebook.beside import read_module
from nb2prod.notebook.model import Statement
from nb2prod.notebook.restate import restated

BUILTINS = frozenset(dir(builtins))


def bind_run_names(statements: Sequence[Statement], folder: Path) -> tuple[Statement, ...]:
    """Let `%run` bind what the script binds and the notebook mentions.

    Args:
        statements: All statements.
        folder: The notebook's folder. A script in it is read, never run; of one that is not there it is assumed that
            it binds what the notebook reads and does not bind itself.

    Returns:
        The statements, `%run` as an assignment.
    """
    if not any(_is_run(s) for s in statements):
        return tuple(statements)
    mentioned, bound = _names(statements)
    missing = mentioned - bound - BUILTINS
    return tuple(_bound(s, folder, mentioned, missing) if _is_run(s) else s for s in statements)


def _is_run(statement: Statement) -> bool:
    return statement.magic is not None and statement.magic.name == "%run" and isinstance(statement.node, ast.Expr)


def _names(statements: Sequence[Statement]) -> tuple[frozenset[str], frozenset[str]]:
    read: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        for node in ast.walk(statement.node) if statement.node else ():
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    read.add(name)
                case ast.Name(id=name) | ast.arg(arg=name):
                    bound.add(name)
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
                    bound.add(name)
                case ast.alias(name=name, asname=asname):
                    bound.add(asname or name.partition(".")[0])
    return frozenset(read), frozenset(bound)


def _bound(statement: Statement, folder: Path, mentioned: frozenset[str], missing: frozenset[str]) -> Statement:
    names = _script_names(statement, folder)
    wanted = sorted((names & mentioned) if names is not None else missing)
    if not wanted:
        return statement
    targets = ", ".join(wanted)
    listed = ", ".join(f'"{n}"' for n in wanted)
    source = f"[{targets}] = [names[n] for names in [{statement.source}] for n in [{listed}]]"
    try:
        return restated(statement, source)
    except SyntaxError:
        return statement


def _script_names(statement: Statement, folder: Path) -> frozenset[str] | None:
    """Names that the script binds at its top level; `None` if it cannot be read."""
    match statement.node:
        case ast.Expr(value=ast.Call(args=[ast.Constant(value=str(text)), *_])):
            source = read_module(folder, text) if text.endswith(".py") else None
        case _:
            return None
    if source is None:
        return None
    found: set[str] = set()
    for node in ast.parse(source).body:
        for part in ast.walk(node) if not isinstance(node, ast.FunctionDef | ast.ClassDef) else [node]:
            match part:
                case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found.add(name)
                case ast.alias(name=name, asname=asname):
                    found.add(asname or name.partition(".")[0])
    return frozenset(found)
