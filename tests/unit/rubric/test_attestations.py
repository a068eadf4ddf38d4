"""What is attested counts apart, and only as long as it is valid."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nb2prod.finding import UsageError
from nb2prod.rubric import Score, State, assess
from tests.unit.rubric.repositories import read

TODAY = datetime.date(2026, 6, 1)
VALID = {
    "level": "automated",
    "link": "https://example.org/canary",
    "owner": "@ml-platform",
    "reviewed": datetime.date(2026, 5, 1),
    "expires": datetime.date(2026, 12, 1),
}


def _score(
    tmp_path: Path, changes: dict[str, object] | None = None, test: str = "infra-6", text: str = "=== a.py\n"
) -> Score:
    return assess(read(text, tmp_path), attested={test: VALID | (changes or {})}, today=TODAY)


def test_an_attestation_counts_apart(tmp_path: Path) -> None:
    score = _score(tmp_path)
    outcome = next(one for one in score.outcomes if one.question.id == "infra-6")

    assert (outcome.state, outcome.attested_state) == (State.ABSENT, State.AUTOMATED)
    assert (score.total, score.attested_total) == (0, 1)
    assert score.findings == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"expires": datetime.date(2026, 5, 31)}, "expired on 2026-05-31"),
        ({"link": "see the wiki"}, "its link leads nowhere"),
        ({"link": "file:///etc/passwd"}, "its link leads nowhere"),
        ({"owner": " "}, "nobody owns it"),
        ({"reviewed": datetime.date(2026, 6, 2)}, "in the future"),
    ],
)
def test_what_is_not_valid_counts_nothing_and_is_said(tmp_path: Path, changes: dict[str, object], reason: str) -> None:
    score = _score(tmp_path, changes)

    assert score.attested_total == 0
    assert len(score.findings) == 1
    assert reason in score.findings[0]


def test_an_attestation_of_less_than_the_code_shows_is_a_finding(tmp_path: Path) -> None:
    bot = '=== .github/dependabot.yml\nupdates:\n  - package-ecosystem: "pip"\n'
    score = _score(tmp_path, {"level": "documented"}, "monitor-1", bot)

    assert score.total == score.attested_total == 1
    assert "the code shows more" in score.findings[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"level": "excellent"}, "is no level"),
        ({"expires": "soon"}, "is no date"),
        ({"by": "me"}, "unknown key `by`"),
    ],
)
def test_a_malformed_one_is_an_error(tmp_path: Path, changes: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        _score(tmp_path, changes)


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="`owner` is missing"):
        assess(read("=== a.py\n", tmp_path), attested={"infra-6": {"level": "automated", "link": "https://a.b"}})


def test_a_test_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such test") as caught:
        _score(tmp_path, test="infra-9")
    assert "infra-" in str(caught.value)
