"""From a statement to its facts."""

from __future__ import annotations

import ast
import importlib
import re
from functools import cache

from nb2prod.facts.chains import dotted
from nb2prod.facts.free_names import free_of_class, free_of_function
from nb2prod.facts.model import Definition, Facts, ImportedName
from nb2prod.facts.module_lookups import MODULE, looks_into_module
from nb2prod.facts.probes import bound_by_probe
from nb2prod.facts.scopes import DYNAMIC, FRAME_SCOPES, FUNCTIONS, bound_names, declared_global, own_nodes, parameters
from nb2prod.facts.text_names import names_in_text, reads_texts
from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import Walk, class_body
from nb2prod.notebook.model import Statement

# Modules of the standard library whose public names are known without running any of the notebook's code.
STARRED = frozenset(
    "math cmath random itertools functools collections string time datetime re typing decimal "
    "fractions statistics operator os os.path pathlib glob copy json".split()
)


@cache
def public_names(module: str) -> tuple[str, ...]:
    """Names that a star import of a module of the standard library binds."""
    loaded = importlib.import_module(module)
    names = getattr(loaded, "__all__", None) or [n for n in vars(loaded) if not n.startswith("_")]
    return tuple(sorted(names))


@cache
def all_names(module: str) -> frozenset[str]:
    """Names of a module of the standard library; of one of `STARRED` only."""
    return frozenset(dir(importlib.import_module(module)))


def gather_facts(statement: Statement) -> Facts:
    """Read off what a statement does to names.

    Args:
        statement: The statement; one without code (a magic that is left out) has no facts.

    Returns:
        Its facts. For a definition `reads` are those of its header only; its body's are in `definition`.
    """
    node = statement.node
    if node is None:
        return Facts(statement)
    walk = Walk()
    definition = None
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            definition = _function(node, walk, statement.source)
        case ast.ClassDef():
            definition = _class(node, walk, statement.source)
        case _:
            walk.statement(node)
    starred = frozenset(i.name for i in imported_names(node) if i.name != "*") if _is_star(node) else frozenset()
    return Facts(
        statement=statement,
        reads=frozenset(walk.reads),
        exposed=frozenset(walk.exposed),
        may_bind=frozenset(walk.may_bind) | starred,
        must_bind=frozenset(walk.bound & walk.may_bind) | starred,
        probed=bound_by_probe(node),
        stores=frozenset(walk.stores),
        deletes=frozenset(walk.deletes),
        changes=frozenset(walk.changes),
        calls=tuple(walk.calls),
        captures=frozenset(walk.captures),
        definition=definition,
        imports=imported_names(node),
        dynamic=_dynamic_of(node, statement.source, walk, definition),
        awaits=walk.awaits,
    )


def _dynamic_of(node: ast.stmt, source: str, walk: Walk, definition: Definition | None) -> frozenset[str]:
    found = frozenset(walk.dynamic) | _dynamic_in_functions(node, source, definition)
    if definition is None and "global " in source and any(declared_global(node)):
        found |= {"globals"}
    return found | {MODULE} if definition is None and looks_into_module(node, source) else found


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def imported_names(node: ast.stmt) -> tuple[ImportedName, ...]:
    """Names that an import statement binds, each with an import of its own."""
    match node:
        case ast.Import(names=aliases):
            return tuple(_plain_import(a) for a in aliases)
        case ast.ImportFrom(names=[ast.alias(name="*")], module=str(module), level=0) if module in STARRED:
            return tuple(
                ImportedName(name, module, name, f"from {module} import {name}") for name in public_names(module)
            )
        case ast.ImportFrom(names=aliases, module=module, level=level):
            source = "." * level + (module or "")
            return tuple(
                ImportedName(
                    a.asname or a.name,
                    source,
                    a.name,
                    f"from {source} import {a.name}" + (f" as {a.asname}" if a.asname else ""),
                )
                for a in aliases
            )
    return ()


def _plain_import(alias: ast.alias) -> ImportedName:
    name = alias.asname or alias.name.partition(".")[0]
    text = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    return ImportedName(name, alias.name, "", text)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, walk: Walk, source: str) -> Definition:
    notes = [a.annotation for a in parameters(node.args) if a.annotation] + ([node.returns] if node.returns else [])
    for part in [*node.decorator_list, *_defaults(node), *notes]:
        walk.expression(part)
    free = free_of_function(node)
    text: frozenset[str] = frozenset()
    if reads_texts(source):
        text = names_in_text(node) - bound_names(own_nodes(node.body)) - {a.arg for a in parameters(node.args)}
    eager = frozenset(walk.reads)
    calls = tuple(c.path or "?" for c in walk.calls)
    walk.bind(node.name)
    return Definition(
        name=node.name,
        kind="function",
        eager=eager,
        free=free.reads | text,
        global_writes=free.writes,
        nested=free.nested,
        delayed=free.yields or isinstance(node, ast.AsyncFunctionDef),
        decorators=tuple(_decorator(d) for d in node.decorator_list),
        eager_calls=calls,
        dynamic=_dynamic_inside(node, source),
    )


def _class(node: ast.ClassDef, walk: Walk, source: str) -> Definition:
    for part in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
        walk.expression(part)
    inside = class_body(node)
    walk.load(inside.exposed)
    late = free_of_class(node)[1]
    text = names_in_text(node) if reads_texts(source) else frozenset()
    walk.bind(node.name)
    return Definition(
        name=node.name,
        kind="class",
        eager=frozenset(walk.reads),
        free=late.reads | text,
        global_writes=late.writes,
        nested=late.reads | text,
        delayed=True,
        decorators=tuple(_decorator(d) for d in node.decorator_list),
        eager_calls=tuple(c.path or "?" for c in [*walk.calls, *inside.calls]),
        dynamic=_dynamic_inside(node, source),
    )


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    return [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]


SCOPE_WORDS = re.compile(r"\b(exec|eval|globals|locals|vars|dir)\b")


def _decorator(node: ast.expr) -> str:
    return dotted(node.func) if isinstance(node, ast.Call) else dotted(node)


def _dynamic_in_functions(node: ast.stmt, source: str, definition: Definition | None) -> frozenset[str]:
    """Built-ins that lambdas of a statement reach into the notebook's scope with; their own scope is not that.

    Functions that a branch or a loop defines, too.
    """
    kinds = (ast.Lambda,) if definition is not None else (ast.Lambda, *FUNCTIONS)
    if not ("lambda" in source or "def " in source) or not SCOPE_WORDS.search(source):
        return frozenset()
    found = [_dynamic(n) for n in descendants(node) if isinstance(n, kinds)]
    return frozenset().union(*found) & {"globals", "exec", "eval"}


def _dynamic_inside(node: ast.stmt, source: str) -> frozenset[str]:
    """What the body of a definition reaches into scopes with."""
    found = _dynamic(node) if SCOPE_WORDS.search(source) else frozenset[str]()
    if looks_into_module(node, source):
        found |= {MODULE}
    if not any(word in source for word in FRAME_SCOPES):
        return found
    frames = any(isinstance(n, ast.Attribute) and n.attr in FRAME_SCOPES for n in descendants(node))
    return found | {"globals"} if frames else found


def _dynamic(node: ast.AST) -> frozenset[str]:
    return frozenset(
        n.func.id
        for n in descendants(node)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in DYNAMIC
        if not (n.func.id in {"vars", "dir"} and n.args)
    )
