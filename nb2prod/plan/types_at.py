"""Types of values at places of the notebook, and qualified names of what its imports give."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from nb2prod.knowledge import Knowledge
from nb2prod.plan.imports import Imports
from nb2prod.plan.unit import Unit
from nb2prod.types.model import UNKNOWN, Interpretation, TypeGuess

PLAIN = frozenset("int float str bool bytes complex none None NoneType slice range".split())
PLAIN_KINDS = frozenset({"frame", "series", "array", "scalar", "index"})


def is_plain(guess: TypeGuess, knowledge: Knowledge) -> bool:
    """Whether values of a type hold no code of the notebook: numbers, texts, frames, arrays."""
    if guess.type in PLAIN:
        return True
    entry = knowledge.type(guess.type) if guess.type != "?" else None
    return entry is not None and entry.kind in PLAIN_KINDS


class TypesAt:
    """Answers what a name's type is before or after a statement.

    Attributes:
        columns: Columns of frames that each statement names.
    """

    def __init__(
        self,
        units: Sequence[Unit],
        interpretation: Interpretation,
        imports: Imports,
        knowledge: Knowledge | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.columns = interpretation.columns
        self._imports = imports
        self._known: dict[str, tuple[list[int], list[TypeGuess]]] = {}
        self._hints: dict[tuple[str, int], TypeGuess] = {}
        for unit in units:
            found = interpretation.after.get(unit.facts.id, {})
            for name in set(found) | unit.facts.may_bind:
                places, guesses = self._known.setdefault(name, ([], []))
                places.append(unit.position)
                guesses.append(found.get(name, UNKNOWN))
            for name, hint in interpretation.hints.get(unit.facts.id, {}).items():
                self._hints[name, unit.position] = hint

    def before(self, name: str, position: int) -> TypeGuess:
        """Type of a value when the statement at a position starts."""
        return self.after(name, position - 1)

    def after(self, name: str, position: int) -> TypeGuess:
        """Type of a value when the statement at a position has run."""
        places, guesses = self._known.get(name, ([], []))
        index = bisect_right(places, position)
        return guesses[index - 1] if index else UNKNOWN

    def last(self) -> dict[str, TypeGuess]:
        """Last known type of every value."""
        return {name: guesses[-1] for name, (_, guesses) in self._known.items()}

    def said_before(self, name: str, position: int) -> TypeGuess:
        """Type that is written down of a value when the statement at a position starts: hints count, too."""
        return self.said_after(name, position - 1)

    def said_after(self, name: str, position: int) -> TypeGuess:
        """Type that is written down of a value when the statement at a position has run."""
        places, guesses = self._known.get(name, ([], []))
        index = bisect_right(places, position)
        if not index or guesses[index - 1].type != "?":
            return guesses[index - 1] if index else UNKNOWN
        return self._hints.get((name, places[index - 1]), guesses[index - 1])

    def has_member(self, kind: str, name: str) -> bool:
        """Whether a table knows a method or attribute of a class."""
        if self.knowledge is None:
            return True
        entry = self.knowledge.type(kind)
        listed = entry is not None and any(a == name for a, _ in entry.attributes)
        return listed or self.knowledge.call(f"{kind}.{name}") is not None

    def qualified(self, path: str) -> str:
        """Qualified name of what a dotted source text stands for; empty if it does not start at an import."""
        first, _, rest = path.partition(".")
        found = self._imports.single.get(first)
        if found is None:
            return ""
        return f"{found.qualified}.{rest}" if rest else found.qualified
