"""A figure ends with its cell: Jupyter's inline backend closes all figures there, and so must the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Piece, Step, StepKind
from nb2prod.plan.unit import Unit

FIGURES = "<figures>"
PYPLOT = "pyplot"
_CLOSE = 'close("all")'


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A statement that touches figures.

    Attributes:
        piece: The statement.
        explores: Whether it runs only where exploration does.
    """

    piece: Piece
    explores: bool

    @property
    def id(self) -> StatementId:
        return self.piece.statement.id

    @property
    def closes(self) -> bool:
        """Whether it ends by closing all figures itself, as `plt.show()` does."""
        edits, source = self.piece.edits, self.piece.statement.source
        return any(e.end == len(source) and e.text.endswith(_CLOSE) for e in edits)


def close_figures(steps: Sequence[Step], units: Sequence[Unit], open_figures: frozenset[int]) -> tuple[Step, ...]:
    """Close figures after the last statement of a cell that draws, where a statement of another cell draws next.

    What is drawn on the path must be closed whether or not exploration runs, and exploration closes what it has drawn.

    Args:
        steps: The steps.
        units: All statements.
        open_figures: Cells after which figures are as they were.

    Exploration that runs is closed likewise, as what the path asks of figures must not depend on it.

    Returns:
        The steps, with the closing added.
    """
    touching = {u.facts.id: u for u in units if FIGURES in u.effects.mutates or FIGURES in u.effects.reads}
    every = [d for d in _drawings(steps, touching) if d.id.cell not in open_figures]
    names = _Names(units)
    after = {d.id: names.closing(touching[d.id]) for d in _ends([d for d in every if not d.explores])}
    before: dict[StatementId, tuple[str, ...]] = {}
    for one, following in pairwise(every):
        if one.id.cell == following.id.cell or one.id in after or one.closes:
            continue
        if one.explores:
            after[one.id] = names.closing(touching[one.id], show=True)
        elif following.explores:
            before[following.id] = names.closing(touching[following.id])
    return tuple(_with_lines(step, before, after) for step in steps)


def _drawings(steps: Sequence[Step], touching: Mapping[StatementId, Unit]) -> Iterator[_Drawing]:
    for step in steps:
        for piece in _pieces(step):
            if piece.statement.id in touching:
                yield _Drawing(piece, step.kind is StepKind.EXPLORE)


def _ends(drawings: Sequence[_Drawing]) -> list[_Drawing]:
    """The last of each cell, without the last of all."""
    last = {d.id.cell: d for d in drawings}
    return [d for cell, d in last.items() if cell != max(last) and not d.closes]


class _Names:
    """What `matplotlib.pyplot` is called: by the notebook itself, or else a name that it does not use."""

    def __init__(self, units: Sequence[Unit]) -> None:
        binds = Counter(name for u in units for name in u.binds)
        imports = Counter(i.name for u in units for i in u.facts.imports if i.qualified == f"matplotlib.{PYPLOT}")
        taken = frozenset[str]().union(*(u.facts.reads | u.binds | u.facts.stores for u in units))
        self._own = {name for name in imports if binds[name] == imports[name]}
        self._fresh = PYPLOT
        while self._fresh in taken:
            self._fresh += "_"

    def closing(self, unit: Unit, *, show: bool = False) -> tuple[str, ...]:
        """Statements beside a statement that close all figures, which may be shown before."""
        own = sorted(self._own & unit.facts.reads)
        name = own[0] if own else self._fresh
        alias = "" if name == PYPLOT else f" as {name}"
        load = () if own else (f"from matplotlib import {PYPLOT}{alias}",)
        return (*load, *((f"{name}.show()",) if show else ()), f"{name}.{_CLOSE}")


def _pieces(step: Step) -> tuple[Piece, ...]:
    if step.function is not None:
        return step.function.pieces
    return (step.piece,) if step.piece is not None else ()


_Lines = Mapping[StatementId, tuple[str, ...]]


def _with_lines(step: Step, before: _Lines, after: _Lines) -> Step:
    if not any(p.statement.id in before or p.statement.id in after for p in _pieces(step)):
        return step
    pieces = tuple(
        replace(
            p,
            # Behind the imports that the statement makes itself: what closes may be one of them.
            before=(*p.before, *before.get(p.statement.id, ())),
            after=(*p.after, *after.get(p.statement.id, ())),
        )
        for p in _pieces(step)
    )
    if step.function is not None:
        return replace(step, function=replace(step.function, pieces=pieces))
    return replace(step, piece=pieces[0])
