"""What each statement of a notebook does to names by text: which it binds, unbinds and looks up."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from nb2prod.facts.lookup_meaning import is_scope
from nb2prod.facts.model import Facts
from nb2prod.facts.module_lookups import MODULE
from nb2prod.facts.scope_keys import Keys, Strings, keys_of
from nb2prod.facts.scopes import CHANGING_SCOPE, FRAME_SCOPES, FUNCTIONS, declared_global
from nb2prod.facts.tree import children, descendants

# Methods of a scope that bind, and those that unbind, what their first argument says.
_BINDING = frozenset({"setdefault", "__setitem__"})
_UNBINDING = frozenset({"pop", "__delitem__"})
# Built-ins that give a scope and do nothing with it.
_SCOPES = frozenset({"globals", "locals", "vars", "dir"})
# Functions that read a scope as a whole and keep nothing of it that it could be changed through.
_READERS = frozenset({"sorted", "list", "len", "set", "print", "dict"})


@dataclass(frozen=True, slots=True)
class Reach:
    """What a statement does to names by text.

    Attributes:
        here: Names that it binds when it runs.
        later: Names that functions in it bind when they are called.
        unbinds: Names that either unbinds.
        looks: Names that either looks up; `None` if it may look up any.
    """

    here: Strings = frozenset()
    later: Strings = frozenset()
    unbinds: Strings = frozenset()
    looks: Strings | None = frozenset()

    @property
    def writes(self) -> Strings:
        """Names that it binds or unbinds."""
        return self.here | self.later | self.unbinds


def reach_by_text(facts: Sequence[Facts]) -> tuple[Reach, ...] | None:
    """Tell what each statement does to names by text; `None` if one may bind names that nothing tells.

    Args:
        facts: Facts of all statements.
    """
    if any(_is_opaque(f) for f in facts):
        return None
    reader = _Reader(facts)
    found = [reader.read(f) for f in facts]
    known = [r for r in found if r is not None]
    return tuple(known) if len(known) == len(found) and reader.rests_on_code(known) else None


class _Reader:
    """Reads off what statements do by text."""

    def __init__(self, facts: Sequence[Facts]) -> None:
        self.facts = facts

    @cached_property
    def keys(self) -> Keys:
        """What is known of texts, gathered when a text isn't a literal."""
        return keys_of([f.statement.node for f in self.facts if f.statement.node is not None])

    def rests_on_code(self, found: Sequence[Reach]) -> bool:
        """Whether nothing reaches by text what the answers rest on."""
        asked = self.keys.asked if "keys" in self.__dict__ else set[str]()
        looks = [r.looks for r in found]
        return not asked or all(n is not None and asked.isdisjoint(n) for n in (*looks, *(r.writes for r in found)))

    def read(self, facts: Facts) -> Reach | None:
        """Tell what one statement does; `None` if it may bind any name."""
        node, dynamic = facts.statement.node, _dynamic(facts)
        if node is None or not dynamic:
            return _NOTHING
        found = {kind: set[str]() for kind in ("here", "later", "unbinds", "looks")}
        every = not dynamic <= _SCOPES
        if _looks_into_frames(node):
            return None
        left = sum(is_scope(n, local=True) for n in descendants(node))
        for part, bound in _parts(node):
            for kind, names in self._touched(part, bound):
                left -= 1
                if names is None and kind != "looks":
                    return None
                every |= names is None
                found[kind] |= names or frozenset()
                if names and _needs(part):  # what is unbound has to be there
                    found["looks"] |= names
        if left:
            return None
        if facts.definition is None:  # what a definition binds so is known of it
            found["later"].update(*declared_global(node))
        here, later, unbinds, looks = map(frozenset, found.values())
        return Reach(here, later, unbinds, None if every else looks)

    def _touched(self, part: ast.AST, bound: str) -> Iterator[tuple[str, Strings | None]]:
        """What a node does whose operand is a scope: what kind of thing, to which names."""
        match part:
            case ast.Call(func=ast.Attribute(value=scope, attr=method)) if is_scope(scope, local=True):
                yield self._method(method, part, bound)
            case ast.Subscript(value=scope, slice=key, ctx=ctx) if is_scope(scope, local=True):
                kind = {ast.Load: "looks", ast.Store: bound}.get(type(ctx), "unbinds")
                yield kind, self._texts(key)
            case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[scope]):
                if is_scope(scope, local=True):
                    yield "looks", self._texts(key)
            case ast.For(iter=scope) | ast.comprehension(iter=scope):
                if is_scope(scope, local=True):
                    yield "looks", None
            case ast.Call(func=ast.Name(id=name), args=[scope]) if name in _READERS:
                if is_scope(scope, local=True):
                    yield "looks", None

    def _method(self, method: str, call: ast.Call, bound: str) -> tuple[str, Strings | None]:
        names = self._texts(call.args[0]) if call.args else None
        if method in _BINDING:
            return bound, names
        if method in _UNBINDING:
            return "unbinds", names
        if method == "update":
            return bound, self._updated(call)
        if method in CHANGING_SCOPE:
            return bound, None
        return "looks", names if method in {"get", "__contains__", "__getitem__"} else None

    def _updated(self, call: ast.Call) -> Strings | None:
        """Names that `update` binds."""
        given = [self._elements(a) for a in call.args]
        named = [frozenset([k.arg]) if k.arg else self._elements(k.value) for k in call.keywords]
        names: set[str] = set()
        for some in (*given, *named):
            if some is None:
                return None
            names |= some
        return frozenset(names)

    def _texts(self, node: ast.expr) -> Strings | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return frozenset([node.value])
        return self.keys.texts(node) if isinstance(node, ast.Name) else None

    def _elements(self, node: ast.expr) -> Strings | None:
        return self.keys.elements(node) if isinstance(node, ast.Name | ast.Dict | ast.DictComp) else None


def _dynamic(facts: Facts) -> frozenset[str]:
    return facts.dynamic | (facts.definition.dynamic if facts.definition is not None else frozenset())


def _is_opaque(facts: Facts) -> bool:
    """Whether a statement may bind names that do not stand in the notebook."""
    magic = facts.statement.magic
    if magic is not None and magic.translated and magic.name in {"%run", "%%capture"}:
        return True
    return any(i.name == "*" for i in facts.imports) or bool(_dynamic(facts) & {"exec", MODULE})


def _looks_into_frames(node: ast.stmt) -> bool:
    """Whether code looks up names of its caller: `currentframe().f_back.f_globals`."""
    return any(isinstance(n, ast.Attribute) and n.attr in FRAME_SCOPES for n in descendants(node))


def _needs(part: ast.AST) -> bool:
    """Whether what a node does depends on what the names are bound to: all but binding them."""
    match part:
        case ast.Subscript(ctx=ctx):
            return not isinstance(ctx, ast.Store)
        case ast.Call(func=ast.Attribute(attr=method)):
            return method not in {"update", "__setitem__"}
    return True


def _parts(node: ast.stmt) -> Iterator[tuple[ast.AST, str]]:
    """Every node of a statement, and when what it binds is bound: `here`, or `later` in a function."""
    todo: list[tuple[ast.AST, str]] = [(node, "here")]
    while todo:
        part, bound = todo.pop()
        yield part, bound
        inside = "later" if isinstance(part, (*FUNCTIONS, ast.Lambda)) else bound
        todo += [(c, inside) for c in children(part)]


_NOTHING = Reach()
