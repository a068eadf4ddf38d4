"""Names that code binds by text: `globals()["x"] = …`, `exec(…)`, `setattr(sys.modules[__name__], "x", …)`."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.module_lookups import MODULE, looks_into_module, patched_name
from nb2prod.facts.scopes import CHANGING_SCOPE
from nb2prod.facts.tree import descendants
from nb2prod.plan.unit import Unit

# What reaches into the notebook's scope from a function: `locals()` and `vars()` are the function's own there.
REACHING = frozenset({"globals", "exec", "eval", MODULE})
DEFINING = re.compile(r"\b(def|class|lambda|import)\b")


@dataclass(frozen=True, slots=True)
class Written:
    """Names that code binds by text.

    Attributes:
        names: Those that stand there as literals.
        others: Whether it may bind any other name as well.
    """

    names: frozenset[str] = frozenset()
    others: bool = False

    def may_bind(self, name: str) -> bool:
        """Whether it may bind a name."""
        return self.others or name in self.names

    def __or__(self, more: Written) -> Written:
        return Written(self.names | more.names, self.others or more.others)


def written_at(units: Sequence[Unit], marked: Mapping[int, frozenset[str]]) -> dict[int, Written]:
    """What each of the marked statements may bind by text, itself or in a function that it calls.

    Args:
        units: All statements.
        marked: Their positions, with the names that mean the scope itself there.
    """
    inside = Written()
    for unit in units:
        if unit.facts.definition is not None and unit.facts.definition.dynamic & REACHING:
            inside |= written(unit.statement.node)
    found: dict[int, Written] = {}
    for position, aliases in marked.items():
        own = written(units[position].statement.node, aliases)
        calls = not units[position].facts.dynamic or own.others
        found[position] = own | inside if calls or _calls_own(units, position) else own
    return found


def text_writers(units: Sequence[Unit]) -> dict[str, Written]:
    """Names through which code runs that binds names of the notebook by text; where a branch holds it, by `global` too.

    Args:
        units: All statements.
    """
    found: dict[str, Written] = {}
    for unit in units:
        definition = unit.facts.definition
        dynamic = unit.facts.dynamic if definition is None else definition.dynamic
        own = written(unit.statement.node) if dynamic & REACHING else Written()
        if found and definition is None:  # what it binds may hold what it reads
            for name in found.keys() & unit.facts.reads:
                own |= found[name]
        if own != Written():
            for name in unit.binds if definition is None else (definition.name,):
                found[name] = found.get(name, Written()) | own
    return found


def _calls_own(units: Sequence[Unit], position: int) -> bool:
    """Whether a statement mentions a function of the notebook, which may reach into the scope by text."""
    own = {u.facts.definition.name for u in units if u.facts.definition is not None}
    return bool(units[position].facts.reads & own)


def written(node: ast.stmt | None, aliases: frozenset[str] = frozenset()) -> Written:
    """Names that code binds by text.

    Args:
        node: The code.
        aliases: Names that mean the scope itself: `g = globals()`, `import __main__`.
    """
    found = Written()
    for part in ast.walk(node) if node is not None else ():
        found |= _written(part, aliases)
    return found


def _written(part: ast.AST, aliases: frozenset[str]) -> Written:
    match part:
        case ast.Subscript(value=scope, slice=key, ctx=ast.Store() | ast.Del()) if is_scope(scope, aliases):
            return _key(key)
        case ast.Attribute(value=scope, attr=name, ctx=ast.Store() | ast.Del()) if is_scope(scope, aliases):
            return Written(frozenset([name]))
        case ast.Call(func=ast.Attribute(value=scope, attr=method), args=[*given]) if is_scope(scope, aliases):
            if method in CHANGING_SCOPE:
                return _key(given[0]) if method in {"setdefault", "pop", "__setitem__"} and given else _ANY
        case ast.Call(func=ast.Name(id="setattr" | "delattr"), args=[scope, key, *_]) if is_scope(scope, aliases):
            return _key(key)
        case ast.Call(func=ast.Name(id="exec")):
            return _ANY
        case ast.Global(names=names):
            return Written(frozenset(names))
        case ast.Call() if name := patched_name(part):
            return Written(frozenset([name]))
        case ast.Assign(value=ast.Call() as value) if is_scope(value, frozenset()):
            return _ANY
    return Written()


def is_scope(node: ast.expr, aliases: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is the notebook's scope, as a dictionary or as a module."""
    match node:
        case ast.Call(func=ast.Name(id="globals" | "locals" | "vars"), args=[]):
            return True
        case ast.Name(id=name):
            return name in aliases
        case ast.Attribute(attr="__globals__"):
            return True
        case ast.Attribute(value=module, attr="__dict__"):
            return is_scope(module, aliases)
        case ast.Call(func=ast.Name(id="vars"), args=[module]):
            return is_scope(module, aliases)
    return looks_into_module(node, ast.unparse(node)) if isinstance(node, ast.Subscript | ast.Call) else False


def unbinds(node: ast.stmt | None, aliases: frozenset[str]) -> bool:
    """Whether code may unbind names by text."""
    for part in descendants(node) if node is not None else ():
        match part:
            case ast.Subscript(value=scope, ctx=ast.Del()) | ast.Attribute(value=scope, ctx=ast.Del()):
                if is_scope(scope, aliases):
                    return True
            case ast.Call(func=ast.Attribute(value=scope, attr="pop" | "popitem" | "clear" | "__delitem__")):
                if is_scope(scope, aliases):
                    return True
            case ast.Call(func=ast.Name(id="delattr"), args=[scope, *_]):
                if is_scope(scope, aliases):
                    return True
    return False


def may_define(node: ast.stmt | None) -> bool:
    """Whether code in a text may define functions: it says so, or the text is not there to be read."""
    for part in descendants(node) if node is not None else ():
        match part:
            case ast.Call(func=ast.Name(id="exec"), args=[text, *_]):
                shown = [n.value for n in (text, *descendants(text)) if isinstance(n, ast.Constant)]
                words = " ".join(t for t in shown if isinstance(t, str))
                if not words or isinstance(text, ast.Name | ast.Attribute | ast.Call) or DEFINING.search(words):
                    return not _formats(text) or bool(DEFINING.search(words))
    return False


def _formats(text: ast.expr) -> bool:
    """Whether a text is a literal with values put in: `"x_{} = 1".format(i)`."""
    match text:
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format")):
            return True
    return False


_ANY = Written(others=True)


def _key(node: ast.expr) -> Written:
    match node:
        case ast.Constant(value=str(name)):
            return Written(frozenset([name]))
    return _ANY
