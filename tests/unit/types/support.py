"""From code as text to its interpretation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nb2prod.facts import Facts, gather_facts
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook import Cell, CellKind, Notebook, parse_cells
from nb2prod.types import Effects, Interpretation, TypeGuess, interpret

PREAMBLE = """
import numpy as np
import pandas as pd
df = pd.read_csv("a.csv")
xs = [1, 2]
"""


@cache
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def interpreted(*cells: str) -> tuple[tuple[Facts, ...], Interpretation]:
    """Facts and interpretation of code cells."""
    code = tuple(Cell(i, None, CellKind.CODE, text) for i, text in enumerate(cells, 1))
    parsed = parse_cells(Notebook(Path("a.ipynb"), "python", code))
    assert not parsed.unparsed
    facts = tuple(map(gather_facts, parsed.statements))
    return facts, interpret(facts, knowledge())


def last_effects(code: str, preamble: str = PREAMBLE) -> Effects:
    """Effects of the last statement."""
    facts, found = interpreted(preamble, code)
    return found.effects[facts[-1].id]


def type_of(code: str, name: str = "x", preamble: str = PREAMBLE) -> TypeGuess:
    """What a name is believed to be after code."""
    facts, found = interpreted(preamble, code)
    guesses = [found.after[fact.id][name] for fact in facts if name in found.after[fact.id]]
    return guesses[-1] if guesses else TypeGuess()
