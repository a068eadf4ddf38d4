"""What a piece of code calls, reads and binds, in one pass: statements inside of others have no facts of their own."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from nb2prod.facts.model import Call
from nb2prod.facts.walk import dotted, root_name
from nb2prod.notebook.nodes import NODE_FIELDS

BLOCKS = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
_PLACES = (ast.Attribute, ast.Subscript)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)

GROWING = frozenset(
    "append extend add update insert remove pop sort fit compile setdefault drop rename reverse".split()
)
"""Methods that change their receiver, often enough to count as a change for the context of a value."""


@dataclass(slots=True)
class Part:
    """One statement, or the head of a compound one.

    Attributes:
        node: The statement.
        calls: Its calls, outer ones before those in their arguments.
        attributes: Names of the attributes that it loads.
        reads: Names that it loads.
        binds: Names that it binds.
        changes: Names whose object it stores into or changes by a method.
        strings: Text constants in it: names of columns, among others.
        stores: Items and attributes that it stores into.
    """

    node: ast.stmt
    calls: list[Call] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    stores: list[ast.Subscript | ast.Attribute] = field(default_factory=list)

    @property
    def column(self) -> str:
        """Name of the column that it stores; empty if there is none or more than one."""
        match self.stores:
            case [ast.Subscript(slice=ast.Constant(value=str(name)))] | [ast.Attribute(attr=name)]:
                return name
        return ""


def collect(node: ast.stmt) -> Part:
    """Collect what a statement does; of a compound statement only its head, of a definition only its decorators.

    Args:
        node: The statement.
    """
    part = Part(node)
    if isinstance(node, BLOCKS):
        _walk(part, _head(node))
    elif isinstance(node, DEFINITIONS):
        part.binds.add(node.name)
    elif isinstance(node, ast.Import | ast.ImportFrom):
        part.binds.update(alias.asname or alias.name.partition(".")[0] for alias in node.names)
    else:
        _walk(part, [node])
    if isinstance(node, ast.AugAssign):
        _augmented(part, node.target)
    return part


def blocks_of(node: ast.stmt) -> list[list[ast.stmt]]:
    """Blocks of statements inside a compound statement, in order."""
    match node:
        case ast.Try() | ast.TryStar():
            return [node.body, *(handler.body for handler in node.handlers), node.orelse, node.finalbody]
        case ast.Match():
            return [case.body for case in node.cases]
        case ast.With() | ast.AsyncWith() | ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.body]
        case ast.For() | ast.AsyncFor() | ast.While() | ast.If():
            return [node.body, node.orelse]
    return []


def _head(node: ast.stmt) -> list[ast.AST]:
    match node:
        case ast.For() | ast.AsyncFor():
            return [node.iter, node.target]
        case ast.While() | ast.If():
            return [node.test]
        case ast.With() | ast.AsyncWith():
            return [*node.items]
        case ast.Match():
            return [node.subject]
    return []


def _walk(part: Part, stack: list[ast.AST]) -> None:
    # The one loop over all nodes: it decides what classifying costs.
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            (part.reads if isinstance(node.ctx, ast.Load) else part.binds).add(node.id)
            continue
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                part.strings.add(node.value)
            continue
        if isinstance(node, ast.Call):
            _call(part, node)
        elif isinstance(node, _PLACES):
            _access(part, node)
        for name in NODE_FIELDS[type(node)]:
            child = getattr(node, name)
            if isinstance(child, list):
                stack += filter(None, child)  # A dictionary's `**` has no key.
            elif child is not None:
                stack.append(child)


def _call(part: Part, node: ast.Call) -> None:
    func = node.func
    path = dotted(func)
    method = func.attr if isinstance(func, ast.Attribute) else path
    part.calls.append(Call(path, method, node))
    if isinstance(func, ast.Attribute) and (method in GROWING or inplace(node)) and (root := root_name(func.value)):
        part.changes.add(root)


def inplace(node: ast.Call) -> bool:
    """Whether a call is told to change its receiver."""
    return any(k.arg == "inplace" and isinstance(k.value, ast.Constant) and bool(k.value.value) for k in node.keywords)


def _access(part: Part, node: ast.Attribute | ast.Subscript) -> None:
    if isinstance(node.ctx, ast.Load):
        if isinstance(node, ast.Attribute):
            part.attributes.append(node.attr)
        return
    if isinstance(node.ctx, ast.Store):
        part.stores.append(node)
    if root := root_name(node):
        part.changes.add(root)


def _augmented(part: Part, target: ast.expr) -> None:
    if isinstance(target, ast.Name):
        part.reads.add(target.id)
        part.changes.add(target.id)
