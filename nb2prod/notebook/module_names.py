"""Names that a module binds, as far as its text shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.notebook.beside import is_python

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_PLAIN = (ast.Assign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BY_TEXT = frozenset({"exec", "globals", "locals", "vars", "setattr"})


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """Names at the top level of a module.

    Attributes:
        certain: Those that it surely binds.
        possible: Those that it binds on some way through it.
        imports: For each name that an import binds: the import.
        exported: What `__all__` lists; `None` if there is none.
        complete: Whether nothing binds or unbinds further names by other means.
    """

    certain: frozenset[str]
    possible: frozenset[str]
    imports: dict[str, str]
    exported: frozenset[str] | None
    complete: bool

    @property
    def public(self) -> frozenset[str]:
        """What a star import gives."""
        if self.exported is not None:
            return self.exported
        return frozenset(n for n in self.certain | self.possible if not n.startswith("_"))


def module_names(text: str) -> ModuleNames | None:
    """Read the names of a module off its text.

    Args:
        text: Its source.

    Returns:
        The names; `None` if it is no Python.
    """
    if not is_python(text):
        return None
    tree = ast.parse(text)
    certain: set[str] = set()
    possible: set[str] = set()
    for statement in tree.body:
        plain = isinstance(statement, _PLAIN)
        (certain if plain else possible).update(_bound(statement))
    exports = [_listed(s) for s in tree.body if _mentions_all(s)]
    inside = [node for s in tree.body for node in _own(s)]
    return ModuleNames(
        certain=frozenset(certain),
        possible=frozenset(possible - certain),
        imports={name: text for node in inside for name, text in import_texts(node)},
        exported=exports[0] if exports else None,
        complete=len(exports) <= 1 and None not in exports and not any(map(_is_unsure, inside)),
    )


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """A node and what runs with it: nothing inside of functions and classes."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, _SCOPES):
            waiting += ast.iter_child_nodes(part)


def _bound(node: ast.AST) -> Iterator[str]:
    for part in _own(node):
        match part:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Import() | ast.ImportFrom():
                yield from (name for name, _ in import_texts(part))


def import_texts(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that an import statement binds, each with an import of it alone; nothing for another node."""
    match node:
        case ast.Import(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0], ast.unparse(ast.Import([alias]))
        case ast.ImportFrom(module=module, names=aliases, level=level):
            for alias in aliases:
                if alias.name != "*":
                    yield alias.asname or alias.name, ast.unparse(ast.ImportFrom(module, [alias], level))


def _mentions_all(statement: ast.stmt) -> bool:
    return any(isinstance(part, ast.Name) and part.id == "__all__" for part in _own(statement))


def _listed(statement: ast.stmt) -> frozenset[str] | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=parts) | ast.Tuple(elts=parts)):
            texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
            return frozenset(texts) if len(texts) == len(parts) else None
    return None


def _is_unsure(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(names=[ast.alias(name="*")]) | ast.Delete():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _BY_TEXT
    return False
