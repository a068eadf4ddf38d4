"""A test that reads a name which nothing binds is none."""

from __future__ import annotations

import pytest

from nb2prod.render.tests_of.names import unbound_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def test_f(capsys):\n    x, _ = steps.make()\n    assert len(x) == np.prod([n for n in x])", set()),
        ("def test_f():\n    outcome = steps.softmax(logits)\n    assert outcome", {"logits"}),
        ("def test_f():\n    for label in labels:\n        assert label", {"labels"}),
    ],
)
def test_names_that_nothing_binds_are_found(text: str, expected: set[str]) -> None:
    assert unbound_names(text, ["import numpy as np", "from package import steps"]) == expected
