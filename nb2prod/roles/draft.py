"""A guess that later context may still change."""

from __future__ import annotations

from dataclasses import dataclass, field

SURE = 0.97
LIKELY = 0.9
MAYBE = 0.85
LOW = 0.75
FAINT = 0.55
HINTED = 0.6
"""Degrees of confidence: the share of cells decided by such a guess that people label the same.

`benchmarks/gold_roles.py` measures it. What is believed less than `MAYBE` decides only where nothing else is said;
`HINTED` is what only words around the code say.
"""

SUPPORT = 0.03
"""What a later use that fits adds."""


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
