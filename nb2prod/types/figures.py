"""Figures that pyplot may draw on without naming them: those of the cell, since Jupyter closes them where it ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.notebook.figure_magics import keeps_figures
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.notebook.model import Statement
    from nb2prod.types.heap import Heap
    from nb2prod.types.recorder import Recorder

FIGURES = "<figures>"
AXES = TypeExpression("matplotlib.axes.Axes")
_SAYS_SWITCH = ("switch_backend(", ".use(")
_SWITCHES = re.compile(r"\bswitch_backend\(|\b(?:matplotlib|mpl)\.use\((?!.*inline)")


class OpenFigures:
    """Objects of figures that were made or changed since the cell began; of any cell once figures may outlive theirs.

    Whatever changes figures may change each of them: `plt.title("t")` changes the axes that the line before it made.
    """

    def __init__(self) -> None:
        self.cell = -1
        self.oldest = 0
        self.touched: set[int] = set()
        self.ended = True

    def enter(self, statement: Statement, heap: Heap) -> None:
        """Begin a statement; with the first one of a cell no figure is open, where Jupyter closes them."""
        if statement.id.cell != self.cell and self.ended:
            self.oldest, self.touched = heap.count, set()
        self.cell = statement.id.cell
        if self.ended and _keeps_open(statement):
            self.ended = False

    def settle(self, record: Recorder, heap: Heap) -> None:
        """Let a statement that changes figures change all that are open."""
        if FIGURES not in record.names:
            return
        drawn = {region for region, channel in heap.channels.items() if channel == FIGURES}
        self.touched |= heap.reach(record.touched | record.deep) & drawn
        open_ones = {region for region in drawn if region > self.oldest} | self.touched
        # What was plotted stays as it is; what is in a figure and is not known was made with it, or put in by name.
        record.touched |= {r for r in heap.reach(open_ones) if r in drawn or heap.within(r, self.oldest, heap.count)}


def _keeps_open(statement: Statement) -> bool:
    """Whether figures outlive their cells from a statement on."""
    source = statement.source
    if keeps_figures(statement.magic):
        return True
    return any(word in source for word in _SAYS_SWITCH) and bool(_SWITCHES.search(source))


def mark_drawn(heap: Heap, value: Value, oldest: int) -> None:
    """Remember that a plot gave what nothing else is known of, or an array of axes.

    Args:
        heap: The objects.
        value: What the plot gave.
        oldest: Number of the last object before it: older ones are what was plotted.
    """
    if value.type.head == "?" or AXES in value.type.arguments:
        for region in value.regions:
            if region > oldest:
                heap.channels.setdefault(region, FIGURES)
