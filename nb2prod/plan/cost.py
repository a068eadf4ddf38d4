"""What a cut costs: one explicit function of a segment's measures.

The weights say how much worse one thing is than another, in units of "one more function". They are data: a
configuration may set them, and a benchmark may tune them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

FEW_PARAMETERS = 4
FEW_RETURNED = 3

# What black leaves on one line, and how much it lengthens code on average (measured on public notebooks).
ONE_LINE_PARAMETERS, ONE_LINE_TYPES, ONE_LINE_RETURNS = 3, 3, 6
GROWTH = 1.12


@dataclass(frozen=True, slots=True)
class Weights:
    """Price of each property of a segment, and the reason for it.

    The unit is what a call, a name and a header are worth to a reader. What an author did on purpose (headings) costs
    more to go against than what came about by typing (cell borders). `benchmarks/cut_weights.py` shows what each weight
    does, against cuts that a person made and on any folder of notebooks; `[tool.nb2prod.weights]` sets them.

    Attributes:
        function: Every function has to be named, read and tested: without a price each statement would be one.
        mixed_role: Each role beyond the first. The function would belong to two modules, and whoever looks for one of
            its tasks does not find it: dearer than two more functions.
        activity: Each activity beyond the first. One operation on the data a function, as a weight and not a law: less
            than half a function, so that `dropna` and `fillna` may stand together.
        parameter: Each value that comes in: it has to be passed, annotated and supplied in a test.
        many_parameters: Each value beyond four that comes in: a signature is no longer taken in at a glance.
        returned: Each value that goes out: it needs a name on both sides of the call.
        many_returned: Each value beyond three that goes out: callers mistake one for another.
        line: Each line beyond `long`: a function of some more lines is no worse than another call.
        far_line: Each line beyond `too_long`, on top: past a limit that a team has set.
        tall: Each line of the whole function beyond `tallest`, header, docstring and `return` included: it no longer
            fits on a screen, which is worth a cut in nearly any place.
        inside_heading: Each heading that the function runs across: the author began something new there.
        inside_cell: Each cell border that it runs across: mostly the author's rhythm of typing, and a hint at most.
        torn_cell: A border that lies inside a cell: the author wrote these lines together, and ran them together.
        thin: A step that is nothing but one call on what it is given, or names a literal: a name for the call's own
            name. A load, split, fit or score may be that; all others had better join a neighbour.
        long: Lines that a function may have for nothing.
        too_long: Lines that a function should not exceed.
        tallest: Lines that it should not exceed as it is written.
    """

    function: float = 3.0
    mixed_role: float = 7.0
    activity: float = 1.2
    parameter: float = 0.4
    many_parameters: float = 1.2
    returned: float = 0.5
    many_returned: float = 1.2
    line: float = 0.4
    far_line: float = 1.5
    tall: float = 2.0
    inside_heading: float = 6.0
    inside_cell: float = 0.6
    torn_cell: float = 2.0
    thin: float = 3.0
    long: float = 14
    too_long: float = 38
    tallest: float = 40


class Measures(NamedTuple):
    """What is measured of a segment; a tuple, since one is made for every segment that is tried.

    Attributes:
        roles: Number of different modules that its statements belong to.
        activities: Number of different activities.
        parameters: Values that come in.
        returned: Values that go out.
        lines: Source lines.
        headings: Headings inside it.
        cell_borders: Cell borders inside it.
        torn: Whether it ends inside a cell.
        thin: Whether it is one call on what it is given, or names a literal, and no load, split, fit or score.
    """

    roles: int
    activities: int
    parameters: int
    returned: int
    lines: int
    headings: int
    cell_borders: int
    torn: bool
    thin: bool = False

    @property
    def height(self) -> float:
        """Estimate of the lines that the function takes as it is written, in black's style.

        A header with more than three parameters has a line for each, a `return` of more than six values too; an empty
        line stands between cells.
        """
        _, _, parameters, returned, lines, _, borders, _, _ = self
        height = 7 + GROWTH * lines + borders
        if parameters > ONE_LINE_PARAMETERS:
            height += parameters + 2
        if returned:
            height += 1
        if returned > ONE_LINE_TYPES:
            height += 2 + returned // 4
        if returned > ONE_LINE_RETURNS:
            height += returned + 1
        return height


def cost(measures: Measures, weights: Weights) -> float:
    """Price of making one function of a segment.

    Args:
        measures: The segment.
        weights: The prices.

    Returns:
        Cost, at least `weights.function`; never smaller when any measure grows.
    """
    roles, activities, parameters, returned, lines, headings, borders, torn, thin = measures
    w = weights
    price = w.function + w.parameter * parameters + w.returned * returned
    price += w.inside_heading * headings + w.inside_cell * borders
    if torn:
        price += w.torn_cell
    if thin:
        price += w.thin
    if roles > 1:
        price += w.mixed_role * (roles - 1)
    if activities > 1:
        price += w.activity * (activities - 1)
    if parameters > FEW_PARAMETERS:
        price += w.many_parameters * (parameters - FEW_PARAMETERS)
    if returned > FEW_RETURNED:
        price += w.many_returned * (returned - FEW_RETURNED)
    if lines > w.long:
        price += w.line * (lines - w.long)
    if lines > w.too_long:
        price += w.far_line * (lines - w.too_long)
    if measures.height > w.tallest:
        price += w.tall * (measures.height - w.tallest)
    return price
