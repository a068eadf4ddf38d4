"""From cells as text to guesses."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nb2prod.facts import gather_facts
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook import Cell, CellKind, Notebook, parse_cells
from nb2prod.roles import CellRole, RoleGuess, classify, summarize_cells
from nb2prod.types.interpret import interpret
from nb2prod.types.model import Interpretation


@cache
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def analysed(
    *cells: str, tags: tuple[str, ...] = (), heading: str = "", typed: bool = False
) -> tuple[tuple[RoleGuess, ...], tuple[CellRole, ...]]:
    """Roles of the statements and of the code cells; every code cell has the tags, a heading comes first."""
    first = [Cell(1, None, CellKind.MARKDOWN, heading)] if heading else []
    code = [Cell(i, None, CellKind.CODE, text, frozenset(tags)) for i, text in enumerate(cells, len(first) + 1)]
    parsed = parse_cells(Notebook(Path("a.ipynb"), "python", (*first, *code)))
    facts = tuple(map(gather_facts, parsed.statements))
    roles = classify(parsed, facts, interpret(facts, knowledge()) if typed else Interpretation(), knowledge())
    return roles, summarize_cells(parsed, roles)


def guesses(*cells: str, tags: tuple[str, ...] = (), heading: str = "", typed: bool = False) -> tuple[RoleGuess, ...]:
    """Roles of the statements."""
    return analysed(*cells, tags=tags, heading=heading, typed=typed)[0]
