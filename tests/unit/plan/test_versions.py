"""Names that the notebook defines more than once."""

from __future__ import annotations

import pytest

from nb2prod.plan.model import DispositionKind, StepKind
from tests.unit.making import package_texts, plan_of

CALLER = "def total(xs):\n    return sum(cost(x) for x in xs)"
FIRST, SECOND = "def cost(x):\n    return x", "def cost(x):\n    return -x"


def _inline(*cells: str) -> list[str]:
    return [s.reason for s in plan_of(*cells).steps if s.kind is StepKind.INLINE]


def _code(*cells: str) -> str:
    return "\n".join(package_texts(plan_of(*cells), "made").values())


def test_a_function_takes_the_version_of_the_one_that_it_calls() -> None:
    code = _code(FIRST, CALLER, "print(total([1]))", SECOND, "print(total([2]))")

    assert "def total(xs, *, cost):" in code
    assert "total([1], cost=cost)" in code
    assert "total([2], cost=cost_2)" in code


def test_it_is_passed_through_those_between() -> None:
    between = "def report(xs):\n    return f'{total(xs)}'"
    code = _code(FIRST, CALLER, between, "print(report([1]))", SECOND, "print(report([2]))")

    assert "total(xs, cost=cost)" in code
    assert "report([2], cost=cost_2)" in code


def test_variables_that_all_versions_read_go_along() -> None:
    cells = (
        "k = 1",
        "def cost(x):\n    return x * k",
        CALLER,
        "print(total([1]))\nk = 2",
        "def cost(x):\n    return x + k",
        "print(total([1]))",
    )

    assert _inline(*cells) == []
    assert "def total(xs, *, cost, k):" in _code(*cells)


def test_equal_versions_are_one() -> None:
    made = plan_of(FIRST, CALLER, "print(total([1]))", FIRST, "print(total([2]))")

    assert [d.kind for d in made.dispositions].count(DispositionKind.MERGED) == 1
    assert not [s for s in made.steps if s.kind is StepKind.INLINE]


def test_equal_compiled_versions_are_one_if_what_they_compile_in_is_the_same() -> None:
    head = "from numba import njit"
    plain = "@njit\ndef cost(x):\n    return x * RATE"

    same = plan_of(head, "RATE = 2", plain, "print(cost(1))", plain, "print(cost(2))")
    other = plan_of(head, "RATE = 2", plain, "print(cost(1))", "RATE = 3", plain, "print(cost(2))")

    assert DispositionKind.MERGED in [d.kind for d in same.dispositions]
    assert DispositionKind.MERGED not in [d.kind for d in other.dispositions]


ESCAPES = [
    ("f = total", "passed on as a value"),
    ("fs = [total]", "kept in a list"),
    ("g = lambda: total([1])", "kept in a lambda"),
]


@pytest.mark.parametrize(("cell", "why"), ESCAPES)
def test_versions_stay_in_the_pipeline_where_an_old_user_may_live_on(cell: str, why: str) -> None:
    reasons = _inline(FIRST, CALLER, cell, SECOND, "print(total([2]))\nprint(" + cell.split(" =", maxsplit=1)[0] + ")")

    assert reasons, why


def test_a_recursive_function_may_be_defined_again() -> None:
    cells = (
        "def f(n):\n    return n and f(n - 1)",
        "print(f(2))",
        "def f(n):\n    return n and 1 + f(n - 1)",
        "print(f(2))",
    )

    assert _inline(*cells) == []
    assert "def f_2(n):\n    return n and 1 + f_2(n - 1)" in _code(*cells)


def test_versions_of_classes_say_the_name_that_they_were_given() -> None:
    code = _code("class A:\n    x = 1", "print(A.x)", "class A:\n    x = 2", "print(A())")

    assert 'A_2.__name__ = A_2.__qualname__ = "A"' in code


def test_each_version_of_a_family_calls_its_own_helpers() -> None:
    cells = (
        FIRST,
        CALLER,
        "print(total([1]))",
        SECOND,
        "def total(xs):\n    return cost(sum(xs))",
        "print(total([2]))",
    )
    code = _code(*cells)

    assert _inline(*cells) == []
    assert "return sum(cost(x) for x in xs)" in code
    assert "return cost_2(sum(xs))" in code


def test_a_name_that_changes_between_versions_is_settled_in_each() -> None:
    scaled = "def scaled(x, *more):\n    return [x * rate for _ in more]\nprint(list(map(scaled, [1])))"
    cells = ("rate = 2", scaled, "rate = 3", scaled.replace("x * rate", "x + rate"))

    assert _inline(*cells) == []


@pytest.mark.parametrize(
    ("kept", "inline"),
    [
        ("print(total([1]))", False),
        ("keep = [total]", True),
    ],
)
def test_an_old_version_that_a_value_holds_sees_what_comes(kept: str, inline: bool) -> None:
    later = "def total(xs):\n    return cost(0)"
    after = "print(total([2]), keep)" if inline else "print(total([2]))"
    cells = (FIRST, CALLER, kept, SECOND, later, after)

    assert bool(_inline(*cells)) is inline


def test_each_call_passes_what_its_version_reads() -> None:
    """The second version reads nothing of the notebook."""
    code = _code(
        "k = 1\nk = k + 1", "def f(x):\n    return x * k", "a = f(1)", "def f(x):\n    return x", "print(a, f(2))"
    )

    assert "f(1, k=k)" in code
    assert "f_2(2)" in code


def test_a_branch_that_only_calls_its_functions_keeps_nothing() -> None:
    branch = "if True:\n    def report(xs):\n        return [cost(x) for x in xs]\n    print(report([1]))"

    assert _inline(FIRST, branch, SECOND, "print(cost(2))") == []
