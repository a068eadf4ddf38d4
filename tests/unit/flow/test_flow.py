"""Which statement's value a statement reads."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.facts import Facts
from nb2prod.flow import Flow, build_flow
from nb2prod.notebook import StatementId
from nb2prod.types.model import Effects
from tests.unit.making import analysis_of, facts_of
from tests.unit.programs import Programs, parses, without_failures


def _flow(*statements: str) -> tuple[tuple[Facts, ...], Flow]:
    facts = facts_of(*statements)
    return facts, build_flow(facts, {})


@pytest.mark.parametrize(
    ("cells", "name", "sources"),
    [
        (("x = 1", "x"), "x", [1]),
        (("x = 1", "x = 2", "x"), "x", [2]),
        (("x = 1", "if c:\n    x = 2", "x"), "x", [1, 2]),
        (("x = 1", "if c:\n    x = 2\nelse:\n    x = 3", "x"), "x", [2]),
        (("x = 1", "for x in xs:\n    pass", "x"), "x", [1, 2]),
        (("x = 1", "x += 1", "x"), "x", [2]),
        (("x = 1", "del x", "x"), "x", []),
        (("x = 1", "if c:\n    del x", "x"), "x", [1]),
        (("x = 1", "def f():\n    return x", "x = 2", "f()"), "x", [3]),
        (("x = 1", "def f():\n    return x", "def g():\n    return f()", "g()"), "x", [1]),
        (("import a.b", "a.b.c"), "a", [1]),
        (("try:\n    x = 1\nexcept E:\n    pass", "x"), "x", [1]),
    ],
)
def test_definitions_that_reach_the_last_statement(cells: Sequence[str], name: str, sources: Sequence[int]) -> None:
    facts, flow = _flow(*cells)
    found = flow.reaching[facts[-1].id].get(name, ())
    assert [i.cell for i in found] == list(sources)


def test_a_change_in_place_reaches_beside_the_binding() -> None:
    facts = facts_of("x = []", "x.append(1)", "y = x")
    effects = {facts[1].id: Effects(mutates=frozenset({"x"}))}
    flow = build_flow(facts, effects)
    assert flow.reaching[facts[2].id]["x"] == (facts[0].id, facts[1].id)


@pytest.mark.parametrize(
    ("cells", "undefined"),
    [
        (("print(x)",), "x"),
        (("x = 1", "print(x)"), ""),
        (("def f():\n    return x", "f()"), ""),
        (("display(1); In; Out; get_ipython()",), ""),
        (("from mystery import *", "print(x)"), ""),
        (("if c:\n    x = 1", "x"), "c"),
        (("x = 1", "del x", "x"), "x"),
        (("[i for i in i]",), "i"),
    ],
)
def test_names_that_nothing_bound_before(cells: Sequence[str], undefined: str) -> None:
    _, flow = _flow(*cells)
    assert frozenset().union(*flow.undefined.values()) == frozenset(undefined.split())


@pytest.mark.parametrize(
    ("cells", "bound"),
    [
        (("a = 1", "b = 2", "print()"), "a b"),
        (("if c:\n    a = 1", "print()"), ""),
        (("a = 1", "del a", "print()"), ""),
        (("a = 1", "if c:\n    del a", "print()"), ""),
        (("import os", "from m import n", "print()"), "os n"),
    ],
)
def test_names_that_are_certainly_bound_before_the_last_statement(cells: Sequence[str], bound: str) -> None:
    facts, flow = _flow(*cells)
    assert flow.bound_before[facts[-1].id] == frozenset(bound.split())


class _Tagged(dict[str, object]):
    """A namespace that remembers which statement stored a name last, and what the current one loads."""

    def __init__(self) -> None:
        super().__init__()
        self.by: dict[str, StatementId] = {}
        self.loaded: dict[str, StatementId] = {}
        self.current: StatementId | None = None

    def __getitem__(self, name: str) -> object:
        value = super().__getitem__(name)
        if name in self.by and self.by[name] != self.current:
            self.loaded.setdefault(name, self.by[name])
        return value

    def __setitem__(self, name: str, value: object) -> None:
        assert self.current is not None
        self.by[name] = self.current
        super().__setitem__(name, value)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_what_a_run_loads_comes_from_a_definition_that_reaches(random: Random) -> None:
    program = without_failures([s for s in Programs(random).program(10) if parses(s)])
    plain = [s for s in program if "global" not in s and "exec(" not in s]
    plain = without_failures(plain)
    facts, flow = _flow(*plain)
    names = _Tagged()
    for fact, code in zip(facts, plain, strict=True):
        names.current, names.loaded = fact.id, {}
        shared = {"__name__": "__main__", **names}
        with redirect_stdout(io.StringIO()):
            try:
                exec(compile(code, "<cell>", "exec"), shared, names)
            except Exception:  # noqa: BLE001 - functions of this run see old values, and may fail on them
                return
        for name, source in names.loaded.items():
            assert source in flow.reaching[fact.id][name], (name, code)
        assert flow.bound_before[fact.id] <= set(shared)


def test_every_edge_runs_forward_and_is_one_of_the_reaching_definitions() -> None:
    flow = analysis_of("a = 1\nb = a", "for a in [b]:\n    b += a", "def f():\n    return a", "print(f(), b)").flow
    assert flow.edges
    for edge in flow.edges:
        assert flow.order.index(edge.source) < flow.order.index(edge.target)
        assert edge.source in flow.reaching[edge.target][edge.name]
