"""A figure ends with its cell: Jupyter's inline backend closes all figures there, and so must the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Function, Piece, Step, StepKind
from nb2prod.plan.unit import Unit

FIGURES = "<figures>"
PYPLOT = "pyplot"


def close_figures(steps: Sequence[Step], units: Sequence[Unit]) -> tuple[Step, ...]:
    """Close figures after the last statement of a cell that draws, where a later cell on the path draws too.

    Args:
        steps: The steps.
        units: All statements.

    Exploration that runs is closed likewise, as what the path asks of figures must not depend on it.

    Returns:
        The steps, with the closing added.
    """
    touching = frozenset(u.facts.id for u in units if FIGURES in u.effects.mutates | u.effects.reads)
    drawing = _last_drawing([s for s in steps if s.kind is not StepKind.EXPLORE], touching)
    exploring = _last_drawing([s for s in steps if s.kind is StepKind.EXPLORE], touching)
    end = max(drawing, default=0)
    last = {i for found in (drawing, exploring) for cell, i in found.items() if cell < end}
    closing = _closing(units)
    return tuple(_closed(s, last, closing) for s in steps)


def _last_drawing(steps: Sequence[Step], touching: frozenset[StatementId]) -> dict[int, StatementId]:
    """The last statement of each cell that draws, in some of the steps."""
    drawing = [p.statement.id for s in steps for p in _pieces(s) if p.statement.id in touching]
    return {i.cell: i for i in drawing}


def _closing(units: Sequence[Unit]) -> tuple[str, ...]:
    """Statements that close all figures, through a name that the notebook does not use."""
    taken = frozenset[str]().union(*(u.facts.reads | u.binds | u.facts.stores for u in units))
    name = PYPLOT
    while name in taken:
        name += "_"
    alias = "" if name == PYPLOT else f" as {name}"
    return f"from matplotlib import {PYPLOT}{alias}", f'{name}.close("all")'


def _pieces(step: Step) -> tuple[Piece, ...]:
    if step.function is not None:
        return step.function.pieces
    return (step.piece,) if step.piece is not None else ()


def _closed(step: Step, last: set[StatementId], closing: tuple[str, ...]) -> Step:
    if not any(p.statement.id in last for p in _pieces(step)):
        return step
    if step.function is not None:
        pieces = tuple(_then(p, closing) if p.statement.id in last else p for p in step.function.pieces)
        function: Function = replace(step.function, pieces=pieces)
        return replace(step, function=function)
    return replace(step, piece=_then(step.piece, closing)) if step.piece else step


def _then(piece: Piece, closing: tuple[str, ...]) -> Piece:
    return replace(piece, after=(*piece.after, *closing))
