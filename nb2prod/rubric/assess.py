"""From a repository to its score."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Mapping
from dataclasses import replace

from nb2prod.collector import collector_paused
from nb2prod.finding import UsageError
from nb2prod.repository.model import Repository
from nb2prod.rubric.attestations import read_attestation
from nb2prod.rubric.catalogue import QUESTIONS
from nb2prod.rubric.detector import detectors
from nb2prod.rubric.model import Attestation, Evidence, Outcome, Question, ScaleName, Score, Section, State
from nb2prod.rubric.scales import band, footnote, limiting, section_score
from nb2prod.rubric.survey import Survey


@collector_paused()
def assess(
    repository: Repository,
    *,
    scale: ScaleName = "2017",
    attested: Mapping[str, Mapping[str, object]] | None = None,
    today: datetime.date | None = None,
) -> Score:
    """Score a repository.

    Args:
        repository: What it holds.
        scale: The scale of 2017 or of 2016.
        attested: What the configuration vouches for, by test.
        today: The day on which attestations must be valid; today by default.

    Returns:
        The score with its evidence.

    Raises:
        UsageError: An attestation is malformed, or is for a test that does not exist.
    """
    vouched = _attestations(attested or {}, today or datetime.datetime.now(tz=datetime.UTC).date())
    found = _evidence(repository)
    outcomes = [_outcome(question, found.get(question.id, ()), vouched.get(question.id)) for question in QUESTIONS]
    sections = tuple(
        section_score(section, (o for o in outcomes if o.question.section is section), scale) for section in Section
    )
    lowest = limiting(sections)
    return Score(
        scale=scale,
        sections=sections,
        score=lowest.detected,
        attested=min(one.attested for one in sections),
        total=sum(one.detected for one in sections),
        attested_total=sum(one.attested for one in sections),
        band=band(lowest.detected, scale),
        footnote=footnote(lowest.detected, scale),
        limiting=lowest.section,
        findings=tuple(_findings(outcomes)),
    )


def _attestations(tables: Mapping[str, Mapping[str, object]], today: datetime.date) -> dict[str, Attestation]:
    known = [question.id for question in QUESTIONS]
    for test in tables:
        if test not in known:
            near = difflib.get_close_matches(test, known, 1)
            raise UsageError(
                f"`evidence.{test}`: there is no such test", way_out=f"Did you mean {near[0]}?" if near else ""
            )
    return {test: read_attestation(test, table, today) for test, table in tables.items()}


def _evidence(repository: Repository) -> dict[str, tuple[Evidence, ...]]:
    found: dict[str, list[Evidence]] = {}
    survey = Survey(repository)
    for detector in detectors():
        for evidence in detector.look(survey):
            pieces = found.setdefault(detector.test, [])
            if evidence not in pieces:
                pieces.append(evidence)
    return {test: tuple(sorted(pieces, key=lambda one: -one.state)) for test, pieces in found.items()}


def _outcome(question: Question, evidence: tuple[Evidence, ...], attestation: Attestation | None) -> Outcome:
    state = max((one.state for one in evidence), default=State.ABSENT)
    step = next((one for one in question.steps if one.reaches > state), None)
    if attestation and not attestation.refused and attestation.level < state:
        attestation = replace(attestation, refused=f"the code shows more: {state.label}")
    missing = "" if state is State.AUTOMATED else _missing(question, state)
    return Outcome(question, state, evidence, attestation, missing, step)


def _missing(question: Question, state: State) -> str:
    if not question.observable:
        return "No file shows this: only an attestation can."
    match state:
        case State.ABSENT:
            return "Nothing of it was found."
        case State.CODE_ONLY:
            return "Nothing runs it by itself, and no result of it is kept."
    return "Nothing repeats it by itself."


def _findings(outcomes: list[Outcome]) -> list[str]:
    return [
        f"{one.question.id}: the attestation doesn't count, since {one.attestation.refused}"
        for one in outcomes
        if one.attestation and one.attestation.refused
    ]
