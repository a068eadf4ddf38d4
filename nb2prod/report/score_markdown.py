"""A score for the summary of a job, or a merge request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nb2prod.report.model import Scored, View
from nb2prod.report.score_html import NAMES
from nb2prod.report.score_text import describe_place
from nb2prod.report.wording import harmless
from nb2prod.rubric.model import Outcome, State
from nb2prod.rubric.next_points import cheapest
from nb2prod.rubric.scales import FULL_SECTION

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#!@])")
_MARKS = {State.AUTOMATED: "✅", State.DOCUMENTED: "📄", State.CODE_ONLY: "◽", State.ABSENT: "·"}


def write(values: Iterable[Scored], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write a section for each of them."""
    for scored in values:
        yield "\n".join(_section(scored)) + "\n"


def _section(scored: Scored) -> Iterator[str]:
    score = scored.score
    full = FULL_SECTION[score.scale]
    yield f"## ML test score of {escape(str(scored.path))}: {score.score:g}"
    yield f"\n{score.band} {score.total:g} points in total.{' ' + score.footnote if score.footnote else ''}\n"
    yield "| section | points | of |\n|---|---|---|"
    yield from (f"| {NAMES[one.section.value]} | {one.detected:g} | {full:g} |" for one in score.sections)
    yield "\n**Cheapest next points**\n"
    for outcome in cheapest(score):
        if outcome.next:
            yield f"- {outcome.question.id}: {escape(outcome.next.advice)} ({outcome.next.effort.label})"
    yield from (f"\n> {escape(finding)}" for finding in score.findings)
    yield "\n<details><summary>All tests</summary>\n"
    yield (
        "| test | state | evidence |\n|---|---|---|"
        if scored.compared is None
        else "| test | before | after |\n|---|---|---|"
    )
    yield from _rows(scored)
    yield "\n</details>"


def _rows(scored: Scored) -> Iterator[str]:
    after = scored.compared.score.outcomes if scored.compared else (None,) * len(scored.score.outcomes)
    for outcome, other in zip(scored.score.outcomes, after, strict=True):
        last = _state(other) if other else escape(_first(outcome))
        yield f"| {outcome.question.id} {escape(outcome.question.title)} | {_state(outcome)} | {last} |"


def _state(outcome: Outcome) -> str:
    return f"{_MARKS[outcome.state]} {outcome.state.label}"


def _first(outcome: Outcome) -> str:
    if not outcome.evidence:
        return ""
    one = outcome.evidence[0]
    more = f" (and {len(outcome.evidence) - 1} more)" if len(outcome.evidence) > 1 else ""
    return f"{describe_place(one.place)}: {one.shows}{more}"


def escape(text: str) -> str:
    """Make text stand for itself in Markdown."""
    return _SPECIAL.sub(r"\\\1", harmless(text)).replace("\n", " ")
