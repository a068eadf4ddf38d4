"""Which moment of the package's run corresponds to the end of a cell, for each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nb2prod.notebook.model import StatementId
from nb2prod.verify.again import END, Progress, find_borders
from nb2prod.verify.agent.package import FILE
from nb2prod.verify.moments import Key, Moments
from nb2prod.verify.places import PIPELINE, Placed, Places


def file_name(path: str) -> str:
    """What a file is called where it is asked for like a variable."""
    return f"{FILE}{path}"


MODULES = 0
"""The probe that no statement has: values of modules, read when the pipeline has run."""


@dataclass(frozen=True, slots=True)
class Read:
    """One value to be read at a probe.

    Attributes:
        cell: Cell whose end the moment corresponds to.
        name: Its name.
        home: `module:name` where the value may stand in a module; `:` for an import of the step's own; else empty.
        own: Whether only the step itself may know it: what its callers call so may be older.
        handed_on: Whether it is read where the pipeline has it from the step, and only if it is another object there.
        early: If something in its cell still comes that may change it, one more than the ordinal of the statement
            behind which it is read; else 0.
    """

    cell: int
    name: str
    home: str
    own: bool
    handed_on: bool = False
    early: int = 0


@dataclass(frozen=True, slots=True)
class Again:
    """What is read once more, since the package alone may have changed it.

    Attributes:
        values: Cell, name, and where in a module it may stand, of each value that may be read.
        names: Those of them that are, with what shares an object with them; `None` for all.
        step: What has run right before.
    """

    values: tuple[tuple[int, str, str], ...]
    names: tuple[str, ...] | None
    step: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """What to read where.

    Attributes:
        probes: Number of each probe, by module, function and line.
        reads: What to read at each.
        steps: For each value the function that holds its statement.
        ends: For each value the probes behind which nothing can change it any more.
        hoisted: Values that stand in modules of the package, and are read there at no certain moment.
        given: For probes behind calls in the pipeline the step that has given what is read there.
        again: What is read once more at which probes.
    """

    probes: Mapping[tuple[str, str, int], int]
    reads: Mapping[int, tuple[Read, ...]]
    steps: Mapping[Key, str]
    ends: Mapping[Key, frozenset[int]] = field(default_factory=dict)
    given: Mapping[int, str] = field(default_factory=dict)
    hoisted: frozenset[Key] = frozenset()
    again: Mapping[int, Again] = field(default_factory=dict)

    def step_at(self, probe: int) -> str:
        """The function that holds a probe, or has given what is read there; empty for what is read at the end."""
        if probe in self.given:
            return self.given[probe]
        return next((f"{module}.{name}" for (module, name, _), number in self.probes.items() if number == probe), "")


@dataclass(slots=True)
class _Draft:
    probes: dict[tuple[str, str, int], int] = field(default_factory=dict)
    reads: defaultdict[int, list[Read]] = field(default_factory=lambda: defaultdict(list))

    def add(self, read: Read, module: str, function: str, line: int) -> int:
        number = self.probe(module, function, line)
        self.reads[number].append(read)
        return number

    def probe(self, module: str, function: str, line: int) -> int:
        return self.probes.setdefault((module, function, line), len(self.probes) + 1)


def schedule(
    places: Places, wanted: Iterable[Key], failing: frozenset[int], writing: frozenset[StatementId] = frozenset()
) -> Schedule:
    """Choose the moments.

    The last statement of a cell in each step that holds some of it is such a moment, unless a statement of a later cell
    that binds or changes the name runs before: then the last one before that.

    Args:
        places: Where the statements are.
        wanted: Values of the notebook, by cell and name.
        failing: Cells that are expected to fail: what they bound is read at the end of their step too.
        writing: Statements that may write files.

    Returns:
        The schedule.
    """
    draft, steps, ends = _Draft(), dict[Key, str](), dict[Key, frozenset[int]]()
    homes: dict[Key, str] = {}
    ordered = _ordered(places)
    wanted = tuple(wanted)
    for cell, name in wanted:
        moments = Moments(places, ordered, writing, (cell, name))
        steps[cell, name] = moments.step
        if moments.home not in {"", ":"}:
            homes[cell, name] = moments.home
        last: list[int] = []
        for statement, own in moments.found():
            read = Read(cell, name, moments.home, own)
            last = [draft.add(read, statement.module, statement.function, statement.line or END)]
            if statement.cell in failing:
                last.append(draft.add(read, statement.module, statement.function, -(statement.line or -END)))
        if moments.home not in {"", ":"} and not last:
            draft.reads[MODULES].append(Read(cell, name, moments.home, own=False))
        read = Read(cell, name, "", own=True, handed_on=True)
        last += [draft.add(read, PIPELINE, function, line) for function, line in moments.handed_on()]
        ends[cell, name] = frozenset(last)
    given = _inside(draft, places, ordered)
    again = _once_more(draft, places, wanted, homes, ends)
    for probe, asked in again.items():
        given.setdefault(probe, asked.step)
    reads = {n: tuple(r) for n, r in draft.reads.items()}
    return Schedule(draft.probes, reads, steps, ends, given, frozenset(homes), again)


def _inside(draft: _Draft, places: Places, ordered: list[Placed]) -> dict[int, str]:
    """Read what names stand for where a step ends inside of a cell; gives the step of probes behind its call."""
    given: dict[int, str] = {}
    for moments in _moments_inside(places, ordered):
        for statement in moments.early():
            read = Read(statement.cell, moments.name, "", own=True, early=statement.ordinal + 1)
            draft.add(read, statement.module, statement.function, statement.line or END)
            if call := moments.given_by(statement):
                given[draft.add(read, PIPELINE, *call)] = f"{statement.module}.{statement.function}"
    return given


def _moments_inside(places: Places, ordered: list[Placed]) -> Iterator[Moments]:
    """Of each name that a cell touches, or that is given to a step which holds some of it."""
    cells: defaultdict[int, dict[tuple[str, str], list[Placed]]] = defaultdict(dict)
    for statement in ordered:
        cells[statement.cell].setdefault((statement.module, statement.function), []).append(statement)
    for cell, steps in cells.items():
        if len(steps) > 1:
            names = {name for held in steps.values() for s in held for name in s.binds | s.changes}
            names |= {name for _, function in steps for name in places.given.get(function, ())}
            yield from (Moments(places, ordered, frozenset(), (cell, name)) for name in sorted(names))


def _once_more(
    draft: _Draft, places: Places, wanted: Iterable[Key], homes: Mapping[Key, str], ends: Mapping[Key, frozenset[int]]
) -> dict[int, Again]:
    found: dict[int, Again] = {}
    progress = Progress(places, wanted)
    lines = {s.order: s.line for s in places.statements}
    for border in find_borders(places):
        # What was read behind the last statement of the step that has run has not changed since.
        behind = draft.probes.get((*border.step, lines.get(border.order) or END))
        keys = [key for key in progress.keys(border) if behind is None or behind not in ends.get(key, ())]
        if keys:
            values = tuple((cell, name, homes.get((cell, name), "")) for cell, name in keys)
            names = None if border.names is None else tuple(sorted(border.names))
            probe = draft.probe(border.module, border.function, border.line)
            found[probe] = _merged(found.get(probe), Again(values, names, ".".join(border.step)))
    return found


def _merged(one: Again | None, other: Again) -> Again:
    if one is None:
        return other
    names = None if one.names is None or other.names is None else (*one.names, *other.names)
    return Again(tuple(dict.fromkeys((*one.values, *other.values))), names, one.step)


def borders(places: Places) -> dict[StatementId, tuple[str, ...]]:
    """Where steps end inside of a cell: statements behind which values have to be the same on both sides.

    Args:
        places: Where the statements are.

    Returns:
        For each such statement the names to look at: those that its step has bound or changed in the cell, and those
        that it was given.
    """
    found: defaultdict[StatementId, list[str]] = defaultdict(list)
    for moments in _moments_inside(places, _ordered(places)):
        for statement in moments.early():
            found[StatementId(statement.cell, statement.ordinal)].append(moments.name)
    return {statement: tuple(names) for statement, names in found.items()}


def _ordered(places: Places) -> list[Placed]:
    return sorted((s for s in places.statements if s.order is not None), key=lambda s: s.order or 0)
