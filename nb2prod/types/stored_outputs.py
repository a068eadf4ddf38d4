"""Stored outputs beside what was worked out: they confirm it, contradict it or add to it, and never override it.

An output may be older than the code, or made by another order of cells. So no decision rests on one: where nothing
else is known it gives a hint, for annotations and reports.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nb2prod.facts.model import Facts
from nb2prod.notebook.model import Cell, StatementId
from nb2prod.types.arrays import dimensions_of
from nb2prod.types.displays import Key, displays
from nb2prod.types.model import Interpretation, TypeGuess, TypeSource
from nb2prod.types.shapes import parse, without_none
from nb2prod.types.shown_text import FRAME, Shown, read_shown
from nb2prod.types.values import NOTHING

HINTED = 0.8

_NUMBERS = {"int": "int numpy.int64 numpy.int32 numpy.uint8", "float": "float numpy.float64 numpy.float32"}
_ALSO = {**_NUMBERS, "bool": "bool numpy.bool_ numpy.bool", "str": "str numpy.str_", "tuple": "tuple numpy._shape"}
_TOLD_APART = frozenset("pandas.DataFrame pandas.Series numpy.ndarray int float bool str list dict tuple".split())
"""Types that no output of another one of them looks like."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What an output says of a name.

    Attributes:
        verdict: `confirms`, `contradicts`, or `adds` where nothing was known of the type.
        cell: Cell of the output.
        says: What it says, with the expression that was shown.
        shown: All that it says.
    """

    verdict: str
    cell: int
    says: str
    shown: Shown


def confirmations(cells: Sequence[Cell], facts: Sequence[Facts], found: Interpretation) -> Mapping[Key, Confirmation]:
    """Hold what is known of names against the stored outputs.

    Args:
        cells: The notebook's cells.
        facts: Facts of all statements, in order.
        found: What was worked out.

    Returns:
        For each statement that bound or changed a name what an output says of it; a contradiction before all else.
    """
    judge = _Judge(facts, found)
    made: dict[Key, Confirmation] = {}
    for key, display in displays(cells, facts, found):
        shown = read_shown(display.asked, display.text)
        if shown is None:
            continue
        verdict = judge.verdict(key, shown)
        said = Confirmation(verdict, display.cell, f"{ast.unparse(display.node)}: {shown.says}", shown)
        known = made.get(key)
        made[key] = said if known is None or not verdict else _together(known, said)
    return {key: each for key, each in made.items() if each.verdict or each.shown.columns}


def hints(
    cells: Sequence[Cell], facts: Sequence[Facts], found: Interpretation
) -> Mapping[StatementId, Mapping[str, TypeGuess]]:
    """Types that only stored outputs tell."""
    judge = _Judge(facts, found)
    told: dict[StatementId, dict[str, TypeGuess]] = {}
    for (place, name), display in displays(cells, facts, found):
        if found.after[place][name].type == "?":
            shown = read_shown(display.asked, display.text)
            if shown is not None and (kind := judge.named(shown)):
                told.setdefault(place, {})[name] = TypeGuess(kind, TypeSource.STORED_OUTPUT, HINTED)
    return told


def _together(known: Confirmation, other: Confirmation) -> Confirmation:
    first = other if other.verdict == "contradicts" or not known.verdict else known
    if first.shown.columns:
        return first
    second = known if first is other else other
    return replace(first, shown=replace(first.shown, columns=second.shown.columns, kinds=second.shown.kinds))


class _Judge:
    """Holds outputs against what is known."""

    def __init__(self, facts: Sequence[Facts], found: Interpretation) -> None:
        self.found = found
        self.imported = {i.name: i.qualified for fact in facts for i in fact.imports}

    def named(self, shown: Shown) -> str:
        """The qualified class that an output names; empty where that isn't clear."""
        name = shown.type if shown.sure else self.imported.get(shown.type, "")
        knowledge = self.found.knowledge
        return knowledge.canonical(name) if name and knowledge is not None else name

    def verdict(self, key: Key, shown: Shown) -> str:
        """What an output is for what is known; empty where it says nothing about it."""
        guess = self.found.after[key[0]][key[1]]
        if guess.type == "?":
            return "adds" if self.named(shown) else ""
        verdicts = {self._of_type(guess, shown), self._of_dimensions(key, guess, shown), _of_columns(guess, shown)}
        return "contradicts" if "contradicts" in verdicts else "confirms" if "confirms" in verdicts else ""

    def _of_type(self, guess: TypeGuess, shown: Shown) -> str:
        if not shown.type:
            return ""
        head = without_none(parse(guess.type)).head
        said = self.named(shown) or shown.type
        if head == said or head.rpartition(".")[2] == said or head in _ALSO.get(said, "").split():
            return "confirms"
        return "contradicts" if head in _TOLD_APART and said in _TOLD_APART else ""

    def _of_dimensions(self, key: Key, guess: TypeGuess, shown: Shown) -> str:
        if shown.dimensions is None:
            return ""
        known = dimensions_of(self.found.values.get(key[0], {}).get(key[1], NOTHING).type)
        if known is None or not guess.type.startswith((FRAME, "pandas.Series", "numpy.ndarray")):
            return ""
        return "confirms" if known == shown.dimensions else "contradicts"


def _of_columns(guess: TypeGuess, shown: Shown) -> str:
    known = set(guess.frame_columns)
    if not known or not (shown.columns or shown.width is not None):
        return ""
    if shown.columns:
        return "confirms" if known <= set(shown.columns) else "contradicts"
    return "contradicts" if shown.width is not None and shown.width < len(known) else ""
