"""Which moment of the package's run corresponds to the end of a cell, for each name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nb2prod.notebook.model import StatementId
from nb2prod.verify.agent.package import FILE
from nb2prod.verify.places import PIPELINE, Placed, Places

Key = tuple[int, str]
"""A cell and a name of the notebook."""


def file_name(path: str) -> str:
    """What a file is called where it is asked for like a variable."""
    return f"{FILE}{path}"


MODULES = 0
"""The probe that no statement has: values of modules, read when the pipeline has run."""
END = -1


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
class Schedule:
    """What to read where.

    Attributes:
        probes: Number of each probe, by module, function and line.
        reads: What to read at each.
        steps: For each value the function that holds its statement.
        ends: For each value the probes behind which nothing can change it any more.
        hoisted: Values that stand in modules of the package, and are read there at no certain moment.
        given: For probes behind calls in the pipeline the step that has given what is read there.
    """

    probes: Mapping[tuple[str, str, int], int]
    reads: Mapping[int, tuple[Read, ...]]
    steps: Mapping[Key, str]
    ends: Mapping[Key, frozenset[int]] = field(default_factory=dict)
    given: Mapping[int, str] = field(default_factory=dict)
    hoisted: frozenset[Key] = frozenset()

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
        place = (module, function, line)
        number = self.probes.setdefault(place, len(self.probes) + 1)
        self.reads[number].append(read)
        return number


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
    draft, steps, ends, given = _Draft(), dict[Key, str](), dict[Key, frozenset[int]](), dict[int, str]()
    hoisted: set[Key] = set()
    ordered = sorted((s for s in places.statements if s.order is not None), key=lambda s: s.order or 0)
    for cell, name in wanted:
        moments = _Moments(places, ordered, writing, (cell, name))
        steps[cell, name] = moments.step
        for statement in moments.early():
            read = Read(cell, name, "", own=True, early=statement.ordinal + 1)
            draft.add(read, statement.module, statement.function, statement.line or END)
            if call := moments.given_by(statement):
                given[draft.add(read, PIPELINE, *call)] = f"{statement.module}.{statement.function}"
        if moments.home not in {"", ":"}:
            hoisted.add((cell, name))
        last: list[int] = []
        for statement, own in moments.found():
            read = Read(cell, name, moments.home, own)
            last = [draft.add(read, statement.module, statement.function, statement.line or END)]
            if statement.cell in failing:
                last.append(draft.add(read, statement.module, statement.function, END))
        if moments.home not in {"", ":"} and not last:
            draft.reads[MODULES].append(Read(cell, name, moments.home, own=False))
        read = Read(cell, name, "", own=True, handed_on=True)
        last += [draft.add(read, PIPELINE, function, line) for function, line in moments.handed_on()]
        ends[cell, name] = frozenset(last)
    return Schedule(draft.probes, {n: tuple(r) for n, r in draft.reads.items()}, steps, ends, given, frozenset(hoisted))


def borders(places: Places) -> dict[StatementId, tuple[str, ...]]:
    """Where steps end inside of a cell: statements behind which values have to be the same on both sides.

    Args:
        places: Where the statements are.

    Returns:
        For each such statement the names that it may have bound or changed and that more of its cell, in another step,
        may bind or change again.
    """
    ordered = sorted((s for s in places.statements if s.order is not None), key=lambda s: s.order or 0)
    keys = dict.fromkeys((s.cell, name) for s in ordered for name in sorted(s.binds | s.changes))
    found: defaultdict[StatementId, list[str]] = defaultdict(list)
    for cell, name in keys:
        for statement in _Moments(places, ordered, frozenset(), (cell, name)).early():
            found[StatementId(cell, statement.ordinal)].append(name)
    return {statement: tuple(names) for statement, names in found.items()}


class _Moments:
    """The moments of one value."""

    def __init__(self, places: Places, ordered: list[Placed], writing: frozenset[StatementId], key: Key) -> None:
        self._places = places
        self._cell, self._name = cell, name = key
        self._writing = writing if name.startswith(FILE) else frozenset[StatementId]()
        binding = [s for s in places.statements if s.cell == cell and name in s.binds]
        self._binders = sorted((s for s in binding if s.order is not None), key=lambda s: s.order or 0)
        self._later = [s for s in ordered if s.cell > cell and name in s.binds | s.changes]
        self._end = min((s.order or 0 for s in self._later), default=len(places.statements) + 1)
        self._before = [s for s in ordered if (s.order or 0) < self._end and s.cell >= cell]
        hoisted = [s for s in binding if s.order is None and s.module]
        self.home = self._home()
        self.step = self._step(hoisted)

    def _home(self) -> str:
        """Module and name of the definition that the name stands for at the end of the cell; `:` for an import."""
        binding = [s for s in self._places.statements if s.cell <= self._cell and self._name in s.binds]
        if not binding or binding[-1].order is not None or binding[-1].module == "settings":
            return ""
        statement = binding[-1]
        if not statement.module:
            return ":" if statement.disposition == "hoisted" else ""
        package = self._places.root if statement.module == "shared" else self._places.package
        return f"{package}.{statement.module}:{statement.function or self._name}"

    def _step(self, hoisted: list[Placed]) -> str:
        own = [s for s in self._before if s.cell == self._cell]
        touching = [s for s in own if self._touches(s)]
        for statements in (hoisted if not self._binders else (), touching, own):
            if statements:
                return f"{statements[-1].module}.{statements[-1].function}"
        return ""

    def early(self) -> list[Placed]:
        """The last statement that binds or changes the name in each step that holds some of the cell, but the last."""
        if self._name.startswith("<"):
            return []
        touching = [s for s in self._before if s.cell == self._cell and self._touches(s) and s.line is not None]
        last = {(s.module, s.function): s for s in touching}
        chosen = sorted(last.values(), key=lambda s: s.order or 0)
        return [s for s in chosen[:-1] if s.module != PIPELINE]

    def _touches(self, statement: Placed) -> bool:
        writes = StatementId(statement.cell, statement.ordinal) in self._writing
        return writes or self._name in statement.binds | statement.changes

    def found(self) -> list[tuple[Placed, bool]]:
        """Statements behind which to read, the best last, and whether only their own step may answer."""
        start = self._binders[-1].order or 0 if self._binders else 0
        moments = [s for s in self._before if s.cell == self._cell and (s.order or 0) >= start and s.line is not None]
        if not moments:
            # Nothing of the cell runs, or not where it can be followed: what stands right behind it must do.
            rest = [s for s in self._before if (s.order or 0) >= start and s.line is not None]
            return [(s, False) for s in (rest[:1] + rest[-1:])]
        if self._writing:
            # Behind the steps that write, not those of the cell that come after.
            writing = [place for place, s in enumerate(moments) if self._touches(s)]
            moments = moments[: writing[-1] + 1] if writing else moments
        last = {(s.module, s.function): s for s in moments}
        chosen = sorted(last.values(), key=lambda s: s.order or 0)
        known = [s for s in chosen if s.module != PIPELINE or self._returned()]
        return [(s, s.module != PIPELINE and not (s is chosen[-1] and self._returned())) for s in known]

    def handed_on(self) -> list[tuple[str, int]]:
        """Function and line of the pipeline behind which it has the value from the cell's last step."""
        steps = [s for s in self._before if s.cell == self._cell and s.module != PIPELINE]
        call = self.given_by(steps[-1]) if steps else None
        return [call] if call else []

    def given_by(self, statement: Placed) -> tuple[str, int] | None:
        """Function and line of the pipeline behind which it has the value that the statement's step returns."""
        if not statement.order or any(s.order and s.order < statement.order for s in self._later):
            return None
        returned = self._places.returns.get((statement.module, statement.function), ())
        # A later cell may bind it anew in the same step, and what is returned is its value then.
        goes_on = any(s.function == statement.function and s.module == statement.module for s in self._later)
        return self._places.calls.get(statement.function) if self._name in returned and not goes_on else None

    def _returned(self) -> bool:
        """Whether the pipeline knows the value that the last binding statement up to the cell gave."""
        binding = [s for s in self._places.statements if s.cell <= self._cell and self._name in s.binds]
        if not binding or binding[-1].order is None or binding[-1].module == PIPELINE:
            return True
        return self._name in self._places.returns.get((binding[-1].module, binding[-1].function), ())
