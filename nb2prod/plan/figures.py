"""A figure ends with its cell: Jupyter's inline backend closes all figures there, and so must the package."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nb2prod.notebook.model import StatementId
from nb2prod.plan.imports import Imports
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Import, Piece, Step, StepKind
from nb2prod.plan.unit import Unit
from nb2prod.types.figures import FIGURES

PYPLOT = "pyplot"
_CLOSE = 'close("all")'


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A statement that touches figures.

    Attributes:
        piece: The statement.
        explores: Whether it runs only where exploration does.
        inline: Whether it stands in the pipeline itself.
    """

    piece: Piece
    explores: bool
    inline: bool

    @property
    def id(self) -> StatementId:
        return self.piece.statement.id

    @property
    def closes(self) -> bool:
        """Whether it ends by closing all figures itself, as `plt.show()` does."""
        edits, source = self.piece.edits, self.piece.statement.source
        return any(e.end == len(source) and e.text.endswith(_CLOSE) for e in edits)


@dataclass(frozen=True, slots=True)
class _Closing:
    """What closes all figures.

    Attributes:
        lines: Statements.
        needs: Imports at the top of the module that they take for granted.
    """

    lines: tuple[str, ...]
    needs: tuple[Import, ...] = ()


def close_figures(steps: Sequence[Step], lookup: Lookup) -> tuple[Step, ...]:
    """Close figures after the last statement of a cell that draws, where a statement of another cell draws next.

    What is drawn on the path must be closed whether or not exploration runs, and exploration closes what it has drawn.

    Args:
        steps: The steps.
        lookup: What every name is, and which cells leave figures as they are.

    Exploration that runs is closed likewise, as what the path asks of figures must not depend on it.

    Returns:
        The steps, with the closing added.
    """
    units = lookup.units
    touching = {u.facts.id: u for u in units if FIGURES in u.effects.mutates or FIGURES in u.effects.reads}
    every = [d for d in _drawings(steps, touching) if d.id.cell not in lookup.open_figures]
    names = _Names(units, lookup.imports)
    after = {d.id: names.closing(touching[d.id], d) for d in _ends([d for d in every if not d.explores])}
    before: dict[StatementId, _Closing] = {}
    for one, following in pairwise(every):
        if one.id.cell == following.id.cell or one.id in after or one.closes:
            continue
        if one.explores:
            after[one.id] = names.closing(touching[one.id], one, show=True)
        elif following.explores:
            before[following.id] = names.closing(touching[following.id], following)
    return tuple(_with_lines(step, before, after) for step in steps)


def _drawings(steps: Sequence[Step], touching: Mapping[StatementId, Unit]) -> Iterator[_Drawing]:
    for step in steps:
        for piece in _pieces(step):
            if piece.statement.id in touching:
                yield _Drawing(piece, step.kind is StepKind.EXPLORE, step.function is None)


def _ends(drawings: Sequence[_Drawing]) -> list[_Drawing]:
    """The last of each cell, without the last of all."""
    last = {d.id.cell: d for d in drawings}
    return [d for cell, d in last.items() if cell != max(last) and not d.closes]


class _Names:
    """What `matplotlib.pyplot` is called: by the notebook itself, or else a name that it does not use."""

    def __init__(self, units: Sequence[Unit], imports: Imports) -> None:
        binds = Counter(name for u in units for name in u.binds)
        found = Counter(i.name for u in units for i in u.facts.imports if i.qualified == f"matplotlib.{PYPLOT}")
        taken = frozenset[str]().union(*(u.facts.reads | u.binds | u.facts.stores for u in units))
        self._own = {name for name in found if binds[name] == found[name]}
        self._above = {
            name: Import(name, imports.single[name].text)
            for name in sorted(self._own & imports.single.keys() - imports.late)
            if not imports.stars
        }
        self._fresh = PYPLOT
        while self._fresh in taken:
            self._fresh += "_"

    def closing(self, unit: Unit, drawing: _Drawing, *, show: bool = False) -> _Closing:
        """Statements beside a statement that close all figures, which may be shown before."""
        own = sorted(self._own & unit.facts.reads)
        if not own and not drawing.inline and self._above:
            name, needed = next(iter(self._above.items()))
            return _Closing(_lines(name, show=show), (needed,))
        name = own[0] if own else self._fresh
        alias = "" if name == PYPLOT else f" as {name}"
        load = () if own else (f"from matplotlib import {PYPLOT}{alias}",)
        return _Closing((*load, *_lines(name, show=show)))


def _lines(name: str, *, show: bool) -> tuple[str, ...]:
    return (*((f"{name}.show()",) if show else ()), f"{name}.{_CLOSE}")


def _pieces(step: Step) -> tuple[Piece, ...]:
    if step.function is not None:
        return step.function.pieces
    return (step.piece,) if step.piece is not None else ()


_Closings = Mapping[StatementId, _Closing]
_NOTHING = _Closing(())


def _with_lines(step: Step, before: _Closings, after: _Closings) -> Step:
    ids = [p.statement.id for p in _pieces(step)]
    needs = [n for i in ids for c in (before.get(i), after.get(i)) if c is not None for n in c.needs]
    if not any(i in before or i in after for i in ids):
        return step
    pieces = tuple(
        replace(
            p,
            # Behind the imports that the statement makes itself: what closes may be one of them.
            before=(*p.before, *before.get(p.statement.id, _NOTHING).lines),
            after=(*p.after, *after.get(p.statement.id, _NOTHING).lines),
        )
        for p in _pieces(step)
    )
    if step.function is not None:
        imports = tuple(dict.fromkeys((*step.function.imports, *needs)))
        return replace(step, function=replace(step.function, pieces=pieces, imports=imports))
    return replace(step, piece=pieces[0])
