"""Where a definition may be called: by its name, and through whatever may hold it.

An instance carries the methods of its class, a list carries the functions that were put into it, a closure carries what
it captured. A value of a plain type (a number, a text, a frame, an array) carries nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from nb2prod.facts.consumers import tasks_in, used_up
from nb2prod.facts.scopes import outer_children
from nb2prod.facts.tree import children, descendants
from nb2prod.plan.escapes import SAFE_DECORATORS, Sight, functions_of
from nb2prod.plan.occurrences import occurrences
from nb2prod.plan.unit import Bindings, Unit

# Code that may run when the function around it has returned.
LATER = (
    ast.Lambda,
    ast.FunctionDef,
    ast.ClassDef,
    ast.GeneratorExp,
    ast.Yield,
    ast.YieldFrom,
    ast.AsyncFunctionDef,
)


class Uses:
    """Answers where code that a name stands for may run."""

    def __init__(
        self,
        units: Sequence[Unit],
        bindings: Bindings,
        is_plain: Callable[[str, int], bool],
        is_imported: Callable[[str], bool],
    ) -> None:
        self.sight = Sight(is_imported, functions_of(units))
        self.units = units
        self.bindings = bindings
        self.is_plain = is_plain
        self._known: dict[frozenset[str], tuple[int, ...]] = {}
        self._versions: dict[int, tuple[int, ...]] = {}
        self._plain: dict[str, bool] = {}
        self._defined = {u.facts.definition.name: u.position for u in reversed(units) if u.facts.definition is not None}
        self._called: dict[str, bool] = {}
        self._reached: dict[tuple[str, int], frozenset[str]] = {}

    def of(self, name: str) -> tuple[int, ...]:
        """Positions of statements that may call a function or class of the notebook."""
        return self.through([name], 0)

    def through(self, names: Iterable[str], start: int) -> tuple[int, ...]:
        """Positions from `start` on of statements that may run code which the names hold."""
        key = frozenset([*names, str(start)])
        if key not in self._known:
            self._known[key] = tuple(self._walk(set(names), start))
        return self._known[key]

    def of_version(self, position: int) -> tuple[int, ...]:
        """Positions of statements that may call what one statement defines.

        A definition that another one of its name replaces is not called by that name any more. If a value may hold it
        still, all uses of the name are its uses.

        Args:
            position: Where the function or class is defined.
        """
        if position not in self._versions:
            self._versions[position] = self._of_version(position)
        return self._versions[position]

    def _of_version(self, position: int) -> tuple[int, ...]:
        definition = self.units[position].facts.definition
        assert definition is not None
        name, every = definition.name, self.of(definition.name)
        binders = self.bindings.binders[name]
        if len(binders) == 1 or not all(self._replaces(p, name) for p in binders):
            return every
        end = next((p for p in binders if p > position), len(self.units))
        if not self.is_only_called(name) and any(u > end for u in self._walk({name}, 0, end)):
            return every
        first = position if position != binders[0] else -1
        return tuple(u for u in every if first < u <= end)

    def _replaces(self, position: int, name: str) -> bool:
        """Whether a statement defines a name anew for certain."""
        unit = self.units[position]
        definition = unit.facts.definition
        return definition is not None and definition.name == name and not unit.statement.expects_error

    def _walk(self, names: set[str], start: int, end: int = -1) -> list[int]:
        """Go through the statements, and gather which may run what the names hold.

        Args:
            names: The names.
            start: Where to begin.
            end: Position of a definition that replaces what is called by the names.
        """
        holders, values = set(names), set[str]()
        found: list[int] = []
        earlier = self._defined_before(start)
        holders |= self._reading(holders, earlier)
        for unit in self.units[start:]:
            definition = unit.facts.definition
            if unit.position == end:
                late = self.bindings.late
                holders = values | {n for n in holders & late.keys() if late[n] & values}
            if self.sight.escapes(unit, holders):
                return [*found, *range(unit.position, len(self.units))]
            fresh: set[str] = set()
            if definition is not None:
                if definition.name in holders and definition.decorators:
                    fresh |= {n for n in self._filled(unit) if not self.is_plain(n, unit.position)}
                if definition.eager & holders:
                    found.append(unit.position)
                    fresh.add(definition.name)
                if self.bindings.late.get(definition.name, frozenset()) & (holders | fresh):
                    holders.add(definition.name)
            elif seen := unit.facts.reads & holders:
                found.append(unit.position)
                if not self._only_called(unit, seen):
                    fresh |= {n for n in self._filled(unit) if not self.is_plain(n, unit.position)}
            holders |= fresh | self._reading(fresh, earlier)
            values |= fresh
        return found

    def _defined_before(self, start: int) -> frozenset[str]:
        return frozenset(n for n, p in self._defined.items() if p < start) if start else frozenset()

    def _reading(self, holders: set[str], defined: frozenset[str]) -> set[str]:
        """Definitions that the walk does not meet since they stand before its start, and that read what holds code."""
        return {n for n in defined if not holders.isdisjoint(self.bindings.late.get(n, ()))} if holders else set()

    def keepers(self, unit: Unit) -> frozenset[str]:
        """Names that may hold the code which a statement keeps.

        A branch may define functions that it only calls: then nothing holds them but their names.
        """
        held = unit.binds | self._filled(unit)
        if unit.statement.node is None:
            return held
        functions, others = _kept_code(unit.statement.node)
        if others or not functions or any(f.decorator_list for f in functions):
            return held
        names = frozenset(f.name for f in functions)
        if any(map(_leaves_code, functions)):
            return held
        return names if _are_called(unit.statement.node, names) else held

    @staticmethod
    def _filled(unit: Unit) -> frozenset[str]:
        changed = frozenset(n for n in unit.effects.mutates if not n.startswith("<"))
        return unit.binds | changed | unit.facts.changes

    def _only_called(self, unit: Unit, names: frozenset[str]) -> bool:
        """Whether the statement does no more than call functions whose result holds no code."""
        if unit.statement.node is None or not all(self.is_plain_function(n) for n in names):
            return False
        if names & unit.facts.captures:
            return False  # code that it keeps calls them later
        return _are_called(unit.statement.node, names)

    def reaches(self, function: str, name: str, position: int) -> bool:
        """Whether a function may read a name when a statement calls it, by the definitions that are in force there."""
        key = (function, position)
        if key not in self._reached:
            found: set[str] = set()
            todo = [function]
            while todo:
                fresh = self._free_at(todo.pop(), position) - found
                found |= fresh
                todo += fresh & self.bindings.late.keys()
            self._reached[key] = frozenset(found)
        return name in self._reached[key]

    def _free_at(self, function: str, position: int) -> frozenset[str]:
        found = [self.units[p].facts.definition for p in self.bindings.binders[function]]
        free = [d.free for d in found if d is not None]
        if len(free) > 1 and all(self._replaces(p, function) for p in self.bindings.binders[function]):
            before = [p for p in self.bindings.binders[function] if p < position]
            if self.is_only_called(function):
                return free[max(len(before) - 1, 0)]
        return frozenset().union(*free)

    def is_only_called(self, name: str) -> bool:
        """Whether a function is never more than called, and leaves no code behind: it runs by its name alone."""
        names = frozenset([name])
        if name not in self._called:
            self._called[name] = self.is_plain_function(name) and all(
                self._is_kept_by_nobody(p) for p in self.bindings.binders[name]
            )
            self._called[name] &= all(
                _are_called(unit.statement.node, names)
                for unit in self.units
                if unit.statement.node is not None and name in unit.statement.source
            )
        return self._called[name]

    def _is_kept_by_nobody(self, position: int) -> bool:
        """Whether no decorator of a definition may keep what it is given: `@register` does."""
        definition = self.units[position].facts.definition
        parts = [(d.partition(".")[0], d.rpartition(".")[2]) for d in definition.decorators] if definition else []
        return all(first in SAFE_DECORATORS or last in SAFE_DECORATORS for first, last in parts)

    def is_plain_function(self, name: str) -> bool:
        """Whether a name is a function of the notebook whose result holds no code."""
        if name not in self._plain:
            self._plain[name] = self._judge(name)
        return self._plain[name]

    def _judge(self, name: str) -> bool:
        nodes = [self.units[p].statement.node for p in self.bindings.binders.get(name, ())]
        if not nodes or not all(isinstance(n, ast.FunctionDef) for n in nodes):
            return False
        return not any(map(_leaves_code, (n for n in nodes if n is not None)))


def _leaves_code(function: ast.stmt) -> bool:
    """Whether what a function returns may hold code of it: it has code inside that runs later."""
    inside = descendants(function)[1:]
    gone = {id(u) for n in inside if isinstance(n, ast.Call) for u in used_up(n)}
    return any(isinstance(n, LATER) and id(n) not in gone for n in inside)


def _kept_code(statement: ast.stmt) -> tuple[list[ast.FunctionDef], bool]:
    """Functions that a statement defines, and whether there is other code in it that may run later."""
    functions: list[ast.FunctionDef] = []
    others = False
    todo: list[ast.AST] = [statement]
    gone: set[int] = set()
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            gone |= {id(u) for u in used_up(node)}
        if isinstance(node, ast.FunctionDef):
            functions.append(node)
            todo += outer_children(node)
            continue
        others |= isinstance(node, LATER) and id(node) not in gone
        todo += children(node)
    return functions, others


def _are_called(node: ast.stmt, names: frozenset[str]) -> bool:
    """Whether a statement does no more with functions than call them, tasks that it waits for included."""
    loose = [o.node for o in occurrences(node, names) if o.call is None]
    if not loose:
        return True
    tasks = {id(t) for n in descendants(node) if isinstance(n, ast.Call) for t in tasks_in(n)}
    return all(id(n) in tasks for n in loose)
