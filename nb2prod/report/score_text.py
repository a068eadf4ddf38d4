"""A score, for people: four bars, the minimum in words, the cheapest next points, and the evidence."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from nb2prod.report.model import Scored, View
from nb2prod.report.wording import counted, harmless
from nb2prod.repository.model import Place
from nb2prod.rubric.model import Outcome, Score, SectionScore, State
from nb2prod.rubric.next_points import cheapest
from nb2prod.rubric.scales import FULL_SECTION

_BAR = 28
_KINDS = {State.AUTOMATED: "good", State.DOCUMENTED: "warning", State.CODE_ONLY: "faint", State.ABSENT: "faint"}
_MARKS = {State.AUTOMATED: "+", State.DOCUMENTED: "o", State.CODE_ONLY: "-", State.ABSENT: " "}


def write(values: Iterable[Scored], view: View) -> Iterator[str]:
    """Write a block for each score."""
    for scored in values:
        yield "\n".join(_block(scored, view)) + "\n"


def _block(scored: Scored, view: View) -> Iterator[str]:
    score = scored.score
    yield f"{view.paint('title', harmless(str(scored.path)))}: {_headline(score)}"
    yield from textwrap.wrap(score.band, view.width - 2, initial_indent="  ", subsequent_indent="  ")
    if score.footnote:
        yield f"  {view.paint('faint', score.footnote)}"
    for section in score.sections:
        yield _section_line(section, score, view)
    for finding in score.findings:
        yield view.paint("warning", f"  {harmless(finding)}")
    yield view.paint("title", "cheapest next points")
    yield from (line for outcome in cheapest(score) for line in _next(outcome, view))
    if scored.compared:
        yield from _comparison(scored, scored.compared, view)
    elif view.verbose:
        yield from (line for outcome in score.outcomes for line in _outcome(outcome, view))


def _headline(score: Score) -> str:
    attested = f", {score.attested:g} with attestations" if score.attested != score.score else ""
    return f"score {score.score:g}{attested}, {score.total:g} in total, scale of {score.scale}"


def _section_line(section: SectionScore, score: Score, view: View) -> str:
    full = FULL_SECTION[score.scale]
    filled = round(section.detected / full * _BAR)
    vouched = round(section.attested / full * _BAR) - filled
    bar = view.paint("good", "#" * filled) + view.paint("warning", "+" * vouched) + "." * (_BAR - filled - vouched)
    lowest = "  lowest" if section.section is score.limiting else ""
    return f"  {section.section.value:<8} {bar} {section.detected:g} of {full:g}{lowest}"


def _next(outcome: Outcome, view: View) -> Iterator[str]:
    if outcome.next:
        text = f"{outcome.question.id}: {outcome.next.advice} ({outcome.next.effort.label})"
        yield from textwrap.wrap(text, view.width - 2, initial_indent="  ", subsequent_indent="    ")


def _outcome(outcome: Outcome, view: View) -> Iterator[str]:
    state = view.paint(_KINDS[outcome.state], f"{_MARKS[outcome.state]} {outcome.state.label}")
    yield f"{view.paint('title', outcome.question.id)} {outcome.question.title}: {state}"
    yield from (f"    {describe_place(one.place)}: {harmless(one.shows)}" for one in outcome.evidence)
    if attestation := outcome.attestation:
        yield f"    attested by {harmless(attestation.owner)} until {attestation.expires}: {harmless(attestation.link)}"
    if outcome.missing:
        yield f"    {view.paint('faint', outcome.missing)}"


def _comparison(before: Scored, after: Scored, view: View) -> Iterator[str]:
    yield f"{view.paint('title', harmless(str(after.path)))}: {_headline(after.score)}"
    yield from (_section_line(section, after.score, view) for section in after.score.sections)
    pairs = zip(before.score.outcomes, after.score.outcomes, strict=True)
    changed = [(a, b) for a, b in pairs if a.state is not b.state]
    yield view.paint("title", counted(len(changed), "test") + " differ" + ("s" if len(changed) == 1 else ""))
    for a, b in changed:
        kind = "good" if b.state > a.state else "bad"
        yield f"  {a.question.id} {a.question.title}: {a.state.label} -> {view.paint(kind, b.state.label)}"
        yield from (f"      {describe_place(one.place)}: {harmless(one.shows)}" for one in b.evidence[:1])


def describe_place(place: Place) -> str:
    """Write a place as people read it: `src/train.py:12`, `nb.ipynb:cell 8:2`."""
    cell = f":cell {place.cell}" if place.cell is not None else ""
    return harmless(f"{place.path}{cell}:{place.line}")
