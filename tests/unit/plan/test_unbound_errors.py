"""Handlers see what the notebook says of a name that is not bound."""

from __future__ import annotations

import pytest

from tests.unit.making import package_output, script_output

OWN = """
def own():
    try:
        print(inner)
        inner = 1
    except NameError as e:
        return str(e)[:30]
print(own())
"""
LATE = """
def area(r):
    return PI * r
try:
    print(area(1))
except Exception as e:
    print(e, e.name)
"""
PROBE = """
import sys
if sys is None:
    z = 1
try:
    z
except {kind} as e:
    print(e)
"""


@pytest.mark.parametrize(
    "cells",
    [
        ("try: print(y)\nexcept NameError as e: print(e, type(e).__name__)", "y = 3\nprint(y)"),
        ("try:\n    print(y)\nexcept NameError as e:\n    # why\n    print(e)", "y = 3\nprint(y)"),
        (LATE, "PI = 3\nprint(area(2))"),
        (PROBE.format(kind="(KeyError, NameError)"), "z = 2\nprint(z)"),
        (PROBE.format(kind="Exception"), "z = 2\nprint(z)"),
        ("try:\n    print({}['y'])\n    y\nexcept Exception as e:\n    print(repr(e))", "y = 3\nprint(y)"),
        (OWN, "inner = 2\nprint(own(), inner)"),
        ("try:\n    print(nowhere)\nexcept NameError as e:\n    print(e)",),
    ],
)
def test_the_package_says_what_the_notebook_says(cells: tuple[str, ...]) -> None:
    assert package_output(*cells) == script_output(*cells)
