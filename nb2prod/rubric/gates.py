"""Bars that a score must reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from nb2prod.finding import UsageError
from nb2prod.rubric.model import Score, Section

Gate = Literal["detected", "attested"]
_NAMES = ("score", "total", *(section.value for section in Section))


@dataclass(frozen=True, slots=True)
class Bar:
    """A minimum.

    Attributes:
        name: `score`, `total`, or a section.
        minimum: The least that passes.
    """

    name: str
    minimum: float


def parse_bar(text: str) -> Bar:
    """Read `1`, `total=6` or `data=2`.

    Raises:
        UsageError: It is none of them.
    """
    name, sign, value = text.rpartition("=")
    name = name if sign else "score"
    try:
        minimum = float(value)
    except ValueError:
        minimum = -1
    if name not in _NAMES or not minimum >= 0:
        raise UsageError(f"`{text}` is no bar", way_out=f"Write a number, or NAME=NUMBER with {', '.join(_NAMES[1:])}.")
    return Bar(name, minimum)


def figures(score: Score, gate: Gate) -> dict[str, float]:
    """The figures of a score that bars are held against."""
    detected = gate == "detected"
    return {
        "score": score.score if detected else score.attested,
        "total": score.total if detected else score.attested_total,
        **{s.section.value: s.detected if detected else s.attested for s in score.sections},
    }


def below(score: Score, bars: Iterable[Bar], *, gate: Gate) -> list[str]:
    """Say which bars a score is below."""
    have = figures(score, gate)
    return [f"{bar.name} is {have[bar.name]:g}, wanted {bar.minimum:g}" for bar in bars if have[bar.name] < bar.minimum]
