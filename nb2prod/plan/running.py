"""Bare lines that may run code of the notebook which changes something, though tables call them a look.

`pipe.predict(X)` of a pipeline that holds a function of the notebook runs that function; so does a method that a
subclass inherits and that calls one which it overrides.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from nb2prod.facts.chains import dotted
from nb2prod.facts.scopes import parameters
from nb2prod.facts.tree import descendants
from nb2prod.plan.effects import class_changes, inner_functions, outer_changes
from nb2prod.plan.formatted import OPTION
from nb2prod.plan.looking import mutates
from nb2prod.plan.types_at import TypesAt, is_plain
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.types.showing import RENDERED

# Bases that call nothing of their subclasses.
QUIET_BASES = frozenset("object ABC Exception ValueError Enum NamedTuple".split())


@dataclass(slots=True)
class Running:
    """Names through which a bare line may run code of the notebook that changes something.

    Attributes:
        direct: Functions that change what an attribute of a function or module holds: calling one is enough.
        callbacks: Functions, classes and objects with an effect where something else calls them.
        carriers: Values that hold such code, and code that makes them.
        marking: Functions that store into an attribute of what they are given.
        owners: Functions and modules, whose attributes no type keeps track of.
        formatting: Whether pandas is told a format for numbers, which may be such code.
        passed: What statements that were looked at give on, by their position.
    """

    direct: set[str] = field(default_factory=set)
    callbacks: set[str] = field(default_factory=set)
    carriers: set[str] = field(default_factory=set)
    marking: set[str] = field(default_factory=set)
    owners: set[str] = field(default_factory=set)
    formatting: bool = False
    passed: dict[int, set[str]] = field(default_factory=dict)

    def may_run(self, unit: Unit, types: TypesAt) -> bool:
        """Whether looking at the value of a bare line may run such code, or writes into an argument."""
        reads = unit.facts.reads
        carried = not reads.isdisjoint(self.carriers)
        if RENDERED in unit.effects.shows and (carried or self.formatting):
            return True
        called = carried or not reads.isdisjoint(self.direct) or _writes_argument(unit, types) or self._marks(unit)
        given = self.are_given_on(unit) or _has_effect_inside(unit)
        if unit.statement.node is None or not (called or given):
            return False
        kinds = {type(n) for n in descendants(unit.statement.node)}
        return ast.Call in kinds or (given and ast.Subscript in kinds)

    def are_given_on(self, unit: Unit) -> bool:
        """Whether a statement gives on as a value what has an effect where something else calls it."""
        node = unit.statement.node
        if node is None or not self.callbacks:
            return False
        if unit.position not in self.passed:
            self.passed[unit.position] = _passed(node)
        return not self.passed[unit.position].isdisjoint(self.callbacks)

    def _marks(self, unit: Unit) -> bool:
        node = unit.statement.node
        return (
            node is not None
            and not unit.facts.reads.isdisjoint(self.marking)
            and any(map(self.marks, descendants(node)))
        )

    def marks(self, node: ast.AST) -> bool:
        """Whether a call gives a function or module to what stores into an attribute of it."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=given, keywords=named) if name in self.marking:
                values = [*given, *(k.value for k in named)]
                return any(isinstance(v, ast.Name) and v.id in self.owners for v in values)
        return False


def running_names(units: Sequence[Unit], bindings: Bindings, types: TypesAt) -> Running:
    """Find those names.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        types: Types of names at each statement: numbers, frames and arrays hold no code.
    """
    owners = {u.facts.definition.name for u in units if u.facts.definition and u.facts.definition.kind == "function"}
    owners |= {i.name for u in units for i in u.facts.imports}
    found = Running(owners=owners, formatting=any(OPTION in u.statement.source for u in units))
    for unit in units:
        _add_definition(unit, found)
    found.direct |= {name for unit in units if (name := _marks_inside(unit, found))}
    found.direct |= {name for name, late in bindings.late.items() if late & found.direct}
    size = -1
    while size != len(found.callbacks) + len(found.carriers):
        size = len(found.callbacks) + len(found.carriers)
        for unit in units:
            _spread(unit, types, found)
    return found


def _add_definition(unit: Unit, found: Running) -> None:
    match unit.statement.node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) as node:
            changes = outer_changes(node)
            if changes:
                found.callbacks.add(name)
            if any(c.within and c.root in found.owners for c in changes):
                found.direct.add(name)
            given = {a.arg for a in parameters(node.args)}
            if any(c.within and c.root in given for c in changes):
                found.marking.add(name)
            if _has_effect_inside(unit):
                found.carriers.add(name)
        case ast.ClassDef(name=name, bases=bases) as node if class_changes(node):
            open_bases = any(dotted(b).rpartition(".")[2] not in QUIET_BASES for b in bases)
            (found.carriers if open_bases else found.callbacks).add(name)


def _marks_inside(unit: Unit, found: Running) -> str:
    """Name of a function that gives another one to what stores into its attributes; empty if it does not."""
    definition = unit.facts.definition
    if definition is None or unit.statement.node is None or not definition.free & found.marking:
        return ""
    return definition.name if any(map(found.marks, descendants(unit.statement.node))) else ""


def _spread(unit: Unit, types: TypesAt, found: Running) -> None:
    """Carry over from what a statement reads to what it binds."""
    node, definition = unit.statement.node, unit.facts.definition
    if node is None:
        return
    if definition is not None:
        reads = definition.free | definition.eager
        if reads & found.carriers or found.are_given_on(unit):
            found.carriers.add(definition.name)
        elif definition.free & found.callbacks:
            found.callbacks.add(definition.name)
        return
    holds = unit.facts.reads & found.carriers or found.are_given_on(unit)
    if holds or _has_effect_inside(unit) or _writes_argument(unit, types):
        found.carriers |= {n for n in _changed(unit, node) if not _plain(n, unit, types)}
    elif isinstance(node, ast.Assign) and unit.facts.reads & found.callbacks:
        found.callbacks |= {n for n in unit.binds if types.after(n, unit.position).type in found.callbacks}


def _plain(name: str, unit: Unit, types: TypesAt) -> bool:
    return types.knowledge is not None and is_plain(types.after(name, unit.position), types.knowledge)


def _changed(unit: Unit, node: ast.stmt) -> frozenset[str]:
    """Names that a statement binds or puts something into."""
    puts = isinstance(node, ast.Expr) and (mutates(node.value) or "set_params" in unit.statement.source)
    return unit.binds | unit.facts.changes | (unit.effects.mutates if puts else frozenset())


def _passed(node: ast.AST) -> set[str]:
    """Names that are given on as values, or read in a lambda, which runs later."""
    names: list[ast.Name] = []
    used: set[int] = set()
    found: set[str] = set()
    for part in descendants(node):
        if isinstance(part, ast.Name):
            names.append(part)
        elif isinstance(part, ast.Call):
            used.add(id(part.func))
        elif isinstance(part, ast.Attribute):
            used.add(id(part.value))
        elif isinstance(part, ast.Lambda):
            found.update(n.id for n in descendants(part.body) if isinstance(n, ast.Name))
    return found | {n.id for n in names if id(n) not in used}


def _has_effect_inside(unit: Unit) -> bool:
    """Whether a function or lambda in a statement changes something."""
    node, source = unit.statement.node, unit.statement.source
    if node is None or ("lambda" not in source and "def" not in source):
        return False
    return any(outer_changes(inner) for inner in inner_functions(node))


def _writes_argument(unit: Unit, types: TypesAt) -> bool:
    """Whether something of scikit-learn is told to work in place (`copy=False`)."""
    if unit.statement.node is None or "copy" not in unit.statement.source:
        return False
    for node in descendants(unit.statement.node):
        match node:
            case ast.Call(func=function, keywords=keywords) if keywords:
                told = any(
                    k.arg == "copy" and not (isinstance(k.value, ast.Constant) and k.value.value is True)
                    for k in keywords
                )
                if told and types.qualified(dotted(function)).startswith("sklearn."):
                    return True
    return False
