"""The moments of a package's run at which a value of the notebook may be read."""

from __future__ import annotations

from nb2prod.notebook.model import StatementId
from nb2prod.verify.agent.package import FILE
from nb2prod.verify.places import PIPELINE, Placed, Places

Key = tuple[int, str]
"""A cell and a name of the notebook."""


class Moments:
    """The moments of one value.

    Attributes:
        name: Its name.
        home: Module and name of the definition that the name stands for at the end of the cell; `:` for an import.
        step: Function that holds the statement which touches it last.
    """

    def __init__(self, places: Places, ordered: list[Placed], writing: frozenset[StatementId], key: Key) -> None:
        self._places = places
        self._cell, self.name = cell, name = key
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
        binding = [s for s in self._places.statements if s.cell <= self._cell and self.name in s.binds]
        if not binding or binding[-1].order is not None or binding[-1].module == "settings":
            return ""
        statement = binding[-1]
        if not statement.module:
            return ":" if statement.disposition == "hoisted" else ""
        package = self._places.root if statement.module == "shared" else self._places.package
        return f"{package}.{statement.module}:{statement.function or self.name}"

    def _step(self, hoisted: list[Placed]) -> str:
        own = [s for s in self._before if s.cell == self._cell]
        touching = [s for s in own if self._touches(s)]
        for statements in (hoisted if not self._binders else (), touching, own):
            if statements:
                return f"{statements[-1].module}.{statements[-1].function}"
        return ""

    def early(self) -> list[Placed]:
        """Statements of the cell behind which a step ends that touches the name or is given it, but the last step.

        Where the last step that touches it hands it on, it may be gone by the end of the cell.
        """
        if self.name.startswith("<"):
            return []
        own = [s for s in self._before if s.cell == self._cell and s.line is not None]
        steps: dict[tuple[str, str], list[Placed]] = {}
        for statement in own:
            steps.setdefault((statement.module, statement.function), []).append(statement)
        touching = [place for place, held in steps.items() if any(map(self._touches, held))]
        chosen = []
        for place, held in list(steps.items())[:-1]:
            is_done = touching[-1:] == [place] and self.name not in self._places.returns.get(place, ())
            last = [s for s in held if self._touches(s)] if place in touching else held
            is_known = place in touching or self.name in self._places.given.get(place[1], ())
            if place[0] != PIPELINE and is_known and not is_done and self._is_aligned(last[-1]):
                chosen.append(last[-1])
        return chosen

    def _is_aligned(self, statement: Placed) -> bool:
        """Whether behind a statement the same statements of its cell that touch the name have run in the notebook."""
        own = [s for s in self._before if s.cell == self._cell and self._touches(s)]
        order = statement.order or 0
        return all((s.ordinal <= statement.ordinal) == ((s.order or 0) <= order) for s in own)

    def _touches(self, statement: Placed) -> bool:
        writes = StatementId(statement.cell, statement.ordinal) in self._writing
        return writes or self.name in statement.binds | statement.changes

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
        return self._places.calls.get(statement.function) if self.name in returned and not goes_on else None

    def _returned(self) -> bool:
        """Whether the pipeline knows the value that the last binding statement up to the cell gave."""
        binding = [s for s in self._places.statements if s.cell <= self._cell and self.name in s.binds]
        if not binding or binding[-1].order is None or binding[-1].module == PIPELINE:
            return True
        return self.name in self._places.returns.get((binding[-1].module, binding[-1].function), ())
