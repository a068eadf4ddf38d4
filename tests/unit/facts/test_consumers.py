"""Which code is used up at once, and which may run when names have changed."""

from __future__ import annotations

import pytest

from tests.unit.making import facts_of

CAPTURES = [
    # (code, names that code which outlives the statement reads)
    ("t = sum(k for _ in xs)", ""),
    ("t = sorted(xs, key=lambda x: x * k)", ""),
    ("t = list(map(lambda x: x * k, xs))", ""),
    ("t = list(x * k for x in xs)", ""),
    ("t = df.apply(lambda r: r * k)", ""),
    ("t = dict(double=lambda x: x * k)", "k"),
    ("t = list([lambda: k])", "k"),
    ("t = tuple(lambda: k for _ in xs)", "k"),
    ("fs.extend([lambda: k])", "k"),
    ("t = map(lambda x: x * k, xs)", "k"),
    ("t = (x * k for x in xs)", "k xs"),
    ("t = next(lambda: k for _ in xs)", "k"),
]


@pytest.mark.parametrize(("code", "captures"), CAPTURES)
def test_captures(code: str, captures: str) -> None:
    (facts,) = facts_of(code)

    assert facts.captures - {"xs"} == frozenset(captures.split()) - {"xs"}


NESTED = [
    # (body of a function, names that may be read after it has returned)
    ("return sum(k for _ in range(3))", ""),
    ("return max(xs, key=lambda x: x * k)", ""),
    ("return [x * k for x in range(3)]", ""),
    ("return (k for _ in range(3))", "k"),
    ("return lambda: k", "k"),
    ("return tuple(lambda: k for _ in range(3))", "k"),
]


@pytest.mark.parametrize(("body", "nested"), NESTED)
def test_names_that_inner_code_reads_later(body: str, nested: str) -> None:
    (facts,) = facts_of(f"def f():\n    {body}")

    assert facts.definition is not None
    assert facts.definition.nested - {"xs"} == frozenset(nested.split())
