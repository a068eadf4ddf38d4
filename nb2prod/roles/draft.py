"""A guess that later context may still change."""

from __future__ import annotations

from dataclasses import dataclass, field

SURE = 0.9
LIKELY = 0.75
MAYBE = 0.5
LOW = 0.35
FAINT = 0.25
"""Degrees of confidence. What is believed less than `MAYBE` decides only where nothing else is said."""


@dataclass(slots=True)
class Draft:
    """What one statement seems to be for.

    Attributes:
        activity: The activity; empty where nothing can be said.
        confidence: Between 0 and 1.
        evidence: Reasons, most telling first.
        weak: Whether it depends on what the value is for later.
        definition: Whether the statement defines a function or class.
        setting: Whether it only binds a constant, so that what reads it decides.
        stored: Whether it stores into data that exists.
        parts: Activities of the statements inside, if there are any.
        alone: Activity by the statement alone, where other cells that read its value have changed it.
    """

    activity: str
    confidence: float = 0.0
    evidence: list[str] = field(default_factory=list)
    weak: bool = False
    definition: bool = False
    setting: bool = False
    stored: bool = False
    parts: tuple[str, ...] = ()
    alone: str = ""
