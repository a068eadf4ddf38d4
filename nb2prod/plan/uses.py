"""Where a definition may be called: by its name, and through whatever may hold it.

An instance carries the methods of its class, a list carries the functions that were put into it, a closure carries what
it captured. A value of a plain type (a number, a text, a frame, an array) carries nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence

from nb2prod.facts.tree import children, holds
from nb2prod.plan.escapes import Sight, functions_of
from nb2prod.plan.occurrences import occurrences
from nb2prod.plan.unit import Bindings, Unit

# What a function may hold its own or others' code in, when it gives it back.
_KEEPING = frozenset(
    {ast.Lambda, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.GeneratorExp, ast.Yield, ast.YieldFrom}
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
        self._plain: dict[str, bool] = {}

    def of(self, name: str) -> tuple[int, ...]:
        """Positions of statements that may call a function or class of the notebook."""
        return self.through([name], 0)

    def through(self, names: Iterable[str], start: int) -> tuple[int, ...]:
        """Positions from `start` on of statements that may run code which the names hold."""
        key = frozenset([*names, str(start)])
        if key not in self._known:
            self._known[key] = tuple(self._walk(set(names), start))
        return self._known[key]

    def _walk(self, holders: set[str], start: int) -> list[int]:
        found: list[int] = []
        for unit in self.units[start:]:
            definition = unit.facts.definition
            if self.sight.escapes(unit, holders):
                return [*found, *range(unit.position, len(self.units))]
            if definition is not None:
                if definition.name in holders and definition.decorators:
                    holders |= {n for n in self._filled(unit) if not self.is_plain(n, unit.position)}
                if definition.eager & holders:
                    found.append(unit.position)
                    holders.add(definition.name)
                if self.bindings.late.get(definition.name, frozenset()) & holders:
                    holders.add(definition.name)
                continue
            seen = unit.facts.reads & holders
            if not seen:
                continue
            found.append(unit.position)
            if not self._only_called(unit, seen):
                holders |= {n for n in self._filled(unit) if not self.is_plain(n, unit.position)}
        return found

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
        return all(o.call is not None for o in occurrences(unit.statement.node, names))

    def is_plain_function(self, name: str) -> bool:
        """Whether a name is a function of the notebook whose result holds no code."""
        if name not in self._plain:
            self._plain[name] = self._judge(name)
        return self._plain[name]

    def _judge(self, name: str) -> bool:
        nodes = [self.units[p].statement.node for p in self.bindings.binders.get(name, ())]
        if not nodes or not all(isinstance(n, ast.FunctionDef) for n in nodes):
            return False
        parts = [part for n in nodes if n is not None for part in children(n)]
        return not any(holds(part, _KEEPING) for part in parts)
