"""Statements of cells that are meant to raise."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.facts import Facts, gather_facts
from nb2prod.facts.failing import last_of_failing, sure_to_run
from nb2prod.flow import build_flow
from nb2prod.notebook import Cell, CellKind, Notebook, parse_cells


def _facts(*cells: str) -> tuple[Facts, ...]:
    """Facts of cells of which the second one is tagged."""
    tags = {2: frozenset({"raises-exception"})}
    code = tuple(Cell(i, None, CellKind.CODE, text, tags=tags.get(i, frozenset())) for i, text in enumerate(cells, 1))
    return tuple(map(gather_facts, parse_cells(Notebook(Path("a.ipynb"), "python", code)).statements))


@pytest.mark.parametrize(
    ("cell", "sure"),
    [
        ("x = 1\ny = [1, {'a': 2}]\nz = f()\nw = 3", 2),
        ("def f(a, b): return 1 / 0\nx = 1", 2),
        ("def f(a=g()): pass", 0),
        ("import json", 0),
        ("x.a = 1", 0),
        ("raise ValueError", 0),
    ],
)
def test_what_has_run_in_any_case(cell: str, sure: int) -> None:
    facts = _facts("a = 1", cell, "b = 2")
    assert len(sure_to_run(facts)) == sure + 2


def test_the_last_statement_ends_the_cell() -> None:
    facts = _facts("a = 1", "b = 1\nc = 2", "d = 3")
    assert last_of_failing(facts) == {facts[2].id}


def test_names_behind_the_cell_may_be_unbound_or_old() -> None:
    facts = _facts("x = 1\ny = 1", "first = 1\nx = int('a')\nz = x\ndel y", "x, z, y, first")
    flow = build_flow(facts, {})
    inside, after = facts[4], facts[6]
    assert {"x", "y", "first"} <= flow.bound_before[inside.id]
    assert flow.bound_before[after.id] & {"x", "y", "z", "first"} == {"x", "first"}
    assert [s.cell for s in flow.reaching[after.id]["x"]] == [1, 2]
