"""Modules that no table knows may draw random numbers: what is drawn before them is drawn in the package, too."""

from __future__ import annotations

import pytest

from tests.unit.making import package_texts, plan_of


@pytest.mark.parametrize(
    ("module", "stays"), [("helper", True), ("statistics", False), ("pandas", False)], ids=["own", "standard", "known"]
)
def test_a_shown_draw_stays_before_a_draw_that_nobody_sees(module: str, stays: bool) -> None:
    texts = package_texts(
        plan_of(f"import random\nimport {module}", "random.random()", f"print({module}.unknown())"), "made"
    )
    assert any("random.random()" in t for t in texts.values()) is stays
