"""Figures, by what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from nb2prod.record.shipped.comparison import differences
from nb2prod.record.shipped.drawing import Drawings, describe_figure
from nb2prod.record.shipped.values import describe

Draw = Callable[[float], object]
DRAWN: dict[str, Draw] = {
    "a line": lambda k: plt.plot([1, 2], [3, 3 + k]),
    "bars": lambda k: plt.bar(["a", "b"], [1, 1 + k]),
    "points": lambda k: plt.scatter([1, 2], [1, 1 + k]),
    "colours of points": lambda k: plt.scatter([1, 2], [1, 2], c=[0, k]),
    "an image": lambda k: plt.imshow(np.eye(3) * k),
    "a title": lambda k: plt.title(f"k={k}"),
    "a pie": lambda k: plt.pie([1, k]),
    "an area": lambda k: plt.fill_between([1, 2], [0, k]),
    "a text": lambda k: plt.text(0, 0, f"{k}"),
    "a scale": lambda k: plt.yscale("log" if k > 1 else "linear"),
}


@pytest.fixture
def drawings() -> Iterator[Drawings]:
    made = Drawings()
    yield made
    made.end()


def _shown(drawings: Drawings, draw: Draw, k: float) -> list[object]:
    drawings.begin()
    plt.figure()
    draw(k)
    drawings.end()
    return [describe_figure(figure, describe) for figure in drawings.figures]


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_otherwise_is_a_difference(name: str, drawings: Drawings) -> None:
    first, again, other = (_shown(drawings, DRAWN[name], k) for k in (1.0, 1.0, 2.0))

    assert len(first) == 1
    assert differences(first, again) == []
    assert differences(first, other)


def test_a_figure_counts_as_it_is_when_it_is_closed(drawings: Drawings) -> None:
    before = plt.close
    drawings.begin()
    plt.plot([1, 2])
    kept = plt.gcf()
    plt.close("all")
    plt.figure()
    plt.figure()
    plt.close()
    drawings.end()

    assert [len(figure.axes) for figure in drawings.figures] == [1, 0, 0]
    assert drawings.figures[0] is kept
    assert plt.close is before
    assert plt.get_fignums() == []
