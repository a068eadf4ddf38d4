"""An own analysis of names that nothing binds, to hold against ruff's and mypy's."""

from __future__ import annotations

import ast
import builtins
import importlib
import symtable
import sys
from collections.abc import Iterable, Iterator

_GIVEN = frozenset(dir(builtins)) | {"__file__", "__name__", "__doc__", "__builtins__", "__path__", "__annotations__"}
_IN_CLASSES = frozenset({"__class__", "__module__", "__qualname__"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def undefined_names(source: str) -> frozenset[str]:
    """Find names that are read and that nothing binds, or that are read before anything can have bound them.

    Args:
        source: A module.

    Returns:
        The names; none where a star import may bind anything.

    Raises:
        SyntaxError: It is no Python.
    """
    tree = ast.parse(source)
    table = symtable.symtable(source, "module", "exec")
    early = frozenset(_early(tree.body, set(_GIVEN), None))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            early |= frozenset(_early_in_function(node))
    # For `symtable` a `del` binds, too.
    stored = {name for node in ast.walk(tree) for name in _stored(node)} | {
        name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names
    }
    starred = _star_names(tree)
    return early if starred is None else early | (_free(table) - (_bound(table) & stored) - _GIVEN - starred)


def missing_imports(source: str, package: str, defined: dict[str, frozenset[str]]) -> frozenset[str]:
    """Find names that are imported from a module of the package which does not have them.

    Args:
        source: A module of the package.
        package: Name of the package.
        defined: Names that each of its modules binds, by dotted name.
    """
    missing = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == package:
            known = defined.get(node.module)
            submodules = {
                name.removeprefix(f"{node.module}.") for name in defined if name.startswith(f"{node.module}.")
            }
            names = {alias.name for alias in node.names} - submodules - {"*"}
            missing |= names if known is None else names - known
    return frozenset(missing)


def spelled_out(source: str) -> str:
    """Name what star imports of the standard library bind: ruff takes any name for bound where one stands.

    Args:
        source: A module.
    """
    if "import *" not in source:
        return source
    lines = source.encode().split(b"\n")
    stars = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
    for node in stars:
        if node.module and not node.level and node.module.partition(".")[0] in sys.stdlib_module_names:
            row, start, end = node.lineno - 1, node.col_offset, node.end_col_offset
            if node.end_lineno == node.lineno:
                fresh = f"from {node.module} import {', '.join(_public(node.module))}".encode()
                lines[row] = lines[row][:start] + fresh + lines[row][end:]
    return b"\n".join(lines).decode()


def _public(module: str) -> list[str]:
    loaded = importlib.import_module(module)
    return sorted(getattr(loaded, "__all__", [n for n in dir(loaded) if not n.startswith("_")]))


def in_plain_text(source: str, row: int, column: int) -> bool:
    """Whether a place of a module is inside of a text that is no annotation: Python does not look for names there.

    Args:
        source: The module.
        row: Line, from 1.
        column: Column in characters, from 1.
    """
    tree = ast.parse(source)
    noted = {id(part) for node in ast.walk(tree) for note in _annotations(node) for part in ast.walk(note)}
    texts = [
        n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in noted
    ]
    line = source.split("\n")[row - 1]
    place = (row, len(line[: column - 1].encode()))
    return any((t.lineno, t.col_offset) <= place < (t.end_lineno, t.end_col_offset) for t in texts)


def _annotations(node: ast.AST) -> list[ast.expr]:
    notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
    return [n for n in notes if n is not None]


def bound_names(source: str) -> frozenset[str]:
    """Names that a module binds, from functions that declare them global too."""
    return _bound(symtable.symtable(source, "module", "exec"))


def _star_names(tree: ast.Module) -> frozenset[str] | None:
    """Names that star imports bind; `None` if one is of a module outside of the standard library."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(a.name == "*" for a in node.names):
            if not node.module or node.level or node.module.partition(".")[0] not in sys.stdlib_module_names:
                return None
            found |= set(dir(importlib.import_module(node.module)))
    return frozenset(found)


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _free(table: symtable.SymbolTable) -> frozenset[str]:
    found = set()
    for scope in _tables(table):
        top = scope.get_type() == "module"
        for symbol in scope.get_symbols():
            # A function called `top` passes for a module in `symtable`: all its names are global there, and local.
            outer = symbol.is_declared_global() or (symbol.is_global() and not symbol.is_local())
            if symbol.is_referenced() and (top or outer):
                found.add(symbol.get_name())
    return frozenset(found) - _IN_CLASSES


def _bound(table: symtable.SymbolTable) -> frozenset[str]:
    found = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
    for scope in _tables(table):
        found |= {s.get_name() for s in scope.get_symbols() if s.is_declared_global() and s.is_assigned()}
    return frozenset(found)


def _early_in_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    elsewhere = {n for s in ast.walk(node) if isinstance(s, ast.Global | ast.Nonlocal) for n in s.names}
    local = {name for statement in node.body for name in _stores(statement)} - elsewhere
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs, node.args.vararg, node.args.kwarg]
    return _early(node.body, {a.arg for a in given if a}, local)


def _early(body: Iterable[ast.stmt], bound: set[str], only: set[str] | None) -> Iterator[str]:
    """Names read before a line above can have bound them; a branch or loop binds all that it may."""
    later = {name for statement in body for name in _stores(statement)} if only is None else only
    for statement in body:
        own = set(_stores(statement)) if _is_block(statement) else set()
        for name in _loads(statement):
            if name in later and name not in bound | own:
                yield name
        bound |= set(_stores(statement))
        if isinstance(statement, ast.Delete):
            bound -= {target.id for target in statement.targets if isinstance(target, ast.Name)}


def _is_block(statement: ast.stmt) -> bool:
    return isinstance(
        statement,
        ast.For | ast.AsyncFor | ast.While | ast.If | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match,
    )


def _stores(node: ast.AST) -> Iterator[str]:
    """Names that a node binds in its own scope."""
    # No recursion: an expression of a thousand terms is a thousand deep.
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield from _stored(part)
        match part:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                continue
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from _walruses(part)
            case _:
                waiting += ast.iter_child_nodes(part)


def _stored(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.alias(name=name, asname=asname):
            yield asname or name.partition(".")[0]
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _walruses(node: ast.AST) -> Iterator[str]:
    return (n.target.id for n in ast.walk(node) if isinstance(n, ast.NamedExpr))


def _loads(node: ast.AST) -> Iterator[str]:
    """Names that a node reads at once; what a function's body reads, it reads when it is called."""
    waiting = [(node, frozenset[str]())]
    while waiting:
        part, own = waiting.pop()
        match part:
            case ast.Name(id=name, ctx=ast.Load()) | ast.AugAssign(target=ast.Name(id=name)) if name not in own:
                yield name
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                own |= {n for g in part.generators for n in _stores(g.target)} | set(_walruses(part))
            case ast.ClassDef():
                own |= {n for statement in part.body for n in _stores(statement)}
        plain = isinstance(part, ast.ClassDef) or not isinstance(part, _SCOPES)
        waiting += [(child, own) for child in (ast.iter_child_nodes(part) if plain else _outer_parts(part))]


def _outer_parts(node: ast.AST) -> list[ast.AST]:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    arguments: ast.arguments = getattr(node, "args", ast.arguments([], [], None, [], [], None, []))
    return [*decorators, *arguments.defaults, *(d for d in arguments.kw_defaults if d)]
