"""What stands for displays that do something."""

from __future__ import annotations

import pytest

from tests.unit.making import package_texts, plan_of

CLASS = "log = []\nclass Card:\n    def {}(self, *given):\n        log.append(1)\n        return 'card'"


def _texts(*cells: str) -> dict[str, str]:
    return package_texts(plan_of(*cells), "made")


@pytest.mark.parametrize(
    ("method", "cell", "expected"),
    [
        ("__repr__", "card = Card()\ncard", "repr(card)"),
        ("__repr__", "Card()", "for shown in (Card(),):\n        repr(shown)"),
        ("_repr_html_", "Card()", 'if hasattr(shown, "_repr_html_"):\n            shown._repr_html_()'),
        ("_ipython_display_", "Card()", "shown._ipython_display_()"),
        ("_repr_pretty_", "Card()", "pretty(shown)"),
        ("__repr__", "for c in [Card()]: display(c)", "[(repr(shown)) for shown in (c,)]"),
    ],
)
def test_a_display_runs_what_jupyter_runs(method: str, cell: str, expected: str) -> None:
    texts = _texts(CLASS.format(method), cell, "print(log)")
    assert any(expected in text for text in texts.values()), texts


def test_a_display_without_effect_stays_out() -> None:
    texts = _texts("class Card:\n    def __repr__(self):\n        return 'card'", "card = Card()\ncard", "print(card)")
    assert not any("repr(card)" in text for text in texts.values())
