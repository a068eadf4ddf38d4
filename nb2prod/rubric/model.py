"""What the rubric asks and what was found. Frozen values.

The tests, sections and points are those of Breck, Cai, Nielsen, Salib and Sculley: *What's your ML test score? A rubric
for ML production systems* (NIPS workshop, 2016) and *The ML Test Score: A Rubric for ML Production Readiness and
Technical Debt Reduction* (IEEE Big Data, 2017).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Literal

from nb2prod.repository.model import Place

ScaleName = Literal["2017", "2016"]


class State(IntEnum):
    """How far a test is met, from least to most.

    Attributes:
        ABSENT: Nothing was found.
        CODE_ONLY: A check exists, and nothing runs it.
        DOCUMENTED: A result of it is in the repository.
        AUTOMATED: A check exists, and something runs it again and again.
    """

    ABSENT = 0
    CODE_ONLY = 1
    DOCUMENTED = 2
    AUTOMATED = 3

    @property
    def label(self) -> str:
        """Its name in reports."""
        return self.name.lower().replace("_", " ")


class Section(Enum):
    """A section of seven tests."""

    DATA = "data"
    MODEL = "model"
    INFRASTRUCTURE = "infra"
    MONITORING = "monitor"


class Effort(IntEnum):
    """What a step costs somebody who knows the code."""

    MINUTES = 1
    HOURS = 2
    DAYS = 3
    WEEKS = 4

    @property
    def label(self) -> str:
        """Its name in reports."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next for a test.

    Attributes:
        advice: What to do.
        effort: What it costs.
        reaches: The state that it leads to.
    """

    advice: str
    effort: Effort
    reaches: State


@dataclass(frozen=True, slots=True)
class Question:
    """A test of the rubric.

    Attributes:
        id: `data-1`.
        section: The section that it belongs to.
        title: What should hold.
        why: Why it matters in production.
        counts: What counts as automated, and what as documented.
        unseen: What no file shows, and so is never claimed.
        steps: What to do next, by the state to start from; in order of the states.
        observable: Whether files can show it at all; otherwise only an attestation counts.
    """

    id: str
    section: Section
    title: str
    why: str
    counts: str
    unseen: str
    steps: tuple[Step, ...]
    observable: bool = True


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that was found for a test.

    Attributes:
        place: Where.
        shows: What it shows.
        state: How far it takes the test.
    """

    place: Place
    shows: str
    state: State


@dataclass(frozen=True, slots=True)
class Attestation:
    """What somebody vouches for that no file shows.

    Attributes:
        level: How far it takes the test.
        link: Where it can be looked up.
        owner: Who vouches.
        reviewed: When it was last looked at.
        expires: When it stops counting.
        refused: Why it doesn't count; empty where it does.
    """

    level: State
    link: str
    owner: str
    reviewed: datetime.date
    expires: datetime.date
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found for a test.

    Attributes:
        question: The test.
        state: How far the files take it.
        evidence: What was found, the strongest first.
        attestation: What somebody vouches for, if anyone does.
        missing: What is missing for the next state; empty where it is automated.
        next: The next step; `None` where it is automated.
    """

    question: Question
    state: State
    evidence: tuple[Evidence, ...]
    attestation: Attestation | None
    missing: str
    next: Step | None

    @property
    def attested_state(self) -> State:
        """How far files and attestation take it."""
        if self.attestation is None or self.attestation.refused:
            return self.state
        return max(self.state, self.attestation.level)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """The points of a section.

    Attributes:
        section: The section.
        detected: Points for what files show.
        attested: Points for that and for what is attested.
        outcomes: Its seven tests.
    """

    section: Section
    detected: float
    attested: float
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A repository's score.

    Attributes:
        scale: Year of the scale.
        sections: The four sections.
        score: The minimum of the sections, of what files show.
        attested: The same with what is attested.
        total: Sum of the sections, of what files show.
        attested_total: The same with what is attested.
        band: What the papers say of such a score.
        footnote: What is to be said of the band; mostly empty.
        limiting: The section that is the minimum.
        findings: What is wrong with attestations.
    """

    scale: ScaleName
    sections: tuple[SectionScore, ...]
    score: float
    attested: float
    total: float
    attested_total: float
    band: str
    footnote: str
    limiting: Section
    findings: tuple[str, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All 28 tests in their order."""
        return tuple(outcome for section in self.sections for outcome in section.outcomes)
