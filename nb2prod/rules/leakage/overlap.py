"""Overlap leakage: rows that a model was fitted on judge it."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage import ways
from nb2prod.rules.leakage.history import History, Leak, LeakKind, ScoreKind, Scoring
from nb2prod.rules.leakage.model import Copying, Rows, SplitKind
from nb2prod.rules.leakage.preprocessing import TESTS, excused, judges
from nb2prod.rules.leakage.rows import covers, overlap, separating

TEST_SIDES = frozenset({"test", "validation", "out"})


def overlap_leaks(history: History) -> Iterator[Leak]:
    """Find test rows among the rows of training."""
    yield from _resampled(history)
    yield from _contained(history)


def _resampled(history: History) -> Iterator[Leak]:
    """Rows that were copied before some of the copies were set apart."""
    found: dict[Copying, list[Scoring]] = {}
    for scoring in history.scorings:
        train, test = scoring.training.data, scoring.data
        if overlap(train.rows, test.rows) or not separating(train.rows, test.rows):
            continue
        for copying in train.copies & test.copies:
            if overlap(copying.rows, test.rows) and _counts(copying, scoring, history):
                found.setdefault(copying, []).append(scoring)
    for copying, scorings in found.items():
        yield _resampling_leak(copying, scorings)


def _counts(copying: Copying, scoring: Scoring, history: History) -> bool:
    """Whether a score is one that people go by; that of a cross-validation always is."""
    if scoring.kind is ScoreKind.CROSS_VALIDATED or scoring.kind in TESTS:
        return True
    return judges(scoring, history) and not excused(copying.rows, scoring, history)


def _resampling_leak(copying: Copying, scorings: list[Scoring]) -> Leak:
    scoring = scorings[0]
    splits = separating(scoring.training.data.rows, scoring.data.rows)
    way = (
        *ways.sources_of(copying.rows),
        ways.copied(copying),
        *ways.divided(splits),
        ways.trained(scoring.training),
        ways.scored(scoring),
    )
    message = (
        f"`{copying.what}` multiplies rows before they are split, so `{scoring.training.name}` is tested on copies of "
        "rows that it was fitted on; resample the training rows alone"
    )
    trainings = {s.training.place: s.training for s in scorings}
    return Leak(LeakKind.RESAMPLING, copying.place, message, way, tuple(trainings.values()))


def _contained(history: History) -> Iterator[Leak]:
    seen: set[object] = set()
    for scoring in history.scorings:
        kind = _containment(scoring, history)
        key = (kind, scoring.training.place)
        if kind is not None and key not in seen:
            seen.add(key)
            yield _contained_leak(kind, scoring)


def _containment(scoring: Scoring, history: History) -> LeakKind | None:
    train, test = scoring.training.data.rows, scoring.data.rows
    if scoring.kind is not ScoreKind.SCORED or not covers(train, test):
        return None
    if train == test:
        alone = _is_training_data(scoring) and not _judged_otherwise(history)
        return LeakKind.TRAINING_SCORE if alone else None
    return LeakKind.OVERLAP if _set_apart(train, test) else None


def _is_training_data(scoring: Scoring) -> bool:
    """Whether it is called by the same name, or by one that says so: the rest may be split in a way nobody knows."""
    tested = scoring.data.text
    return tested == scoring.training.data.text or "train" in tested.lower()


def _set_apart(train: Rows, test: Rows) -> bool:
    """Whether the tested rows are the side of a split that was meant for testing."""
    known = {part for origin in train for part in origin.parts}
    return all(
        any(
            part not in known and part.side in TEST_SIDES and part.split.kind in {SplitKind.HOLD_OUT, SplitKind.FOLDS}
            for part in origin.parts
        )
        for origin in test
    )


def _judged_otherwise(history: History) -> bool:
    """Whether any model meets rows that it was not fitted on: then the score on these is there to be compared."""
    return any(not overlap(other.training.data.rows, other.data.rows) for other in history.scorings)


def _contained_leak(kind: LeakKind, scoring: Scoring) -> Leak:
    data, model = ways.shown(scoring.data.text), scoring.training.name
    message = (
        f"`{model}` is scored on `{data}`, the rows that it was fitted on: that says nothing of new rows"
        if kind is LeakKind.TRAINING_SCORE
        else f"`{model}` is scored on `{data}`, which is part of the rows that it was fitted on"
    )
    way = (*ways.sources_of(scoring.data.rows), ways.trained(scoring.training), ways.scored(scoring))
    return Leak(kind, scoring.place, message, way, (scoring.training,))
