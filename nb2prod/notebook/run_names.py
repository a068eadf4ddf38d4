"""`%run script.py`: the script's names become the notebook's."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

from nb2prod.notebook.model import Statement
from nb2prod.notebook.module_names import import_texts, module_names
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.own_files import OwnFiles
from nb2prod.notebook.restate import restated

BUILTINS = frozenset(dir(builtins))


def bind_run_names(statements: Sequence[Statement], files: OwnFiles) -> tuple[Statement, ...]:
    """Let `%run` bind what the script binds and the notebook mentions.

    Args:
        statements: All statements.
        files: Files beside the notebook, and those that it writes. A script is read, never run; of one that is not
            there it is assumed that it binds what the notebook reads and does not bind itself.

    Returns:
        The statements, `%run` as an assignment.
    """
    if not any(is_run(s) for s in statements):
        return tuple(statements)
    mentioned, bound = _names(statements)
    missing = mentioned - bound - BUILTINS
    same = frozenset(text for s in statements if s.node is not None for _, text in import_texts(s.node))
    return tuple(_bound(s, files, mentioned, missing, same) if is_run(s) else s for s in statements)


def is_run(statement: Statement) -> bool:
    """Whether a statement comes from a `%run`, or holds one."""
    return statement.magic is not None and "%run" in statement.magic.name and statement.node is not None


def run_target(node: ast.AST | None) -> str:
    """File that an expression statement runs; empty for any other."""
    match node:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(attr="run_path" | "run_module"), args=[ast.Constant() as file])
        ):
            return str(file.value)
    return ""


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


def _bound(
    statement: Statement, files: OwnFiles, mentioned: frozenset[str], missing: frozenset[str], same: frozenset[str]
) -> Statement:
    offsets = Offsets(statement.source)
    source = statement.source
    for node in sorted(_runs(statement), key=lambda n: n.lineno, reverse=True):
        names = _script_names(files.text(run_target(node), statement.id.cell), same)
        wanted = sorted((names & mentioned) if names is not None else missing)
        if wanted:
            start, end = offsets.span(node)
            listed = ", ".join(f'"{n}"' for n in wanted)
            call = f"for names in [{source[start:end]}] for n in [{listed}]"
            source = f"{source[:start]}[{', '.join(wanted)}] = [names[n] {call}]{source[end:]}"
    try:
        return restated(statement, source)
    except SyntaxError:
        return statement


def _runs(statement: Statement) -> Iterator[ast.Expr]:
    return (n for n in ast.walk(statement.node or ast.Pass()) if isinstance(n, ast.Expr) and run_target(n))


def _script_names(text: str | None, same: frozenset[str]) -> frozenset[str] | None:
    """Names that a script binds at its top level, but for imports that the notebook makes itself."""
    known = module_names(text) if text is not None else None
    if known is None:
        return None
    return frozenset(n for n in known.certain | known.possible if known.imports.get(n) not in same)
