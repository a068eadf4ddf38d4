"""The errors that a docstring tells are those that a step raises itself, with their message or condition."""

from __future__ import annotations

import pytest

from nb2prod.render.raised import errors_of
from tests.unit.making import functions_of, plan_of


def _errors(source: str) -> list[tuple[str, str]]:
    steps = functions_of(plan_of("n = int('3')", f"{source}\nm = n + 1", "print(m)"))
    return [(e.name, e.fact) for f in steps for e in errors_of(f.pieces)]


@pytest.mark.parametrize(
    ("source", "errors"),
    [
        ("if n > 9:\n    raise ValueError('too many')", [("ValueError", "too many.")]),
        ("if n > 9:\n    raise ValueError", [("ValueError", "If `n > 9`.")]),
        ("if n > 9:\n    raise ValueError(f'{n} is too many!')", [("ValueError", "`n` is too many!")]),
        ("for i in range(n):\n    if i > 9:\n        raise KeyError(i)", [("KeyError", "If `i > 9`.")]),
        ("try:\n    raise ValueError('no')\nexcept ValueError:\n    pass", []),
        ("try:\n    n.x\nexcept AttributeError:\n    raise TypeError('bad')", [("TypeError", "bad.")]),
        ("def f():\n    raise ValueError('no')", []),
        ("error = ValueError('x')\nif n > 9:\n    raise error", []),
    ],
)
def test_errors(source: str, errors: list[tuple[str, str]]) -> None:
    assert _errors(source) == errors
