"""Questions to the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from nb2prod.knowledge import members
from nb2prod.knowledge.canonical import canonical_name
from nb2prod.knowledge.model import CallEntry, LibraryEntry, TypeEntry, ValueEntry
from nb2prod.knowledge.table import Table

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All tables, each loaded when something of its library is first asked.

    Attributes:
        tables_of: Gives the tables of an import root, the user's own first.
        answers: What has been answered, by question; a table never changes once it is read.
    """

    tables_of: Callable[[str], tuple[Table, ...]]
    answers: dict[tuple[str, ...], Any] = field(default_factory=dict, repr=False, compare=False)

    def canonical(self, qualified: str) -> str:
        """The public name of what a qualified name stands for: `pandas.core.frame.DataFrame` is `pandas.DataFrame`."""
        return self._answer(("canonical", qualified), lambda: canonical_name(qualified, self.tables_of))

    def library(self, import_root: str) -> LibraryEntry | None:
        """What is known of the library behind an import root."""
        tables = self.tables_of(import_root)
        return tables[0].library if tables else None

    def call(self, qualified: str) -> CallEntry | None:
        """What is known of a function, a constructor, or a method by its full name, inherited ones too."""
        return self._answer(("call", qualified), lambda: members.find_call(self, self.canonical(qualified)))

    def method(self, type_name: str | None, method: str) -> CallEntry | None:
        """What is known of a method.

        Walks the bases of the type. A type that is not known, or none, is answered by convention where the method's
        name alone says enough (`fit`, `iterrows`). A known type without that method gives what it says of unlisted
        methods, or `None`.

        Args:
            type_name: Qualified class of the receiver, or `None`.
            method: Name of the method.
        """
        return self._answer(("method", type_name or "", method), lambda: members.find_method(self, type_name, method))

    def type(self, name: str) -> TypeEntry | None:
        """What is known of a class."""
        return self._answer(("type", name), lambda: members.find_type(self, self.canonical(name)))

    def value(self, qualified: str) -> ValueEntry | None:
        """What is known of a name in a module that is no function and no class."""
        return self._answer(("value", qualified), lambda: members.find_value(self, self.canonical(qualified)))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """A class and all its known bases, nearest first."""
        return self._answer(("ancestors", name), lambda: tuple(members.find_ancestors(self, self.canonical(name))))

    def is_subtype(self, name: str, base: str) -> bool:
        """Whether a class is another one or derives from it."""
        return self.canonical(base) in self.ancestors(name)

    def attribute(self, type_name: str, attribute: str) -> str | None:
        """Type expression of an attribute that is no method, inherited ones too."""
        return self._answer(
            ("attribute", type_name, attribute), lambda: members.find_attribute(self, type_name, attribute)
        )

    def item(self, type_name: str, key: str) -> str | None:
        """Type expression of what indexing gives.

        Args:
            type_name: Qualified class of what is indexed.
            key: Type expression of the key; `*` if unknown, which only a pattern that takes any key answers.
        """
        return self._answer(("item", type_name, key), lambda: members.find_item(self, type_name, key))

    def _answer(self, question: tuple[str, ...], find: Callable[[], Found]) -> Found:
        if question not in self.answers:
            self.answers[question] = find()
        found: Found = self.answers[question]
        return found
