"""A score, for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.report.formats import to_json
from nb2prod.report.model import Scored, View
from nb2prod.rubric.model import Attestation, Evidence, Outcome, Score
from nb2prod.rubric.next_points import cheapest
from nb2prod.rubric.scales import FULL_SECTION, points

SCHEMA = 1


def write(values: Iterable[Scored], view: View) -> Iterator[str]:
    """Write one document; of a single path its fields stand at the top, too."""
    records = [_scored(value) for value in values]
    single = records[0] if len(records) == 1 else {}
    yield to_json({"schema": SCHEMA, "nb2prod": view.version, **single, "results": records})


def _scored(scored: Scored) -> dict[str, Any]:
    record = {"path": scored.path.as_posix(), **_score(scored.score)}
    if scored.compared:
        record["compared"] = _scored(scored.compared)
    return record


def _score(score: Score) -> dict[str, Any]:
    return {
        "scale": score.scale,
        "score": score.score,
        "attested": score.attested,
        "total": score.total,
        "attested_total": score.attested_total,
        "band": score.band,
        "footnote": score.footnote,
        "limiting": score.limiting.value,
        "sections": {
            one.section.value: {"detected": one.detected, "attested": one.attested, "of": FULL_SECTION[score.scale]}
            for one in score.sections
        },
        "tests": [_outcome(one, score) for one in score.outcomes],
        "next": [one.question.id for one in cheapest(score)],
        "findings": list(score.findings),
    }


def _outcome(outcome: Outcome, score: Score) -> dict[str, Any]:
    return {
        "id": outcome.question.id,
        "title": outcome.question.title,
        "section": outcome.question.section.value,
        "state": outcome.state.label,
        "points": points(outcome.state, score.scale),
        "attested_points": points(outcome.attested_state, score.scale),
        "attested": _attestation(outcome.attestation),
        "evidence": [_evidence(one) for one in outcome.evidence],
        "missing": outcome.missing,
        "next": outcome.next
        and {"do": outcome.next.advice, "effort": outcome.next.effort.label, "state": outcome.next.reaches.label},
        "observable": outcome.question.observable,
    }


def _attestation(attestation: Attestation | None) -> dict[str, Any] | None:
    if attestation is None:
        return None
    return {
        "level": attestation.level.label,
        "link": attestation.link,
        "owner": attestation.owner,
        "reviewed": attestation.reviewed.isoformat(),
        "expires": attestation.expires.isoformat(),
        "counts": not attestation.refused,
        "refused": attestation.refused,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    place = evidence.place
    return {
        "path": place.path,
        "cell": place.cell,
        "line": place.line,
        "shows": evidence.shows,
        "state": evidence.state.label,
    }
