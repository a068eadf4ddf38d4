"""A figure ends with its cell: Jupyter's inline backend closes all figures there, and so must the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.backends import cells_that_keep_figures
from nb2prod.plan.model import Function, Piece, Step, StepKind
from nb2prod.plan.unit import Unit

FIGURES = "<figures>"
PYPLOT = "pyplot"


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
    kept = cells_that_keep_figures(units)
    last = {i for cell, i in drawing.items() if cell != max(drawing) and cell not in kept}
    closing = _closing(units)
    return tuple(_closed(s, last, closing) for s in steps)


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


def _closed(step: Step, last: set[object], closing: tuple[str, ...]) -> Step:
    if not any(p.statement.id in last for p in _pieces(step)) or step.kind is StepKind.EXPLORE:
        return step
    if step.function is not None:
        pieces = tuple(_then(p, closing) if p.statement.id in last else p for p in step.function.pieces)
        function: Function = replace(step.function, pieces=pieces)
        return replace(step, function=function)
    return replace(step, piece=_then(step.piece, closing)) if step.piece else step


def _then(piece: Piece, closing: tuple[str, ...]) -> Piece:
    return replace(piece, after=(*piece.after, *closing))
