"""A checker's types as ours: qualified classes, or nothing where a class can't be told from its name alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping

from nb2prod.analysis import Analysis
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.types.values import Class

UNKNOWN = "?"
_BUILTIN = frozenset("int float complex bool str bytes bytearray list dict set frozenset tuple range slice".split())
_NAMES = {"None": "none", "ndarray": "numpy.ndarray", "NDArray": "numpy.ndarray", "LiteralString": "str"}
_NAMES |= {"Generator": "generator", "ModuleType": "module"}
_WITH_PARTS = frozenset("list dict set frozenset tuple".split())
_ALWAYS = ("pandas", "numpy")
_CLASS = re.compile(r"(?<![\w'\"])[A-Z]\w*")
_SPECIAL = frozenset("Any Unknown None Literal Self Never Overload BoundMethod Module TypedDict Callable".split())


class Names:
    """Which class a short name stands for in a notebook."""

    def __init__(self, analysis: Analysis, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.own = {
            value.refers.name
            for values in analysis.interpretation.values.values()
            for value in values.values()
            if isinstance(value.refers, Class)
        }
        imports = [i for facts in analysis.facts for i in facts.imports if i.name != "*"]
        self.roots = {*_ALWAYS, *(i.module.partition(".")[0] for i in imports)}
        self.imported = {i.name: knowledge.canonical(i.qualified) for i in imports if i.member}
        self.listed = _listed(self.roots, knowledge)
        self.defined: Mapping[str, str] = {}

    def qualified(self, name: str) -> str:
        """The class behind a name; `?` where it can't be told."""
        if name in _BUILTIN or name in self.own:
            return name
        found = _NAMES.get(name) or self.imported.get(name) or self.listed.get(name) or self.defined.get(name)
        return found or UNKNOWN

    def missing(self, texts: Iterable[str]) -> set[str]:
        """Names of classes in a checker's types that are not known."""
        found = {name for text in texts for name in _CLASS.findall(text)}
        return {name for name in found - _SPECIAL if self.qualified(name) == UNKNOWN}

    def look_up(self, defined: Mapping[str, str]) -> None:
        """Take in where the environment's libraries define classes."""
        self.defined = {name: self.knowledge.canonical(place) for name, place in defined.items()}


def _listed(roots: Iterable[str], knowledge: Knowledge) -> Mapping[str, str]:
    """Classes of the tables by their own name, where only one has it."""
    found: dict[str, set[str]] = {}
    for root in sorted(roots):
        for table in knowledge.tables_of(root):
            for name in table.types:
                found.setdefault(name.rpartition(".")[2], set()).add(knowledge.canonical(name))
    return {short: min(names) for short, names in found.items() if len(names) == 1}


def translated(text: str, names: Names) -> str:
    """Say a checker's type in our words.

    Args:
        text: The type as the checker writes it.
        names: What short names stand for.

    Returns:
        A canonical type, or `?`.
    """
    if text.startswith(("type[", "<class ")):
        return "type"
    if text.startswith(("Module[", "<module ")):
        return "module"
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return UNKNOWN
    return _type(node, names)


def _type(node: ast.expr, names: Names) -> str:
    match node:
        case ast.Constant(value=None):
            return "none"
        case ast.Name(name) | ast.Attribute(attr=name):
            return names.qualified(name)
        case ast.BinOp(op=ast.BitOr()):
            return _union(list(_members(node)), names)
        case ast.Subscript(ast.Name("Literal"), inner):
            return _literal(inner)
        case ast.Subscript(ast.Name(name) | ast.Attribute(attr=name), inner):
            head = names.qualified(name)
            return _with_parts(head, inner, names) if head in _WITH_PARTS else head
    return UNKNOWN


def _members(node: ast.expr) -> Iterable[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _members(left)
            yield from _members(right)
        case _:
            yield node


def _union(members: list[ast.expr], names: Names) -> str:
    """One type, if it is the same in all cases, or may only be missing; which one of several is not known."""
    found = {_type(member, names) for member in members}
    rest = sorted(found - {"none"})
    if len(rest) != 1 or UNKNOWN in rest:
        return UNKNOWN
    return f"{rest[0]} | none" if "none" in found else rest[0]


def _literal(inner: ast.expr) -> str:
    values = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    constants = [value.operand if isinstance(value, ast.UnaryOp) else value for value in values]
    kinds = {type(each.value).__name__ if isinstance(each, ast.Constant) else UNKNOWN for each in constants}
    return kinds.pop() if len(kinds) == 1 else UNKNOWN


def _with_parts(head: str, inner: ast.expr, names: Names) -> str:
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if any(isinstance(part, ast.Constant) and part.value is Ellipsis for part in parts):
        return head
    found = [_type(part, names) for part in parts]
    known = head == "tuple" or UNKNOWN not in found
    return f"{head}[{', '.join(found)}]" if known and found else head
