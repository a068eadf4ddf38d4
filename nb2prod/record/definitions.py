"""Functions that the notebook defines: those that are recorded, and those that are handed to a step."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.record.model import LeftOut
from nb2prod.record.modules import Modules
from nb2prod.record.subject import Argument, Closure, Place, Subject
from nb2prod.verify.places import Placed, Places

_CACHES = frozenset({"lru_cache", "cache"})
_TRANSLATORS = frozenset({"jit", "njit", "vmap", "numba", "jax", "compile", "getsource"})
_TRANSLATING = frozenset({"function", "script"})


def defined_functions(analysis: Analysis, places: Places, modules: Modules) -> Iterator[Subject | LeftOut]:
    """Find functions that the notebook defines and that the package has at the top of a module.

    Args:
        analysis: The notebook.
        places: Where its statements are in the project.
        modules: The package's modules.

    Yields:
        Those that can be called alike, and why the others can't.
    """
    facts = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
    defined = [s for s in places.statements if s.disposition == "hoisted" and s.module and s.module != "shared"]
    names = [(s.cell, name) for s in defined for name in s.binds]
    own = _own_functions(defined, facts)
    for placed in defined:
        known = facts.get((placed.cell, placed.ordinal))
        source = known.statement.node if known else None
        if not isinstance(source, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        node = modules.function(placed.module, placed.function)
        added = _added(source, node)
        if known and known.definition and known.definition.global_writes and added:
            added = None
        if any(not _passes_on(decorator, own) for decorator in source.decorator_list):
            reason = "it is decorated by something that may need its code as it is, or call it in another way"
        else:
            reason = _obstacle(source, node, times=names.count((placed.cell, source.name)), alike=added is not None)
        name = f"{placed.module}.{placed.function}"
        yield LeftOut(name, reason) if reason else _subject(name, source, placed, added or ())


def _obstacle(
    source: ast.FunctionDef | ast.AsyncFunctionDef,
    node: ast.FunctionDef | ast.AsyncFunctionDef | None,
    *,
    times: int,
    alike: bool,
) -> str:
    """Why a function can't be recorded; empty where it can."""
    if node is None:
        return "it is no longer in its module"
    if times > 1:
        return "a cell defines it more than once"
    if isinstance(source, ast.AsyncFunctionDef) or _yields(source):
        return "it is a generator or a coroutine, and runs later than it is called"
    if source.args.vararg or source.args.kwarg or source.args.posonlyargs:
        return "it takes any number of arguments, or some by position alone"
    return "" if alike else "its parameters are not those that it has in the notebook"


def _own_functions(defined: Iterable[Placed], facts: Mapping[Place, Facts]) -> dict[str, ast.FunctionDef]:
    nodes = (facts[s.cell, s.ordinal].statement.node for s in defined if (s.cell, s.ordinal) in facts)
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def _passes_on(decorator: ast.expr, own: Mapping[str, ast.FunctionDef]) -> bool:
    """Whether what a decorator makes can be called like the function: caches do, and decorators of the notebook's own.

    Some translate the function's code to that of a machine, which nothing may be put into.
    """
    named = decorator.func if isinstance(decorator, ast.Call) else decorator
    name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
    if name in _CACHES:
        return True
    if not isinstance(named, ast.Name) or name not in own:
        return False
    names = {n.id for n in ast.walk(own[name]) if isinstance(n, ast.Name)}
    attributes = {n.attr for n in ast.walk(own[name]) if isinstance(n, ast.Attribute)}
    return names.isdisjoint(_TRANSLATORS) and attributes.isdisjoint(_TRANSLATORS | _TRANSLATING)


def _added(
    source: ast.FunctionDef | ast.AsyncFunctionDef, node: ast.FunctionDef | ast.AsyncFunctionDef | None
) -> tuple[str, ...] | None:
    """Parameters that the package's function has besides, for globals; `None` where the others are not the same."""
    if node is None:
        return None
    known = {a.arg for a in source.args.kwonlyargs}
    pairs = list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
    kept = [(a, default) for a, default in pairs if a.arg in known]
    rest = ast.arguments(
        posonlyargs=node.args.posonlyargs,
        args=node.args.args,
        vararg=node.args.vararg,
        kwonlyargs=[a for a, _ in kept],
        kw_defaults=[default for _, default in kept],
        kwarg=node.args.kwarg,
        defaults=node.args.defaults,
    )
    added = [(a, default) for a, default in pairs if a.arg not in known]
    is_alike = ast.dump(rest) == ast.dump(source.args) and all(default is None for _, default in added)
    return tuple(a.arg for a, _ in added) if is_alike else None


def _subject(
    name: str, source: ast.FunctionDef | ast.AsyncFunctionDef, placed: Placed, added: tuple[str, ...]
) -> Subject:
    names = [a.arg for a in (*source.args.args, *source.args.kwonlyargs)]
    arguments = tuple(Argument(name, "", named=True) for name in (*names, *added))
    return Subject(
        name=name,
        module=placed.module,
        function=placed.function,
        cells=(placed.cell,),
        places=((placed.cell, placed.ordinal),),
        arguments=arguments,
        returns=("result",),
        defined=source.name,
        added=added,
    )


def _yields(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))


def closure_of(name: str, before: Place, analysis: Analysis, places: Places) -> Closure | None:
    """The definition of an input that is a function of the pipeline or a step, the last before a statement."""
    return _Texts(before, analysis, places).of(name, frozenset({"function"}))


def definitions_before(before: Place, analysis: Analysis, places: Places) -> tuple[Closure, ...]:
    """What the pipeline and its steps define before a statement: inputs may hold functions and instances of it."""
    texts = _Texts(before, analysis, places)
    found = (texts.of(name, frozenset({"class", "function"})) for name in sorted(texts.inline))
    return tuple(one for one in found if one is not None)


class _Texts:
    """Functions and classes that are defined while the pipeline runs, before a statement, as their text.

    Attributes:
        inline: Where names are bound then.
    """

    def __init__(self, before: Place, analysis: Analysis, places: Places) -> None:
        known = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
        self._facts = {place: facts for place, facts in sorted(known.items()) if place < before}
        self._imports = {n.name: place for place, f in self._facts.items() for n in f.imports}
        self.inline: dict[str, list[Place]] = {}
        for statement in places.statements:
            place = (statement.cell, statement.ordinal)
            if statement.order is not None and place in self._facts:
                for name in statement.binds:
                    self.inline.setdefault(name, []).append(place)

    def of(self, name: str, kinds: frozenset[str], around: frozenset[str] = frozenset()) -> Closure | None:
        """The last definition of a name, with those that it reads, unless it is in one of its own."""
        place = max(self.inline.get(name, ()), default=None)
        definition = self._facts[place].definition if place else None
        if place is None or definition is None or definition.kind not in kinds or name in around:
            return None
        wanted = (definition.free | definition.eager) - {name}
        reads = tuple(sorted(n for n in wanted if n not in self._imports and not hasattr(builtins, n)))
        inside = (self.of(read, frozenset({"function", "class"}), around | {name}) for read in reads)
        imports = tuple(sorted({self._imports[n] for n in wanted & self._imports.keys()}))
        return Closure(name, place, reads, imports, tuple(one for one in inside if one is not None))
