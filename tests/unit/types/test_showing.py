"""What a display runs of the notebook's own classes."""

from __future__ import annotations

import pytest

from tests.unit.types.support import last_effects

CLASSES = """
import pandas as pd
from dataclasses import dataclass
from IPython.display import display
class Lazy:
    looked = []
    def __repr__(self):
        Lazy.looked.append(1)
        return "lazy"
    def _repr_html_(self):
        Lazy.looked.append(2)
        return "<b>lazy</b>"
class Plain:
    def __repr__(self):
        return "plain"
@dataclass
class Box:
    item: object
lazy, plain, box, kept = Lazy(), Plain(), Box(Lazy()), []
kept.append(lazy)
frame = pd.DataFrame({"a": [Lazy()]})
"""


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("lazy", {"__repr__", "_repr_html_"}),
        ("display(lazy)", {"__repr__", "_repr_html_"}),
        ("[lazy, plain]", {"__repr__"}),
        ("kept", {"__repr__"}),
        ("box", {"__repr__"}),
        ("frame", {"__repr__"}),
        ("lazy;", set()),
        ("plain", set()),
        ("print(lazy)", set()),
        ("len(kept)", set()),
    ],
)
def test_displays_that_do_something(code: str, shows: set[str]) -> None:
    assert last_effects(code, CLASSES).shows == shows


@pytest.mark.parametrize("code", ["lazy", "print(kept)", "f'{lazy}'", "'%s' % lazy", "'%s %s' % (1, lazy)", "str(box)"])
def test_showing_changes_what_the_representation_changes(code: str) -> None:
    assert "Lazy" in last_effects(code, CLASSES).mutates
