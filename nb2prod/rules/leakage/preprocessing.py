"""Preprocessing leakage: what a model is fitted on was computed with the rows that judge it."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage import ways
from nb2prod.rules.leakage.history import History, Leak, LeakKind, ScoreKind, Scoring, Training
from nb2prod.rules.leakage.model import Fit, Part, Rows, SplitKind, Strength
from nb2prod.rules.leakage.rows import DELIBERATE, overlap, separating

INSIDE = frozenset({ScoreKind.VALIDATED, ScoreKind.SEARCHED, ScoreKind.CROSS_VALIDATED})
"""Scores on rows that are left out of what a model is given to train on."""

TESTS = frozenset({ScoreKind.PREDICTED, ScoreKind.SCORED})


def preprocessing_leaks(history: History) -> Iterator[Leak]:
    """Find fits that saw rows which judge the model."""
    found: dict[tuple[Fit, LeakKind], list[Scoring]] = {}
    for scoring in history.scorings:
        if judges(scoring, history):
            for fit, kind in _leaking(scoring, history):
                found.setdefault((fit, kind), []).append(scoring)
    seen: set[object] = set()
    for (fit, kind), scorings in found.items():
        if (fit.place, kind) not in seen:
            seen.add((fit.place, kind))
            yield _leak(fit, kind, scorings)
    if not history.trainings:
        yield from _untrained(history)


def judges(scoring: Scoring, history: History) -> bool:
    """Whether a score is on rows that were set apart, and no other such score of the same training counts more."""
    first, second = scoring.training.data.rows, scoring.data.rows
    if overlap(first, second) or not separating(first, second):
        return False
    return scoring.kind in TESTS or not _tested(scoring.training, history)


def excused(seen: Rows, scoring: Scoring, history: History) -> bool:
    """Whether what was learned from rows stays among those that were set apart for training before.

    Scores on parts of these are a little too good, as in a search; the rows that were set apart first judge honestly.
    """
    own = separating(scoring.training.data.rows, scoring.data.rows)
    outer = {part for origin in scoring.training.data.rows for part in origin.parts if part.split not in own}
    return any(
        all(part in origin.parts for origin in seen)
        and ((scoring.kind in INSIDE and _for_training(part)) or _judged_outside(part, history))
        for part in outer
    )


def _for_training(part: Part) -> bool:
    """Whether a side of a split was plainly made to train on."""
    return part.side in {"train", "in"} and part.split.kind in {SplitKind.HOLD_OUT, SplitKind.FOLDS}


def _judged_outside(part: Part, history: History) -> bool:
    """Whether a model meets the other side of a split."""
    return any(
        p.split == part.split and p.side != part.side
        for scoring in history.scorings
        if scoring.kind in TESTS
        for origin in scoring.data.rows
        for p in origin.parts
    )


def _tested(training: Training, history: History) -> bool:
    return any(
        other.training is training and other.kind in TESTS and not overlap(training.data.rows, other.data.rows)
        for other in history.scorings
    )


def _leaking(scoring: Scoring, history: History) -> Iterator[tuple[Fit, LeakKind]]:
    train, test = scoring.training.data, scoring.data
    for fit in train.fits | test.fits:
        if not overlap(fit.rows, test.rows) or fit.strength is Strength.EARLIER:
            continue
        if excused(fit.rows, scoring, history):
            if scoring.kind in TESTS:
                yield fit, LeakKind.FAINT
            continue
        if not overlap(fit.rows, train.rows):
            if fit.strength is Strength.STATISTICS and scoring.kind in TESTS:
                yield fit, LeakKind.REFIT
        elif fit.strength is Strength.CATEGORIES or _submission(scoring):
            yield fit, LeakKind.FAINT
        else:
            yield fit, LeakKind.PREPROCESSING


def _submission(scoring: Scoring) -> bool:
    """Whether rows that no split was made for are only predicted: what is missing, or what is to be handed in."""
    splits = separating(scoring.training.data.rows, scoring.data.rows)
    return scoring.kind is ScoreKind.PREDICTED and all(s.kind not in DELIBERATE for s in splits)


def _leak(fit: Fit, kind: LeakKind, scorings: list[Scoring]) -> Leak:
    scoring = next((s for s in scorings if s.kind is ScoreKind.SCORED), scorings[0])
    training = scoring.training
    splits = separating(training.data.rows, scoring.data.rows)
    way = [
        *ways.sources_of(fit.rows),
        ways.fitted(fit),
        *(ways.divided(splits) if kind is not LeakKind.REFIT else []),
        ways.trained(training),
        *([ways.scored(scoring)] if scoring.place != training.place else []),
    ]
    trainings = {s.training.place: s.training for s in scorings}
    return Leak(kind, fit.place, _message(fit, kind, scoring), tuple(way), tuple(trainings.values()))


def _message(fit: Fit, kind: LeakKind, scoring: Scoring) -> str:
    data, model = ways.shown(scoring.data.text), scoring.training.name
    if kind is LeakKind.REFIT:
        return (
            f"`{fit.what}` learns anew from the rows that `{model}` is tested on (`{data}`), "
            "so these are not treated as a new record will be; apply what was fitted on the training rows"
        )
    if scoring.kind in INSIDE:
        return (
            f"`{fit.what}` has seen the rows that `{model}` is validated on, so the score is too good; "
            "fit it inside a pipeline"
        )
    return (
        f"`{fit.what}` has seen the rows that `{model}` is tested on (`{data}`), so the score is too good; "
        "split first, fit on the training rows alone"
    )


def _untrained(history: History) -> Iterator[Leak]:
    """Data that is split after the fit, in a notebook that leaves the training to others."""
    seen: set[object] = set()
    for split, sample in history.splits:
        for fit in sample.fits:
            if overlap(fit.rows, sample.rows) and fit.place not in seen and fit.strength is not Strength.EARLIER:
                seen.add(fit.place)
                faint = fit.strength is Strength.CATEGORIES
                yield Leak(
                    LeakKind.FAINT if faint else LeakKind.PREPROCESSING,
                    fit.place,
                    f"`{fit.what}` has seen the rows that are set apart later (`{ways.shown(sample.text)}`), "
                    "so a score on them will be too good; split first, fit on the training rows alone",
                    (*ways.sources_of(fit.rows), ways.fitted(fit), *ways.divided((split,))),
                )
