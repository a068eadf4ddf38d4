"""What runs told, arranged by cell and name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from nb2prod.verify.compare import OWN_CLASS, OWN_FUNCTION, Reference
from nb2prod.verify.moments import Key
from nb2prod.verify.runs import Ran

Inside = tuple[int, int, str]
"""Cell, ordinal of a statement in it, and name of a value behind that statement."""


@dataclass(frozen=True, slots=True)
class NotebookSeen:
    """A run of the notebook.

    Attributes:
        cells: For each cell that ran the values of all globals at its end.
        random: The same for the states of the random sources.
        files: Files that were written, as they are at the end of the run.
        written: Files that each cell has written or changed, as they were at its end, as far as that was seen.
        marked: Values inside of cells, behind some of their statements.
    """

    cells: Mapping[int, Mapping[str, Reference]]
    random: Mapping[int, Mapping[str, Reference]]
    files: Mapping[str, Reference]
    written: Mapping[int, Mapping[str, Reference]] = field(default_factory=dict)
    marked: Mapping[Inside, Reference] = field(default_factory=dict)

    def changed(self) -> Iterator[Key]:
        """Values that are new or differ from what they were one cell before."""
        return _changes(self.cells)

    def definitions(self) -> frozenset[str]:
        """Labels of functions and classes that the notebook has as globals and defines itself."""
        labels = (str(value["label"]) for values in self.cells.values() for value in values.values())
        return frozenset(label for label in labels if label.startswith((OWN_FUNCTION, OWN_CLASS)))

    def drawn(self) -> Iterator[Key]:
        """Random sources whose state differs from what it was one cell before; that it is there is no draw yet."""
        known: set[str] = set()
        for cell, name in _changes(self.random):
            if name in known:
                yield cell, name
            known.add(name)


def _changes(cells: Mapping[int, Mapping[str, Reference]]) -> Iterator[Key]:
    before: Mapping[str, Reference] = {}
    for cell, values in cells.items():
        for name, value in values.items():
            if name not in before or before[name]["hash"] != value["hash"]:
                yield cell, name
        before = values


@dataclass(frozen=True, slots=True)
class Answer:
    """A value that the package's run was asked for.

    Attributes:
        probe: Where it was read.
        turn: How many were read before.
        value: The value.
        ordinal: The statement behind which it was read, if more of its cell followed.
    """

    probe: int
    turn: int
    value: Reference
    ordinal: int = -1


@dataclass(frozen=True, slots=True)
class PackageSeen:
    """A run of the package.

    Attributes:
        answers: For each value all that was read of it, the last one counts.
        files: Files that were written.
        meddling: Exploration steps that changed what they were given, with what.
        early: What values were before all of their cell had run.
        later: What values had become when they were read once more.
    """

    answers: Mapping[Key, tuple[Answer, ...]]
    files: Mapping[str, Reference]
    meddling: tuple[tuple[str, str], ...]
    early: Mapping[Key, tuple[Answer, ...]] = field(default_factory=dict)
    later: Mapping[Key, tuple[Answer, ...]] = field(default_factory=dict)


def notebook_seen(ran: Ran) -> NotebookSeen:
    """Arrange what a run of the notebook told."""
    events = ran.of_kind("cell")
    return NotebookSeen(
        {e["cell"]: e["values"] for e in events},
        {e["cell"]: e["random"] for e in events},
        {e["name"]: e["value"] for e in ran.of_kind("file")},
        {e["cell"]: e.get("written", {}) for e in events},
        {(e["cell"], e["ordinal"], e["name"]): e["value"] for e in ran.of_kind("mark")},
    )


def package_seen(ran: Ran) -> PackageSeen:
    """Arrange what a run of the package told."""
    found: dict[str, dict[Key, tuple[Answer, ...]]] = {"value": {}, "early": {}, "again": {}}
    for turn, event in enumerate(e for e in ran.events if e["event"] in found):
        of_kind, key = found[event["event"]], (event["cell"], event["name"])
        answer = Answer(event["probe"], turn, event["value"], event.get("ordinal", -1))
        of_kind[key] = (*of_kind.get(key, ()), answer)
    meddling = tuple(dict.fromkeys((e["step"], e["name"]) for e in ran.of_kind("changed")))
    files = {e["name"]: e["value"] for e in ran.of_kind("file")}
    return PackageSeen(found["value"], files, meddling, found["early"], found["again"])
