"""Figures end with their cell unless another backend than the inline one keeps them."""

from __future__ import annotations

import pytest

from tests.unit.making import package_texts, plan_of

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.savefig('a.png')"


@pytest.mark.parametrize(
    ("first", "closes"),
    [
        ("%matplotlib inline", True),
        ("x = 1", True),
        ("%matplotlib notebook", False),
        ("import matplotlib\nmatplotlib.use('Agg')", False),
        ("import matplotlib\nmatplotlib.use('Agg')\n%matplotlib inline", True),
        ("%config InlineBackend.close_figures = False", False),
        ("%config InlineBackend.figure_format = 'retina'", True),
    ],
)
def test_figures_are_closed_after_a_cell(first: str, closes: bool) -> None:
    texts = package_texts(plan_of(first, PLOT, "plt.plot([3])\nplt.savefig('b.png')"), "made")
    assert any('close("all")' in t for t in texts.values()) is closes
