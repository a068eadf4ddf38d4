"""What is missing of a score, as SARIF 2.1.0."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.report.formats import to_json
from nb2prod.report.model import Scored, View
from nb2prod.rubric.catalogue import QUESTIONS
from nb2prod.rubric.model import Outcome, Question, State

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write(values: Iterable[Scored], view: View) -> Iterator[str]:
    """Write one log with a run for each of them."""
    yield to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(one, view) for one in values]})


def _run(scored: Scored, view: View) -> dict[str, Any]:
    missing = [one for one in scored.score.outcomes if one.state is not State.AUTOMATED]
    driver = {"name": "nb2prod score", "version": view.version, "rules": list(map(_rule, QUESTIONS))}
    return {"tool": {"driver": driver}, "results": [_result(one) for one in missing]}


def _rule(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "shortDescription": {"text": question.title},
        "fullDescription": {"text": question.why},
        "help": {"text": question.counts},
        "defaultConfiguration": {"level": "note"},
    }


def _result(outcome: Outcome) -> dict[str, Any]:
    advice = outcome.next.advice if outcome.next else ""
    index = next(n for n, one in enumerate(QUESTIONS) if one.id == outcome.question.id)
    places = [one.place for one in outcome.evidence[:1]]
    path, line = (places[0].path, places[0].line) if places else ("README.md", 1)
    if places and places[0].cell is not None:
        line = 1  # lines of a cell are none of the file
    where = {"artifactLocation": {"uri": path}, "region": {"startLine": line}}
    return {
        "ruleId": outcome.question.id,
        "ruleIndex": index,
        "level": "note",
        "message": {"text": f"{outcome.question.title}: {outcome.missing} {advice}".strip()},
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {"test/v1": hashlib.sha256(outcome.question.id.encode()).hexdigest()[:32]},
    }
