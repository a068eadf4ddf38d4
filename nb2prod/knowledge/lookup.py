"""Questions to the tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from nb2prod.knowledge import members
from nb2prod.knowledge.canonical import canonical_name
from nb2prod.knowledge.model import CallEntry, LibraryEntry, TypeEntry, ValueEntry
from nb2prod.knowledge.table import Table

Question = TypeVar("Question")
Found = TypeVar("Found")


class Answers(dict[Question, Found]):
    """Answers to one kind of question, worked out when it is asked first: a table never changes once it is read."""

    def __init__(self, find: Callable[[Question], Found]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, question: Question) -> Found:
        found = self[question] = self._find(question)
        return found


class Knowledge:
    """All tables, each loaded when something of its library is first asked.

    Attributes:
        tables_of: Gives the tables of an import root, the user's own first.
    """

    def __init__(self, tables_of: Callable[[str], tuple[Table, ...]]) -> None:
        self.tables_of = tables_of
        self._canonical = Answers[str, str](lambda name: canonical_name(name, tables_of))
        self._calls = Answers[str, CallEntry | None](lambda name: members.find_call(self, self.canonical(name)))
        self._methods = Answers[tuple[str | None, str], CallEntry | None](lambda of: members.find_method(self, *of))
        self._types = Answers[str, TypeEntry | None](lambda name: members.find_type(self, self.canonical(name)))
        self._values = Answers[str, ValueEntry | None](lambda name: members.find_value(self, self.canonical(name)))
        self._ancestors = Answers[str, tuple[str, ...]](
            lambda name: tuple(members.find_ancestors(self, self.canonical(name)))
        )
        self._attributes = Answers[tuple[str, str], str | None](lambda of: members.find_attribute(self, *of))
        self._items = Answers[tuple[str, str], str | None](lambda of: members.find_item(self, *of))

    def canonical(self, qualified: str) -> str:
        """The public name of what a qualified name stands for: `pandas.core.frame.DataFrame` is `pandas.DataFrame`."""
        return self._canonical[qualified]

    def library(self, import_root: str) -> LibraryEntry | None:
        """What is known of the library behind an import root."""
        tables = self.tables_of(import_root)
        return tables[0].library if tables else None

    def call(self, qualified: str) -> CallEntry | None:
        """What is known of a function, a constructor, or a method by its full name, inherited ones too."""
        return self._calls[qualified]

    def method(self, type_name: str | None, method: str) -> CallEntry | None:
        """What is known of a method.

        Walks the bases of the type. A type that is not known, or none, is answered by convention where the method's
        name alone says enough (`fit`, `iterrows`). A known type without that method gives what it says of unlisted
        methods, or `None`.

        Args:
            type_name: Qualified class of the receiver, or `None`.
            method: Name of the method.
        """
        return self._methods[type_name or None, method]

    def type(self, name: str) -> TypeEntry | None:
        """What is known of a class."""
        return self._types[name]

    def value(self, qualified: str) -> ValueEntry | None:
        """What is known of a name in a module that is no function and no class."""
        return self._values[qualified]

    def ancestors(self, name: str) -> tuple[str, ...]:
        """A class and all its known bases, nearest first."""
        return self._ancestors[name]

    def is_subtype(self, name: str, base: str) -> bool:
        """Whether a class is another one or derives from it."""
        return self.canonical(base) in self.ancestors(name)

    def attribute(self, type_name: str, attribute: str) -> str | None:
        """Type expression of an attribute that is no method, inherited ones too."""
        return self._attributes[type_name, attribute]

    def item(self, type_name: str, key: str) -> str | None:
        """Type expression of what indexing gives.

        Args:
            type_name: Qualified class of what is indexed.
            key: Type expression of the key; `*` if unknown, which only a pattern that takes any key answers.
        """
        return self._items[type_name, key]
