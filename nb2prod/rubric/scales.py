"""All arithmetic of the score: points, sections, the minimum, and the bands of both scales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nb2prod.rubric.model import Outcome, ScaleName, Section, SectionScore, State

POINTS: Mapping[ScaleName, Mapping[State, float]] = {
    "2017": {State.ABSENT: 0, State.CODE_ONLY: 0, State.DOCUMENTED: 0.5, State.AUTOMATED: 1},
    "2016": {State.ABSENT: 0, State.CODE_ONLY: 0, State.DOCUMENTED: 1, State.AUTOMATED: 2},
}
"""Points of a test (2017: section II; 2016: section 2 of the papers)."""
_BANDS = (
    "More of a research project than a productionized system.",
    "Not totally untested, but it is worth considering the possibility of serious holes in reliability.",
    "There's been a first pass at basic productionization, but additional investment may be needed.",
    "Reasonably tested, but it's possible that more of those tests and procedures may be automated.",
    "Strong levels of automated testing and monitoring, appropriate for mission-critical systems.",
    "Exceptional levels of automated testing and monitoring.",
)
"""What the papers say of scores (2017: table II)."""
_UPPER: Mapping[ScaleName, tuple[float, ...]] = {"2017": (0, 1, 2, 3, 5), "2016": (0, 2, 4, 6, 10)}
"""The highest score of each band but the last."""
_NO_BAND_2016 = 11
FULL_SECTION: Mapping[ScaleName, float] = {"2017": 7, "2016": 14}
"""The most that a section can have."""


def points(state: State, scale: ScaleName) -> float:
    """Points of a test in some state."""
    return POINTS[scale][state]


def section_score(section: Section, outcomes: Iterable[Outcome], scale: ScaleName) -> SectionScore:
    """Add up a section.

    Args:
        section: The section.
        outcomes: Its tests.
        scale: The scale.
    """
    tests = tuple(outcomes)
    return SectionScore(
        section=section,
        detected=sum(points(one.state, scale) for one in tests),
        attested=sum(points(one.attested_state, scale) for one in tests),
        outcomes=tests,
    )


def limiting(sections: Iterable[SectionScore]) -> SectionScore:
    """The section with the fewest points, the first of several."""
    return min(sections, key=lambda one: one.detected)


def band(score: float, scale: ScaleName) -> str:
    """What the papers say of a score."""
    return _BANDS[sum(score > upper for upper in _UPPER[scale])]


def footnote(score: float, scale: ScaleName) -> str:
    """What is to be said of a band: the scale of 2016 has none for 11."""
    if scale == "2016" and score == _NO_BAND_2016:
        return "The paper of 2016 has no band for 11; it is counted to the top one."
    return ""
