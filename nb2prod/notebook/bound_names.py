"""Which names a notebook binds anywhere, and to what, as far as its text shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from nb2prod.notebook.cleanup import clean, code_of
from nb2prod.notebook.ipython import split_cell

_ASSIGNED = re.compile(r"^\s*([A-Za-z_]\w*)\s*=(?!=)", re.MULTILINE)
_TIMED = re.compile(r"^\s*%(?:time|prun|memit|mprun)\s+(?:-\w+\s+)*(.+)$", re.MULTILINE)
_RUN = re.compile(r"^\s*%run\b", re.MULTILINE)
_RESULTS = re.compile(r"(?:--(?:out|err|proc)[= ]\s*|\s)([A-Za-z_]\w*)")


def bound_names(sources: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """Collect the names that cells bind, those of functions among them.

    Args:
        sources: Text of the code cells.

    Returns:
        For each name the import statements that bind it, and an empty string where anything else does. Of cells that
        are no Python even without their magics: the names that an assignment seems to bind. `*` is a star import, or a
        script that is run: both may bind any name.
    """
    found: dict[str, set[str]] = {}
    for source in sources:
        for name, origin in _of_source(source):
            found.setdefault(name, set()).add(origin)
    return {name: frozenset(origins) for name, origins in found.items()}


def _of_source(source: str) -> Iterator[tuple[str, str]]:
    if _RUN.search(source):
        yield "*", ""
    for code in _TIMED.findall(source):
        yield from _of_code(code)
    lines = source.lstrip().split("\n")
    if lines[0].startswith("%%"):
        yield from ((name, "") for name in _RESULTS.findall(lines[0]))
        source = "\n".join(lines[1:])
    try:
        tree = ast.parse(split_cell(clean(code_of(source))).code.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        yield from ((name, "") for name in _ASSIGNED.findall(source))
        return
    for node in ast.walk(tree):
        yield from _of_node(node)


def _of_code(code: str) -> Iterator[tuple[str, str]]:
    """Names that the code behind a magic of one line binds."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        yield from _of_node(node)


def _of_node(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name, ""
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, ""
        case ast.arg(arg=name):
            yield name, ""
        case ast.Import(names=names):
            for alias in names:
                yield alias.asname or alias.name.partition(".")[0], _plain_import(alias)
        case ast.ImportFrom(module=module, names=names):
            for alias in names:
                yield alias.asname or alias.name, f"from {module} import {alias.name}"
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, ""
        case _:
            return


def _plain_import(alias: ast.alias) -> str:
    return f"import {alias.name}" if alias.asname else f"import {alias.name.partition('.')[0]}"
