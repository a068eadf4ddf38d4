"""Roles of a cell: those of its statements, first the one that decides where its code goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.notebook.model import CellKind, ParsedNotebook
from nb2prod.roles.activities import ACTIVITIES, deciding_rank, group_rank, role_of, unique
from nb2prod.roles.draft import LOW, MAYBE
from nb2prod.roles.model import CellRole, Role, RoleGuess
from nb2prod.roles.textual import textual_activity

OUTPUTS = frozenset(ACTIVITIES[Role.OUTPUT])

LIGHT = frozenset({"make", "filter", "engineer", "join"})
"""Ways of preparing data that may be done in passing; cleaning, encoding, scaling and splitting never are."""


def summarize_cells(parsed: ParsedNotebook, roles: Sequence[RoleGuess]) -> tuple[CellRole, ...]:
    """Say what each code cell is for.

    Args:
        parsed: The notebook.
        roles: Role of each statement.

    Returns:
        One summary for each code cell, in order; `NONE` for one that is empty. One that does not
        parse is judged by the names in it.
    """
    by_cell: dict[int, list[RoleGuess]] = {}
    for guess in roles:
        by_cell.setdefault(guess.statement.cell, []).append(guess)
    broken = {cell.cell: cell.source for cell in parsed.unparsed}
    return tuple(
        (
            _unparsed(cell.index, broken[cell.index])
            if cell.index in broken
            else _summary(cell.index, by_cell.get(cell.index, []))
        )
        for cell in parsed.notebook.cells
        if cell.kind is CellKind.CODE
    )


def _unparsed(cell: int, source: str) -> CellRole:
    activity = textual_activity(source)
    known = (activity,) if activity else ()
    return CellRole(
        cell=cell,
        role=role_of(activity),
        activity=activity,
        roles=tuple(map(role_of, known)),
        activities=known,
        definition=False,
        confidence=LOW if activity else 0.0,
    )


def _summary(cell: int, guesses: Sequence[RoleGuess]) -> CellRole:
    known = [guess for guess in _for_themselves(guesses) if guess.activity]
    if not known:
        return CellRole(cell, Role.NONE, "", (), (), _defines(guesses), 0.0)
    if len(known) > 1:
        known = _ordered(known)
    first = known[0]
    return CellRole(
        cell=cell,
        role=first.role,
        activity=first.activity,
        roles=tuple(dict.fromkeys(guess.role for guess in known)),
        activities=unique(guess.activity for guess in known),
        definition=_defines(guesses),
        confidence=first.confidence,
    )


def _ordered(guesses: Sequence[RoleGuess]) -> list[RoleGuess]:
    """By what decides: what is believed before what is not, what runs before what is only defined, then by activity."""
    running = any(map(_runs, guesses))
    found = sorted(
        guesses,
        key=lambda guess: (
            running and guess.definition,
            guess.confidence < MAYBE,
            deciding_rank(guess.activity),
            guess.setting,
        ),
    )
    first = _mainly(found)
    return sorted(found, key=lambda guess: guess.activity not in first) if first else found


def _mainly(guesses: Sequence[RoleGuess]) -> frozenset[str]:
    """Activities that a cell is about although others come first by rank; none where the rank is right."""
    if _is_configuration(guesses):
        return frozenset({"configure"})
    if guesses[0].activity == "inspect" and _sets_more_than_it_shows(guesses):
        return frozenset({"configure"})
    if guesses[0].activity == "predict" and _hands_in(guesses):
        return OUTPUTS
    return _in_passing(guesses) if guesses[0].role is Role.PREPROCESSING else frozenset()


def _sets_more_than_it_shows(guesses: Sequence[RoleGuess]) -> bool:
    """Whether a cell sets options, and shows something beside that."""
    counts = Counter(guess.activity for guess in guesses if not guess.setting and guess.confidence >= MAYBE)
    return counts["configure"] > counts["inspect"] and set(counts) <= {"configure", "inspect", "import"}


def _hands_in(guesses: Sequence[RoleGuess]) -> bool:
    """Whether a cell predicts and saves that, and does nothing else with it."""
    roles = {guess.role for guess in guesses}
    predicts = all(guess.activity == "predict" for guess in guesses if guess.role is Role.ML)
    return predicts and Role.OUTPUT in roles and roles <= {Role.ML, Role.OUTPUT, Role.PREPARATION}


def _in_passing(guesses: Sequence[RoleGuess]) -> frozenset[str]:
    """What a cell does for the most part, where it also touches data in passing.

    Loading decides as long as no more statements arrange what was loaded; plots decide where they are more than that.
    """
    touching = [guess for guess in guesses if guess.role is Role.PREPROCESSING and not guess.definition]
    if not touching or any(guess.activity not in LIGHT for guess in touching):
        return frozenset()
    counts = Counter(guess.activity for guess in guesses if not guess.definition)
    if counts["load"] >= len(touching):
        return frozenset({"load"})
    return frozenset({"plot"} if counts["plot"] > len(touching) else ())


def _for_themselves(guesses: Sequence[RoleGuess]) -> Sequence[RoleGuess]:
    """In a cell that shows nothing itself, what makes data for the plots of other cells still makes data."""
    if not any(guess.alone for guess in guesses):
        return guesses
    if any(guess.role is Role.EXPLORATION and not guess.alone for guess in guesses):
        return guesses
    made = [replace(guess, role=role_of(guess.alone), activity=guess.alone) for guess in guesses if guess.alone]
    return [*made, *guesses]


def _runs(guess: RoleGuess) -> bool:
    """Whether a statement does something itself, beside defining, importing and setting."""
    decides = guess.confidence >= MAYBE and group_rank(guess.activity) < group_rank("configure")
    return decides and not guess.definition and not guess.setting


def _is_configuration(guesses: Sequence[RoleGuess]) -> bool:
    """Whether a cell binds constants of all kinds, few of them hyperparameters: those alone would decide nothing."""
    if not all(guess.setting or guess.activity in {"import", "configure"} for guess in guesses):
        return False
    settings = [guess for guess in guesses if guess.setting]
    tuned = sum(guess.role is Role.ML and guess.confidence >= MAYBE for guess in settings)
    return 0 < 2 * tuned < len(settings) and any(guess.activity == "configure" for guess in guesses)


def _defines(guesses: Sequence[RoleGuess]) -> bool:
    """Whether there is at least one definition, and nothing else but imports and docstrings."""
    return any(g.definition for g in guesses) and all(
        g.definition or g.activity == "import" or (not g.activity and not g.evidence) for g in guesses
    )
