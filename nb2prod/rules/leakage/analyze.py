"""The analysis of leakage: a notebook is walked with rows, then what happened is judged."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nb2prod.knowledge import Knowledge
from nb2prod.notebook.model import Statement
from nb2prod.rules.leakage.expressions import evaluate
from nb2prod.rules.leakage.inlining import enter_uncalled
from nb2prod.rules.leakage.machine import Machine
from nb2prod.rules.leakage.model import History, Leak
from nb2prod.rules.leakage.multi_test import multi_test_leaks
from nb2prod.rules.leakage.overlap import overlap_leaks
from nb2prod.rules.leakage.preprocessing import preprocessing_leaks
from nb2prod.rules.leakage.statements import execute

TRAINING = re.compile(r"\.fit\b|\.fit_|train_test_split|cross_val|\.backward\(|\.adapt\(|\.train\(")
"""Texts without which there is nothing to leak."""


def may_leak(code: str) -> bool:
    """Whether code may hold a leak at all: cheap enough to ask of every notebook."""
    return TRAINING.search(code) is not None


def find_leaks(statements: Iterable[Statement], knowledge: Knowledge) -> tuple[Leak, ...]:
    """Find the leaks of a notebook.

    Args:
        statements: All statements, in order.
        knowledge: The tables.

    Returns:
        The leaks, in the order of the places where they are mended.
    """
    history = follow(statements, knowledge)
    leaks = [*preprocessing_leaks(history), *overlap_leaks(history), *multi_test_leaks(history)]
    return tuple(sorted(leaks, key=lambda leak: leak.place.order))


def follow(statements: Iterable[Statement], knowledge: Knowledge) -> History:
    """Walk a notebook from top to bottom and note what is trained and scored on which rows."""
    machine = Machine(knowledge, evaluate, execute)
    for statement in statements:
        if statement.node is not None:
            machine.statement = statement
            machine.execute([statement.node])
    enter_uncalled(machine)
    return History(tuple(machine.trainings), tuple(machine.scorings), tuple(machine.splits))
