"""A figure ends with its cell: Jupyter's inline backend closes all figures there, and so must the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.model import Function, Piece, Step, StepKind
from nb2prod.plan.unit import Unit

FIGURES = "<figures>"
CLOSE = ("from matplotlib import pyplot", 'pyplot.close("all")')


def close_figures(steps: Sequence[Step], units: Sequence[Unit]) -> tuple[Step, ...]:
    """Close figures after the last statement of a cell that draws, where a later cell on the path draws too.

    Args:
        steps: The steps.
        units: All statements.

    Returns:
        The steps, with the closing added.
    """
    touching = {u.facts.id for u in units if FIGURES in u.effects.mutates or FIGURES in u.effects.reads}
    drawing: dict[int, object] = {}
    for step in steps:
        if step.kind is StepKind.EXPLORE:
            continue
        for piece in _pieces(step):
            if piece.statement.id in touching:
                drawing[piece.statement.id.cell] = piece.statement.id
    last = {i for cell, i in drawing.items() if cell != max(drawing)}
    return tuple(_closed(s, last) for s in steps)


def _pieces(step: Step) -> tuple[Piece, ...]:
    if step.function is not None:
        return step.function.pieces
    return (step.piece,) if step.piece is not None else ()


def _closed(step: Step, last: set[object]) -> Step:
    if not any(p.statement.id in last for p in _pieces(step)) or step.kind is StepKind.EXPLORE:
        return step
    if step.function is not None:
        pieces = tuple(replace(p, after=CLOSE) if p.statement.id in last else p for p in step.function.pieces)
        function: Function = replace(step.function, pieces=pieces)
        return replace(step, function=function)
    return replace(step, piece=replace(step.piece, after=CLOSE)) if step.piece else step
