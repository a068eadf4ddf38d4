"""Whatever the code: one guess for each statement, in order, and no failure."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.roles.activities import RANK, ROLE_OF, group_rank, role_of
from nb2prod.roles.model import Role
from nb2prod.roles.modules import EXPLICIT, MODULES
from nb2prod.roles.vocabulary import METHODS
from tests.unit.roles.support import analysed

PIECES = (
    "x = y",
    "x[0] = y.a",
    "for x in y:\n    x.fit(y)",
    "try:\n    y = x\nexcept E as e:\n    pass",
    "with a as (b, c):\n    d = b",
    "def f(a, *b, c=1, **d):\n    return a",
    "class A(B):\n    def m(self):\n        return self",
    "match x:\n    case {'a': y, **z}:\n        pass",
    "(lambda q: q)(x)",
    "[a for a in b if a]",
    "del x, y[0]",
    "x: int = 3",
    "x: int",
    "async def g():\n    await x",
    "x = yield_ = {**y, 'a': 1}",
    "print(f'{x!r:>{y}}')",
    "while (n := f(x)):\n    break",
    "%matplotlib inline",
    "!ls",
    "x?",
    "global x",
    "",
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=4).map("\n".join), max_size=5))
def test_one_guess_for_each_statement(cells: list[str]) -> None:
    roles, summaries = analysed(*cells)
    assert len(summaries) == len(cells)
    assert [guess.statement for guess in roles] == sorted(guess.statement for guess in roles)
    for guess in roles:
        assert 0.0 <= guess.confidence <= 1.0
        assert role_of(guess.activity) is guess.role
        assert bool(guess.activity) <= bool(guess.evidence)


@given(st.text(string.printable, max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_gets_a_summary(text: str) -> None:
    assert len(analysed(text)[1]) == 1


def test_all_words_are_activities() -> None:
    known = {*ROLE_OF, ""}
    assert set(METHODS.values()) | set(MODULES.values()) | set(EXPLICIT.values()) <= known
    assert set(RANK) == known


def test_ranks_follow_what_decides() -> None:
    order = ["train", "filter", "load", "evaluate", "plot", "save", "inspect", "import"]
    assert sorted(order, key=group_rank) == order
    assert role_of("no such activity") is Role.NONE
