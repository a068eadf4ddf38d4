"""From leaks to what the rules say."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.analyze import find_leaks
from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.model import Hit, Step
from nb2prod.rules.unit import Unit

WORDS = (".fit", "train_test_split", "cross_val", ".backward(", ".adapt(", ".train(")
"""Texts of which the code must hold one, or nothing is fitted."""


def hits(unit: Unit, *kinds: LeakKind) -> Iterator[Hit]:
    """The leaks of some kinds, with their way."""
    for leak in find_leaks(unit):
        if leak.kind in kinds:
            way = tuple(Step(step.place.site.span(step.place.node), step.message) for step in leak.way)
            symbol = leak.trainings[0].name if leak.trainings else ""
            yield Hit(leak.message, leak.place.site.span(leak.place.node), way=way, symbol=symbol)
