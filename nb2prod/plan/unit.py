"""A statement with all that is known of it, and who binds which name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import OutputKind, Statement
from nb2prod.roles.model import RoleGuess
from nb2prod.types.model import Effects

NO_EFFECTS = Effects()


@dataclass(frozen=True, slots=True)
class Unit:
    """One statement on its way into the plan.

    Attributes:
        position: Place among all statements, 0-based.
        facts: Facts.
        effects: Settled effects.
        role: Role.
        tags: Tags of its cell.
        failed: Whether the stored output of its cell is an error.
        whole: Whether it reaches into the notebook's scope by text, itself or in a function that it calls.
        statement: The statement itself.
        cell: Index of its cell.
        binds: Names it may bind, imports included.
    """

    position: int
    facts: Facts
    effects: Effects
    role: RoleGuess
    tags: frozenset[str] = frozenset()
    failed: bool = False
    whole: bool = False
    statement: Statement = field(init=False, repr=False, compare=False)
    cell: int = field(init=False, repr=False, compare=False)
    binds: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Every pass over the statements asks for these, most of them several times.
        facts = self.facts
        imported = {i.name for i in facts.imports if i.name != "*"}
        object.__setattr__(self, "statement", facts.statement)
        object.__setattr__(self, "cell", facts.statement.id.cell)
        object.__setattr__(self, "binds", facts.may_bind | imported if imported else facts.may_bind)


def units_of(analysis: Analysis) -> tuple[Unit, ...]:
    """Put what the stages found side by side, statement by statement."""
    effects = analysis.interpretation.effects
    tags = {c.index: c.tags for c in analysis.notebook.cells}
    failed = {c.index for c in analysis.notebook.cells if any(o.kind is OutputKind.ERROR for o in c.outputs)}
    return tuple(
        Unit(
            position,
            facts,
            effects.get(facts.id, NO_EFFECTS),
            role,
            tags.get(facts.id.cell, frozenset()),
            facts.id.cell in failed,
        )
        for position, (facts, role) in enumerate(zip(analysis.facts, analysis.roles, strict=True))
    )


@dataclass(frozen=True, slots=True)
class Bindings:
    """Who binds and who reads each name at the top level.

    Attributes:
        binders: Positions that may bind or delete the name, in order.
        readers: Positions that read it when they run, through called functions too.
        late: For each function or class of the notebook: all names that its body may read, transitively.
        global_writes: Names that functions bind by `global`.
        changers: Positions that change the object of a name.
    """

    binders: Mapping[str, tuple[int, ...]]
    readers: Mapping[str, tuple[int, ...]]
    late: Mapping[str, frozenset[str]]
    global_writes: frozenset[str]
    changers: Mapping[str, tuple[int, ...]]

    def changed_between(self, names: Iterable[str], start: int, end: int) -> bool:
        """Whether something between two statements binds one of the names or changes its object."""
        return any(start < p < end for n in names for p in (*self.binders.get(n, ()), *self.changers.get(n, ())))

    def first_use(self, name: str) -> int | None:
        """Position of the first statement that reads the name when it runs."""
        uses = self.readers.get(name, ())
        return uses[0] if uses else None


def collect_bindings(units: Sequence[Unit]) -> Bindings:
    """Gather who binds and who reads each name."""
    late = late_names(units)
    binders: dict[str, list[int]] = {}
    readers: dict[str, list[int]] = {}
    changers: dict[str, list[int]] = {}
    writes: set[str] = set()
    for unit in units:
        for name in unit.facts.changes | {n for n in unit.effects.mutates if not n.startswith("<")}:
            changers.setdefault(name, []).append(unit.position)
        for name in unit.binds | unit.facts.deletes:
            binders.setdefault(name, []).append(unit.position)
        seen = set(unit.facts.reads)
        for name in unit.facts.reads:
            seen |= late.get(name, frozenset())
        seen |= {n for n in unit.effects.reads if not n.startswith("<")}
        for name in seen:
            readers.setdefault(name, []).append(unit.position)
        if unit.facts.definition is not None:
            writes |= unit.facts.definition.global_writes
    return Bindings(
        {n: tuple(p) for n, p in binders.items()},
        {n: tuple(p) for n, p in readers.items()},
        late,
        frozenset(writes),
        {n: tuple(p) for n, p in changers.items()},
    )


def late_names(units: Sequence[Unit]) -> dict[str, frozenset[str]]:
    """Names that each definition may read when it is used, through other definitions too."""
    direct: dict[str, set[str]] = {}
    for unit in units:
        definition = unit.facts.definition
        if definition is not None:
            direct.setdefault(definition.name, set()).update(definition.free)
    closed: dict[str, frozenset[str]] = {}
    for name in direct:
        found: set[str] = set()
        todo = [name]
        while todo:
            fresh = direct.get(todo.pop(), set()) - found
            found |= fresh
            todo += [n for n in fresh if n in direct]
        closed[name] = frozenset(found)
    return closed


def text_names(unit: Unit, bindings: Bindings) -> frozenset[str]:
    """Names that a statement reads from the text of its literals: formulas, queries."""
    texts = frozenset([n for n in unit.effects.reads - unit.facts.reads if n[0] != "<"])
    if not texts:
        return texts
    return texts.difference(*(bindings.late.get(name, ()) for name in unit.facts.reads))
