"""The analysis of leakage: a notebook is walked with rows, then what happened is judged."""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from nb2prod.rules.leakage.features import target_leaks, unrepeatable_features
from nb2prod.rules.leakage.history import History, Leak
from nb2prod.rules.leakage.multi_test import multi_test_leaks
from nb2prod.rules.leakage.overlap import overlap_leaks
from nb2prod.rules.leakage.preprocessing import preprocessing_leaks
from nb2prod.rules.leakage.walk.expressions import evaluate
from nb2prod.rules.leakage.walk.inlining import enter_uncalled
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.statements import execute
from nb2prod.rules.unit import Unit

_FOUND: WeakKeyDictionary[Unit, tuple[Leak, ...]] = WeakKeyDictionary()

TRAINING = re.compile(r"\.fit\b|\.fit_|train_test_split|cross_val|\.backward\(|\.adapt\(|\.train\(")
"""Texts without which there is nothing to leak."""


def may_leak(code: str) -> bool:
    """Whether code may hold a leak at all: cheap enough to ask of every notebook."""
    return TRAINING.search(code) is not None


def find_leaks(unit: Unit) -> tuple[Leak, ...]:
    """Find the leaks of a notebook; what was found once is kept as long as the notebook is.

    Args:
        unit: The notebook.

    Returns:
        The leaks, in the order of the places where they are mended.
    """
    if not may_leak(unit.code):
        return ()
    if unit not in _FOUND:
        history = follow(unit)
        leaks = [*preprocessing_leaks(history), *overlap_leaks(history), *multi_test_leaks(history)]
        leaks += [*target_leaks(history), *unrepeatable_features(history)]
        _FOUND[unit] = tuple(sorted(leaks, key=lambda leak: leak.place.order))
    return _FOUND[unit]


def follow(unit: Unit) -> History:
    """Walk a notebook from top to bottom and note what is trained and scored on which rows."""
    machine = Machine(unit.stages.knowledge, evaluate, execute)
    for site in unit.sites:
        machine.site = site
        machine.execute(site.parsed.tree.body)
    enter_uncalled(machine)
    return History(tuple(machine.trainings), tuple(machine.scorings), tuple(machine.splits), tuple(machine.told))
