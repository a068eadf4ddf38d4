"""Statements in long loops become functions where nothing changes by it, and stay where something might."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Sequence

import pytest

from nb2prod.plan.inner import bodies, groups
from nb2prod.plan.inner_scope import scope_of
from tests.unit.making import package_output, package_texts, plan_of, script_output

LONGEST = 60


def _signatures(source: str, parameters: Sequence[str] = (), returns: Sequence[str] = ()) -> set[str]:
    """Groups of the first compound statement as `first-last(parameters) -> returns`."""
    body = ast.parse(textwrap.dedent(source)).body
    scope = scope_of(frozenset(parameters), body, returns)
    found: set[str] = set()
    for part in bodies(body[-1], frozenset(parameters), scope):
        for group in groups(part, scope, 10):
            place = f"{group.statements[0].lineno}-{group.statements[-1].lineno}"
            found.add(f"{place}({', '.join(group.parameters)}) -> {', '.join(group.returns)}")
    return found


def test_a_group_takes_what_it_reads_and_gives_what_is_read_outside() -> None:
    found = _signatures(
        """
        for i in items:
            a = f(i)
            b = a + 1
            c = a * b
            out.append(c)
        """,
        ["items", "out"],
        ["b"],
    )

    assert "3-4(i) -> a, b" in found
    assert "3-5(i) -> b, c" in found
    assert "3-6(i, out) -> b" in found


def test_what_the_next_round_reads_goes_in_and_out() -> None:
    found = _signatures("for i in items:\n    total = total + i\n    print(total)", ["items", "total"])

    assert "2-3(i, total) -> total" in found


def test_what_may_stay_unbound_goes_in_too() -> None:
    source = "for i in items:\n    if i:\n        best = i\n    print(i)"

    assert "2-4(best, i) -> best" in _signatures(source, ["items", "best"], ["best"])
    assert not any(s.startswith("2-") for s in _signatures(source, ["items"], ["best"]))


@pytest.mark.parametrize(
    "line",
    [
        "if i: break",
        "if i: continue",
        "del i",
        "keep.append(lambda: i)",
        "exec(code)",
        "import json",
        "def g(): return i",
        "x = frame.query('a > @i')",
    ],
)
def test_what_leaves_shares_or_looks_by_text_stays(line: str) -> None:
    found = _signatures(f"for i in items:\n    {line}\n    print(i)", ["items", "keep", "code", "frame"])

    assert not any(s.startswith("2-") for s in found)


def test_a_loop_of_its_own_may_be_left() -> None:
    found = _signatures("for i in items:\n    for k in i:\n        if k: break\n    print(k)", ["items"], [])

    assert not any(s.startswith("2-2") for s in found)
    assert "4-4(k) -> " not in found
    assert "2-3(i) -> k" not in found


def test_out_of_a_try_comes_what_only_its_own_block_reads() -> None:
    source = "try:\n    a = g()\n    b = f(a)\n    print(b)\nexcept E as e:\n    print({})"

    assert "2-3() -> b" in _signatures(source.format("e"))
    assert not any(s.startswith("2-") for s in _signatures(source.format("a")))
    assert not any(s.endswith("-> b") for s in _signatures(source.format("e"), returns=["b"]))


def test_what_the_next_round_of_a_try_reads_stays_in_it() -> None:
    source = """
        for i in items:
            try:
                print(a)
                a = f(i)
                b = g(a)
                print(b)
            except E:
                pass
        """
    found = _signatures(source, ["items", "a"])

    assert "6-7(a) -> " in found
    assert not any(s.startswith(("4-", "5-")) and s.endswith("-> a") for s in found)


def test_names_that_a_group_alone_knows_may_be_deleted_in_it() -> None:
    found = _signatures("for i in items:\n    a = f(i)\n    b = g(a)\n    del a\n    print(b)", ["items"])

    assert "2-4(i) -> b" in found
    assert not any(s.startswith(("2-3(", "3-", "4-")) for s in found)


LOOP = "\n".join(f"    v{n} = round(i * {n} + offset, 3)\n    print(v{n})" for n in range(40))


CELLS = ["offset = float('0.5')", f"for i in range(3):\n{LOOP}", "print(v39)"]


def test_a_long_loop_is_cut() -> None:
    texts = package_texts(plan_of(*CELLS), "made")
    functions = [n for text in texts.values() for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]

    assert any(f.name.startswith("_") for f in functions)
    assert max((f.end_lineno or 0) - f.lineno + 1 for f in functions) <= LONGEST


def test_a_cut_loop_computes_the_same() -> None:
    assert package_output(*CELLS) == script_output(*CELLS)


def test_what_edits_changed_goes_along() -> None:
    """A setting inside of a group stays one, and strings keep their blanks."""
    start = "for i in range(2):\n    rows = pd.read_csv('part.csv')\n    text = '''a\n  b'''\n    print(len(text))\n"
    texts = package_texts(plan_of("import pandas as pd", "offset = float('0.5')", start + LOOP), "made")
    whole = "\n".join(texts.values())

    assert "pd.read_csv(data_path)" in whole
    assert "'''a\n  b'''" in whole
