"""Points, sections, minimum and bands of both scales, against the tables of the papers."""

from __future__ import annotations

import pytest

from nb2prod.rubric.catalogue import QUESTIONS
from nb2prod.rubric.model import Outcome, ScaleName, Section, State
from nb2prod.rubric.scales import FULL_SECTION, band, footnote, limiting, points, section_score


def _outcomes(*states: State) -> list[Outcome]:
    return [Outcome(QUESTIONS[0], state, (), None, "", None) for state in states]


def test_there_are_four_sections_of_seven_tests() -> None:
    assert [sum(one.section is section for one in QUESTIONS) for section in Section] == [7, 7, 7, 7]
    assert [one.id for one in QUESTIONS] == [f"{section.value}-{n}" for section in Section for n in range(1, 8)]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [("2017", (0, 0, 0.5, 1)), ("2016", (0, 0, 1, 2))],
)
def test_points_of_a_test(scale: ScaleName, expected: tuple[float, ...]) -> None:
    assert tuple(points(state, scale) for state in State) == expected


@pytest.mark.parametrize("scale", ["2017", "2016"])
def test_a_full_section_has_all_points(scale: ScaleName) -> None:
    full = section_score(Section.DATA, _outcomes(*[State.AUTOMATED] * 7), scale)

    assert full.detected == full.attested == FULL_SECTION[scale]


def test_a_section_is_the_sum_of_its_tests() -> None:
    mixed = _outcomes(State.ABSENT, State.CODE_ONLY, State.DOCUMENTED, State.DOCUMENTED, State.AUTOMATED)

    assert section_score(Section.DATA, mixed, "2017").detected == 2
    assert section_score(Section.DATA, mixed, "2016").detected == 4


def test_the_first_of_the_lowest_sections_limits() -> None:
    sections = [section_score(s, _outcomes(state), "2017") for s, state in zip(Section, reversed(State), strict=True)]

    assert limiting(sections).section is Section.INFRASTRUCTURE


# Table II of the paper of 2017.
BANDS_2017 = {
    0: "More of a research project",
    0.5: "Not totally untested",
    1: "Not totally untested",
    1.5: "first pass",
    2: "first pass",
    2.5: "Reasonably tested",
    3: "Reasonably tested",
    3.5: "Strong levels",
    5: "Strong levels",
    5.5: "Exceptional",
    7: "Exceptional",
}
BANDS_2016 = {
    0: "More of a research project",
    1: "Not totally untested",
    2: "Not totally untested",
    3: "first pass",
    4: "first pass",
    5: "Reasonably tested",
    6: "Reasonably tested",
    7: "Strong levels",
    10: "Strong levels",
    11: "Exceptional",
    12: "Exceptional",
    14: "Exceptional",
}


@pytest.mark.parametrize(("score", "words"), BANDS_2017.items())
def test_bands_of_2017(score: float, words: str) -> None:
    assert words in band(score, "2017")


@pytest.mark.parametrize(("score", "words"), BANDS_2016.items())
def test_bands_of_2016(score: float, words: str) -> None:
    assert words in band(score, "2016")


def test_the_score_without_a_band_is_said() -> None:
    assert "11" in footnote(11, "2016")
    assert not footnote(12, "2016")
    assert not footnote(11, "2017")
