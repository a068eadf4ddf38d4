"""Where values are read once more although nothing of the notebook changes them: the package alone may have done so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nb2prod.verify.moments import Key
from nb2prod.verify.places import PIPELINE, Placed, Places

END = -1
"""Line of a moment at the end of a function."""


@dataclass(frozen=True, slots=True)
class Border:
    """A moment of the package's run.

    Attributes:
        module: Module of the function.
        function: Function that is in work.
        line: Last line of the statement behind which it is; the end of the function for the last of it.
        order: Place of the last statement of the notebook that has run by then.
        step: Function that holds that statement.
        names: The names that are to be read; `None` for all.
        is_wide: Whether what shares an object with them is to be read, too.
    """

    module: str
    function: str
    line: int
    order: int
    step: tuple[str, str]
    names: frozenset[str] | None
    is_wide: bool = False


def find_borders(places: Places) -> tuple[Border, ...]:
    """Moments behind each step, at the end of the pipeline's functions, and before a name is bound anew.

    Args:
        places: Where the statements are.

    Returns:
        The moments.
    """
    ran = sorted((s for s in places.statements if s.order is not None), key=lambda s: s.order or 0)
    last = {s.function: s for s in ran}
    steps = [
        Border(
            PIPELINE,
            *call,
            order=last[step].order or 0,
            step=(last[step].module, step),
            names=places.given.get(step, frozenset()),
            is_wide=True,
        )
        for step, call in places.calls.items()
        if step in last
    ]
    return (*steps, *_before_binding(ran), *_ends(steps, ran))


def _before_binding(ran: Iterable[Placed]) -> Iterator[Border]:
    """Moments in a function before which a name had another value than behind the next statement."""
    before: dict[tuple[str, str], Placed] = {}
    for statement in ran:
        place = (statement.module, statement.function)
        previous = before.get(place)
        if previous is not None and previous.line is not None and statement.binds:
            yield Border(*place, previous.line, previous.order or 0, place, statement.binds)
        before[place] = statement


def _ends(steps: Iterable[Border], ran: Iterable[Placed]) -> Iterator[Border]:
    """The end of each function of the pipeline; what calls the others has run all."""
    final: dict[str, tuple[int, tuple[str, str]]] = {}
    inline = ((s.function, s.order or 0, (s.module, s.function)) for s in ran if s.module == PIPELINE)
    for function, order, step in (*((b.function, b.order, b.step) for b in steps), *inline):
        final[function] = max(final.get(function, (-1, step)), (order, step))
    if final:
        final["run"] = max(final.values())
    for function, (order, step) in final.items():
        yield Border(PIPELINE, function, END, order, step, None)


class Progress:
    """How far the notebook's cells have come at a moment of the package's run."""

    def __init__(self, places: Places, wanted: Iterable[Key]) -> None:
        self._begins: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._touching: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for statement in places.statements:
            if statement.order is not None:
                begun = self._begins.get(statement.cell, statement.order)
                self._begins[statement.cell] = min(begun, statement.order)
                self._ends[statement.cell] = max(self._ends.get(statement.cell, 0), statement.order)
                for name in statement.binds | statement.changes:
                    self._touching[name].append((statement.order, statement.cell))
        self._cells: defaultdict[str, list[int]] = defaultdict(list)
        for cell, name in wanted:
            if cell in self._begins and not name.startswith("<"):
                self._cells[name].append(cell)

    def keys(self, border: Border) -> Iterator[Key]:
        """Values that hold at a moment: the last that a cell which has begun gave to a name.

        Where more of that cell follows, or of a later one that may change the name, nothing is known of it. Before a
        name is bound anew it alone is of interest, behind a step all that may share something with what it was given.
        """
        only = None if border.is_wide else border.names
        for name in self._cells if only is None else only & self._cells.keys():
            yield from self._key(name, border.order)

    def _key(self, name: str, order: int) -> Iterator[Key]:
        cell = max((cell for cell in self._cells[name] if self._begins[cell] <= order), default=None)
        # Which of the statements of its cell has changed the value is not known for sure.
        if cell is not None and self._ends[cell] <= order and not self._may_change(name, cell, order):
            yield cell, name

    def _may_change(self, name: str, cell: int, order: int) -> bool:
        """Whether a later cell is in work of which more follows that may change the name."""
        return any(
            after > order and later > cell and self._begins[later] <= order for after, later in self._touching[name]
        )
