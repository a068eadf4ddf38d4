"""What statements do to names by text, and when a dictionary's keys are known."""

from __future__ import annotations

import pytest

from nb2prod.facts.scope_reach import reach_by_text
from tests.unit.making import facts_of

STORE = "def store(d):\n    globals().update(d)\n"

KNOWN = [
    # (cells, names that they bind or unbind by text)
    (["globals()['a'] = 1"], {"a"}),
    (["globals().update(a=1, b=2)"], {"a", "b"}),
    (["given = {'a': 1}", "globals().update(given)"], {"a"}),
    (["for n in ['a', 'b']:\n    globals()[n] = 1"], {"a", "b"}),
    (["for n in ('a',):\n    del globals()[n]"], {"a"}),
    ([STORE, "store({'a': 1})", "store(d={'b': 1})"], {"a", "b"}),
    ([STORE, "def f():\n    given = {'a': 1}\n    store(given)"], {"a"}),
    (
        [
            "def swap(d):\n    old = {k: globals().get(k) for k in d}\n    globals().update(d)\n    return old, 1",
            "def back(old):\n    for k, v in old.items():\n        globals()[k] = v",
            "def f():\n    d = {'a': 1}\n    old, n = swap(d)\n    back(old)",
        ],
        {"a"},
    ),
]

UNKNOWN = [
    # (cells, why the names are not known)
    (["globals()[name()] = 1"], "a call gives the name"),
    (["given = {'a': 1, **more}", "globals().update(given)"], "another dictionary goes in"),
    (["given = {'a': 1}\ngiven['b'] = 2", "globals().update(given)"], "it grows"),
    (["given = {'a': 1}", "other = given\nother['b'] = 1", "globals().update(given)"], "it grows under another name"),
    (["given = {'a': 1}", "fill(given)", "globals().update(given)"], "what is not known may change it"),
    ([STORE, "store({'a': 1})", "keep = store"], "the function is more than called"),
    ([STORE, "store({'a': 1})", "globals()['store']({'b': 1})"], "it is called by its text"),
    ([STORE, "store(*given)"], "what is given is not known"),
    (["@wrapped\n" + STORE, "store({'a': 1})"], "a decorator may give it anything"),
    (
        [STORE, "def same(d):\n    return d", "def f():\n    d = {'a': 1}\n    same(d)['b'] = 1\n    store(d)"],
        "returned",
    ),
    (
        ["given = {'a': 1}", "def f():\n    global given\n    given = g()", "globals().update(given)"],
        "bound by a function",
    ),
    (["def f(d={'a': 1}):\n    globals().update(d)", "f()\nf(more())"], "a call gives other names"),
    (["exec(text)", "globals()['a'] = 1"], "code in a text"),
    (["def f():\n    currentframe().f_globals['a'] = 1"], "a frame gives the names"),
    (["names = globals()", "names['a'] = 1"], "the scope has another name"),
]


@pytest.mark.parametrize(("cells", "names"), KNOWN)
def test_names_that_can_only_be_a_few_are_known(cells: list[str], names: set[str]) -> None:
    reach = reach_by_text(facts_of(*cells))

    assert reach is not None
    assert frozenset().union(*(r.writes for r in reach)) == names


@pytest.mark.parametrize(("cells", "why"), UNKNOWN)
def test_names_that_nothing_tells_are_not(cells: list[str], why: str) -> None:
    assert reach_by_text(facts_of(*cells)) is None, why


def test_what_is_unbound_has_to_be_there() -> None:
    (reach,) = reach_by_text(facts_of("del globals()['a']")) or ()

    assert (reach.unbinds, reach.looks) == (frozenset("a"), frozenset("a"))


def test_going_through_the_scope_looks_at_all() -> None:
    (reach,) = reach_by_text(facts_of("sorted(globals())")) or ()

    assert reach.looks is None


def test_functions_bind_when_they_are_called() -> None:
    (reach,) = reach_by_text(facts_of("if x:\n    def f():\n        globals()['a'] = 1\n    globals()['b'] = 2")) or ()

    assert (reach.here, reach.later) == (frozenset("b"), frozenset("a"))
