"""Star imports bind the built-ins that they hide, where functions have run with these before."""

from __future__ import annotations

import pytest

from nb2prod.plan.hidden_builtins import settle_stars
from nb2prod.plan.unit import units_of
from tests.unit.making import analysis_of, package_output, script_output

TOTAL = "def total(x):\n    return sum(x, [])"


def _bound(*cells: str) -> frozenset[str]:
    return settle_stars(units_of(analysis_of(*cells)))[-1].binds


@pytest.mark.parametrize(
    ("before", "star", "bound"),
    [
        ("print(total([[1]]))", "from numpy import *", {"sum"}),
        ("kept = total", "from numpy import *", {"sum"}),
        ("print(total([[1]]))", "from gzip import *", set()),
        ("print(total([[1]]))", "from shapes import *", set()),
        ("print(1)", "from numpy import *", set()),
        ("sum = len\nprint(total([[1]]))", "from numpy import *", set()),
    ],
)
def test_what_a_function_has_used_is_bound(before: str, star: str, bound: set[str]) -> None:
    assert _bound(TOTAL, before, star) == bound


def test_what_some_versions_export_only_keeps_its_meaning_otherwise() -> None:
    cells = [
        "def first(p):\n    return open(p).read()[:0]",
        "print(first(__import__('os').devnull))",
        "from PIL.Image import *",
    ]
    text = "\n".join(i.text for i in settle_stars(units_of(analysis_of(*cells)))[-1].facts.imports)

    assert 'open = _starred.open if "open" in getattr(_starred, "__all__", dir(_starred)) else builtins.open' in text


def test_a_function_means_what_its_name_means_when_it_runs() -> None:
    cells = [
        "def total(x):\n    return round(x)",
        "print(total(2.6))",
        "from numpy import *",
        "print(type(total(2.6)).__name__)",
    ]

    assert package_output(*cells) == script_output(*cells)
