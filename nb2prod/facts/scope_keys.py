"""Names that code binds, unbinds or looks up by text, where the text can only be one of a few.

`globals().update(given)` binds what the keys of `given` say: a function that is only called has the dictionaries that
its calls give it, and one that nobody changes has the keys that it was written with.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nb2prod.facts.name_sources import Names, Source, gather
from nb2prod.facts.scopes import FUNCTIONS, parameters
from nb2prod.facts.tree import children

Strings = frozenset[str]
# Methods of a dictionary, list or set that leave its keys or elements as they are.
READING = frozenset("items keys values get copy index count".split())
DEPTH = 12


@dataclass(slots=True)
class Keys(Names):
    """Answers which texts an expression may be, over all code of a notebook.

    Attributes:
        asked: Names of the notebook's scope that an answer rests on.
    """

    asked: set[str] = field(default_factory=set)

    def texts(self, node: ast.expr, depth: int = DEPTH) -> Strings | None:
        """Texts that an expression may be; `None` where that is not known."""
        match node:
            case ast.Constant(value=str(text)):
                return frozenset([text])
            case ast.Name():
                found = self._sources(node)
                return _union(self._text_of(s, depth - 1) for s in found) if found and depth else None
        return None

    def elements(self, node: ast.AST, depth: int = DEPTH) -> Strings | None:
        """Texts that going through an expression gives: the keys of a dictionary."""
        if not depth:
            return None
        match node:
            case ast.Dict(keys=keys):
                return _union(self.texts(k, depth - 1) if k is not None else None for k in keys)
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                return _union(self.texts(p, depth - 1) for p in parts)
            case ast.DictComp(key=part) | ast.SetComp(elt=part) | ast.ListComp(elt=part):
                return self.texts(part, depth - 1)
            case ast.Name():
                found = self._sources(node)
                if not found or not self._unchanged(node, depth - 1):
                    return None
                return _union(self._elements_of(s, depth - 1) for s in found)
        return None

    def _text_of(self, source: Source, depth: int) -> Strings | None:
        match source:
            case Source("value", ast.expr() as node):
                return self.texts(node, depth)
            case Source("element", node):
                return self.elements(node, depth)
        return None

    def _elements_of(self, source: Source, depth: int) -> Strings | None:
        match source:
            case Source("value", node):
                return self.elements(node, depth)
            case Source("parameter", ast.FunctionDef() as given_to, index=index):
                given = self._given(given_to, index)
                return _union(self.elements(g, depth) for g in given) if given else None
            case Source("item", ast.Call(func=ast.Name() as callee), index=index):
                called = self._function(callee)
                returned = _returned(called, index) if called is not None else None
                return _union(self.elements(r, depth) for r in returned) if returned else None
        return None

    def _sources(self, name: ast.Name) -> list[Source]:
        scope = self.home(name.id, self.scope_of[name])
        if scope is self.module:
            self.asked.add(name.id)
        special = name.id in self.shared or isinstance(scope, ast.ClassDef)
        return [] if special else self.sources.get((scope, name.id), [])

    def home(self, name: str, scope: ast.AST) -> ast.AST:
        """The scope that a name belongs to where it is read: classes around a function are passed over."""
        first = True
        while scope is not self.module:
            if (scope, name) in self.sources and (first or not isinstance(scope, ast.ClassDef)):
                return scope
            scope, first = self.scope_of[scope], False
        return scope

    def _unchanged(self, name: ast.Name, depth: int) -> bool:
        """Whether nothing that can reach what a name holds changes it."""
        home = self.home(name.id, self.scope_of[name])
        return depth > 0 and all(self._only_reads(n, depth) for n in self.loads.get((home, name.id), ()))

    def _only_reads(self, name: ast.Name, depth: int) -> bool:
        match self.parents[name]:
            case ast.For(iter=held) | ast.comprehension(iter=held):
                return held is name
            case ast.Compare(ops=[ast.In() | ast.NotIn()]):
                return True
            case ast.Subscript(value=held, ctx=ast.Load()):
                return held is name
            case ast.Attribute(attr=method) as attribute:
                return method in READING and isinstance(self.parents[attribute], ast.Call)
            case ast.Return() | ast.Tuple() as outer:
                returned = isinstance(outer, ast.Return) or isinstance(self.parents[outer], ast.Return)
                return returned and self._ends_here(name)
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="globals"), args=[]), attr="update")):
                return True
            case ast.Call(func=ast.Name() as callee, args=args) as call if name in args and callee is not name:
                function = self._function(callee)
                names = list(parameters(function.args)) if function is not None else []
                place = args.index(name)
                if function is None or not _plainly_called(call) or place >= len(names):
                    return False
                taken = self.loads.get((function, names[place].arg), ())
                return all(self._only_reads(n, depth - 1) for n in taken) if depth else False
        return False

    def _ends_here(self, name: ast.Name) -> bool:
        """Whether nothing reads what a name holds once the function that bound it has returned."""
        home = self.home(name.id, self.scope_of[name])
        at_once = (ast.ListComp, ast.SetComp, ast.DictComp)
        inside = all(s is home or isinstance(s, at_once) for s in map(self.scope_of.get, self.loads[home, name.id]))
        return inside and all(s.kind != "parameter" for s in self.sources.get((home, name.id), ()))

    def _function(self, callee: ast.Name) -> ast.FunctionDef | None:
        """The one function that a name stands for, if its calls are all that becomes of it."""
        match self._sources(callee):
            case [Source("function", ast.FunctionDef(decorator_list=[]) as function)] if _is_plain(function):
                home = self.home(callee.id, self.scope_of[callee])
                calls = [self.parents[n] for n in self.loads[home, callee.id]]
                named = all(isinstance(c, ast.Call) and getattr(c.func, "id", "") == callee.id for c in calls)
                return function if named else None
        return None

    def _given(self, function: ast.FunctionDef, index: int) -> list[ast.expr] | None:
        """What all calls of a function give for a parameter; `None` if one of them is not plain."""
        home = self.home(function.name, self.scope_of[function])
        names = self.loads.get((home, function.name), [])
        if not names or self._function(names[0]) is not function:
            return None
        parameter = list(parameters(function.args))[index].arg
        if len(self.sources[function, parameter]) > 1:
            return None
        found: list[ast.expr] = []
        for name in names:
            call = self.parents[name]
            if not isinstance(call, ast.Call) or not _plainly_called(call):
                return None
            named = [k.value for k in call.keywords if k.arg == parameter]
            found += named or call.args[index : index + 1] or [ast.Constant(None)]
        return found


def keys_of(nodes: Sequence[ast.stmt]) -> Keys:
    """Gather what is needed to tell which texts an expression may be.

    Args:
        nodes: All statements of a notebook.
    """
    keys = Keys()
    for node in nodes:
        gather(keys, node)
    for (scope, name), loads in list(keys.loads.items()):
        home = keys.home(name, scope)
        if home is not scope:
            del keys.loads[scope, name]
            keys.loads.setdefault((home, name), []).extend(loads)
    return keys


def _returned(function: ast.FunctionDef, index: int) -> list[ast.expr] | None:
    """Items that a function returns at one place of its tuple; `None` if it may return something else."""
    found: list[ast.expr] = []
    for node in _own(function):
        match node:
            case ast.Return(value=ast.Tuple(elts=parts)) if index < len(parts):
                found.append(parts[index])
            case ast.Return():
                return None
    return found


def _is_plain(function: ast.FunctionDef) -> bool:
    """Whether calling a function runs it to its end, on parameters that are named one by one."""
    special = function.args.vararg or function.args.kwarg
    return not special and not any(isinstance(n, ast.Yield | ast.YieldFrom) for n in _own(function))


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    todo: list[ast.AST] = [*function.body]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            todo += children(node)


def _plainly_called(call: ast.Call) -> bool:
    starred = any(isinstance(a, ast.Starred) for a in call.args)
    return not starred and all(k.arg is not None for k in call.keywords)


def _union(found: Iterable[Strings | None]) -> Strings | None:
    names: set[str] = set()
    for some in found:
        if some is None:
            return None
        names |= some
    return frozenset(names)
