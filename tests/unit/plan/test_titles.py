"""Headings go to the step that they are about."""

from __future__ import annotations

from nb2prod.plan.items import Item
from nb2prod.plan.segments import Segment
from nb2prod.plan.titles import Headings, Titles
from nb2prod.plan.unit import Unit, units_of
from tests.unit.making import analysis_of

HEADINGS = Headings("", {1: "Simulate waiting", 2: "Simulate waiting"}, frozenset({1}))
NONE: frozenset[str] = frozenset()


def _segment(*units: Unit) -> Segment:
    items = tuple(Item(u, NONE, NONE, NONE, NONE, NONE, NONE) for u in units)
    return Segment(items, NONE, NONE)


def test_what_only_prepares_leaves_the_heading_to_the_rest_of_its_cell() -> None:
    seed, draw = units_of(analysis_of("seed(3)\nx = draw()"))
    titles = Titles(HEADINGS, (seed, draw))

    assert titles.of(_segment(seed), explore=False, minor=True) == ""
    assert titles.of(_segment(draw), explore=False) == "Simulate waiting"


def test_what_is_alone_in_its_cell_takes_the_heading() -> None:
    seed, draw = units_of(analysis_of("seed(3)", "x = draw()"))
    titles = Titles(HEADINGS, (seed, draw))

    assert titles.of(_segment(seed), explore=False, minor=True) == "Simulate waiting"
    assert titles.of(_segment(draw), explore=False) == ""
