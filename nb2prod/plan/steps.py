"""From segments to named functions with signatures."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.facts.tree import descendants
from nb2prod.plan.column_needs import columns_of
from nb2prod.plan.data import DataLifter
from nb2prod.plan.items import Item
from nb2prod.plan.lift import Lifted, Lifter
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Datum, Function, Literal, Parameter, ParameterKind, Piece, Returned
from nb2prod.plan.naming import is_name, module_of, unique
from nb2prod.plan.needs import needs_of_each
from nb2prod.plan.outputs import STDOUT
from nb2prod.plan.segments import Segment
from nb2prod.plan.step_names import Sketch, StepNames
from nb2prod.plan.substeps import with_substeps
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Unit
from nb2prod.roles.model import Role
from nb2prod.types.figures import FIGURES
from nb2prod.types.model import NO_COLUMNS, TypeGuess

UNKNOWN = TypeGuess()


class FunctionMaker:
    """Makes the functions of a package, each with a name of its own."""

    def __init__(
        self,
        lookup: Lookup,
        lifter: Lifter,
        types: TypesAt,
        names: StepNames,
        reserved: set[str],
    ) -> None:
        self.lookup = lookup
        self.lifter = lifter
        self.types = types
        self.taken = set(reserved)
        self.data = DataLifter(self.taken)
        self.names = names

    def step(self, segment: Segment) -> Function:
        """Make a function of a segment."""
        activity = named_activity(segment.items, main_activity(segment.items))
        return self._make(segment, main_module(segment.items), activity, explore=False)

    def exploration(self, segment: Segment) -> Function:
        """Make a function of exploration."""
        return self._make(segment, "exploration", named_activity(segment.items, "plot"), explore=True)

    def _make(self, segment: Segment, module: str, activity: str, *, explore: bool) -> Function:
        units = [i.unit for i in segment.items]
        first, last = units[0].position, units[-1].position
        lifted = self.lifter.lift(units, self.types.qualified)
        passed = segment.parameters | segment.returns
        order = _order(segment.items, passed) if len(passed) > 1 else {}
        frames = {n for u in units for n in self.types.columns.get(u.facts.id, ())}
        values = [
            Parameter(
                n,
                ParameterKind.VALUE,
                self._taken(n, segment, (first, last)),
                columns=columns_of(n, units, self.types.columns) if n in frames else NO_COLUMNS,
            )
            for n in sorted(segment.parameters, key=lambda n: (order.get(n, 10**6), n))
        ]
        # Where nothing has bound them the step gives `None`.
        loose = segment.unset | segment.cleared
        returns = tuple(
            Returned(n, UNKNOWN if n in loose else self.types.said_after(n, last))
            for n in sorted(segment.returns, key=lambda n: (order.get(n, 10**6), n))
        )
        title = self.names.titles.of(segment, explore=explore, minor=activity in MINOR and len(units) <= FEW)
        names = self.names.candidates(Sketch(segment, tuple(r.name for r in returns), module, activity, title))
        wished = [t.partition("=")[2] for u in units for t in u.tags if t.startswith("nb2prod:name=")]
        name = unique([*filter(is_name, wished), *names], self.taken)
        self.lifter.literals += [
            Literal(statement, text, f"{module}.{name}({option})") for statement, text, option in lifted.options
        ]
        prologue = tuple(f"{n} = None" for n in sorted(segment.unset))
        data = self._data(units, lifted, f"{module}.")
        function = Function(
            name=name,
            module=module,
            parameters=(*values, *lifted.parameters),
            returns=returns,
            pieces=self._pieces(units, lifted, segment.cleared),
            prologue=prologue,
            cells=tuple(sorted({u.cell for u in units})),
            title=title,
            activity=activity,
            awaits=any(u.facts.awaits for u in units),
            expects_error=any(u.statement.expects_error for u in units),
            data=data,
        )
        return with_substeps(function, sum(i.lines for i in segment.items), self.taken)

    def _taken(self, name: str, segment: Segment, span: tuple[int, int]) -> TypeGuess:
        """Type of a value that a step takes; nothing where the step gives the name a value of another type."""
        before, after = self.types.said_before(name, span[0]), self.types.said_after(name, span[1])
        rebound = any(name in i.binds for i in segment.items)
        return UNKNOWN if rebound and after.type not in (before.type, "?") else before

    def _data(self, units: Sequence[Unit], lifted: Lifted, home: str) -> tuple[Datum, ...]:
        """Take long texts and tables out of the statements."""
        found: list[Datum] = []
        for unit in units:
            for datum, edit in self.data.lift(unit, lifted.edits.get(unit.position, ())):
                lifted.edits.setdefault(unit.position, []).append(edit)
                self.lifter.literals.append(Literal(unit.statement.id, datum.text, f"{home}{datum.name}"))
                found.append(datum)
        return tuple(found)

    def _pieces(self, units: Sequence[Unit], lifted: Lifted, cleared: frozenset[str]) -> tuple[Piece, ...]:
        """Statements as they will be written, each behind the imports that must not run before it."""
        done: set[str] = set()
        found: list[Piece] = []
        for unit, needs in zip(units, needs_of_each(units, self.lookup), strict=True):
            piece = self.lookup.piece(unit, lifted.edits.get(unit.position, ()))
            fresh = [i for i in needs.local_imports if i not in done]
            done.update(fresh)
            before = (*fresh, *piece.before)
            unset = tuple(f"{n} = None" for n in sorted((unit.facts.deletes & cleared) - self.lookup.builtin_names))
            changed = replace(piece, before=before, after=(*piece.after, *unset)) if fresh or unset else piece
            found.append(changed)
        return tuple(found)


def main_module(items: Sequence[Item]) -> str:
    """The module of most of a segment's lines; reports where there is only printing."""
    weights: Counter[str] = Counter()
    for item in items:
        module = module_of(item.unit.role.role, item.unit.role.activity)
        if module:
            weights[module] += item.lines
    if weights:
        best = max(weights.values())
        return next(m for m in weights if weights[m] == best)
    prints = all(STDOUT in i.unit.effects.mutates or i.unit.role.role is Role.EXPLORATION for i in items)
    return "reporting" if prints else "preprocessing"


# Activities that a step is named after only where it has no other: first those that any step may hold.
PASSING = (frozenset({"inspect", "plot", "import"}), frozenset({"configure", "connect", "make", "rename"}))
# A step of few statements that only prepares for others leaves the heading to them.
MINOR, FEW = frozenset({"configure", "import", ""}), 2
# Among activities of as many lines, the first one tells most.
TELLING = "train tune split load query predict evaluate join scale encode impute engineer save export submit".split()


def main_activity(items: Sequence[Item]) -> str:
    """The activity of most of a segment's lines, of those that tell most."""
    weights: Counter[str] = Counter()
    for item in items:
        if item.unit.role.activity:
            weights["plot" if _saves_figures(item) else item.unit.role.activity] += item.lines
    for passing in (PASSING[0] | PASSING[1], PASSING[0], frozenset[str]()):
        if chosen := [a for a in weights if a not in passing]:
            return max(chosen, key=lambda a: (weights[a], -TELLING.index(a) if a in TELLING else -len(TELLING)))
    return ""


def named_activity(items: Sequence[Item], activity: str) -> str:
    """What a step is named after: a model that is not fitted is built, and what draws nothing is no plot."""
    methods = [c.method for i in items for c in i.unit.facts.calls]
    if activity == "train" and not any("fit" in m or "train" in m for m in methods):
        return "build"
    draws = any(FIGURES in i.unit.effects.mutates | i.unit.effects.reads or i.unit.effects.unknown for i in items)
    return "compute" if activity == "plot" and not draws else activity


def _saves_figures(item: Item) -> bool:
    return item.unit.role.activity in ("save", "export") and any(c.method == "savefig" for c in item.unit.facts.calls)


def _order(items: Sequence[Item], names: frozenset[str]) -> dict[str, int]:
    """Place of each of some names by its first occurrence in the source."""
    order: dict[str, int] = {}
    count = 0
    for item in items:
        node = item.unit.statement.node
        if node is None:
            continue
        for found in descendants(node):
            if isinstance(found, ast.Name) and found.id in names:
                order.setdefault(found.id, count + found.lineno * 1000 + found.col_offset)
        if len(order) == len(names):
            break
        count += 10**6
    return order
