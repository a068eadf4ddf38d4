"""Each test of the rubric on small repositories: what counts, and near misses, the word without the deed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.rubric import State, assess
from nb2prod.rubric.catalogue import QUESTIONS
from nb2prod.rubric.detector import detectors
from tests.unit.rubric.repositories import CASES, read

FILES = sorted(CASES.rglob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_state_is_that_of_the_evidence(path: Path, tmp_path: Path) -> None:
    state, _, _ = path.stem.partition("-")
    score = assess(read(path.read_text(), tmp_path))

    outcome = next(one for one in score.outcomes if one.question.id == path.parent.name)

    assert outcome.state is State[state.upper()], outcome.evidence


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_evidence_stands_where_it_says(path: Path, tmp_path: Path) -> None:
    repository = read(path.read_text(), tmp_path)

    for outcome in assess(repository).outcomes:
        for evidence in outcome.evidence:
            assert evidence.place.path in repository.files
            lines = (tmp_path / evidence.place.path).read_text().count("\n") + 1
            assert 1 <= evidence.place.line <= lines


def test_every_test_has_a_detector() -> None:
    assert {detector.test for detector in detectors()} == {question.id for question in QUESTIONS}


def test_every_test_has_what_counts_and_a_near_miss() -> None:
    for question in QUESTIONS:
        states = {path.stem.partition("-")[0] for path in (CASES / question.id).glob("*.txt")}
        assert states & {"absent", "code_only"}, question.id
        assert states & {"automated", "documented"}, question.id
