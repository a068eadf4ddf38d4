"""Which magics let figures outlive their cell."""

from __future__ import annotations

import pytest

from nb2prod.notebook.figure_magics import keeps_figures
from nb2prod.notebook.model import Magic


@pytest.mark.parametrize(
    ("text", "keeps"),
    [
        ("%matplotlib inline", False),
        ("%matplotlib widget", True),
        ("%matplotlib", True),
        ("%matplotlib --list", None),
        ("%matplotlib -l", None),
        ("%config InlineBackend.close_figures = False", True),
        ("%config InlineBackend.close_figures=True", False),
        ("%config InlineBackend.figure_format = 'retina'", None),
        ("%time plt.plot()", None),
    ],
)
def test_what_a_magic_says_of_figures(text: str, keeps: bool | None) -> None:
    assert keeps_figures(Magic(text, text.partition(" ")[0], translated=False, reason="")) is keeps


def test_no_magic_says_nothing() -> None:
    assert keeps_figures(None) is None
