"""Multi-test leakage: a model is chosen by the rows that shall judge it."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage import ways
from nb2prod.rules.leakage.history import History, Leak, LeakKind, ScoreKind, Scoring
from nb2prod.rules.leakage.model import Rows, SplitKind
from nb2prod.rules.leakage.rows import overlap, share_source

FEWEST_MODELS = 3
"""Models that must be scored on the same rows: with two, one is often a baseline."""


def multi_test_leaks(history: History) -> Iterator[Leak]:
    """Find rows that several models are scored on, where no others are left to judge the one that is chosen."""
    groups: dict[Rows, list[Scoring]] = {}
    for scoring in history.scorings:
        if scoring.kind is ScoreKind.SCORED and _tests(scoring):
            groups.setdefault(scoring.data.rows, []).append(scoring)
    for rows, scorings in groups.items():
        models = {(s.training.model, s.training.place): s for s in scorings}
        if len(models) >= FEWEST_MODELS and not _others_left(rows, groups):
            yield _leak(list(models.values()))


def _tests(scoring: Scoring) -> bool:
    """Whether it is on rows that were set apart by a split that is not one of folds."""
    train, test = scoring.training.data.rows, scoring.data.rows
    folds = any(part.split.kind is SplitKind.FOLDS for origin in test for part in origin.parts)
    return not folds and share_source(train, test) and not overlap(train, test)


def _others_left(rows: Rows, groups: dict[Rows, list[Scoring]]) -> bool:
    """Whether other rows judge fewer models than these choose among."""
    chosen = {s.training.model for s in groups[rows]}
    return any(
        other != rows and not overlap(other, rows) and len({s.training.model for s in scorings}) < len(chosen)
        for other, scorings in groups.items()
    )


def _leak(scorings: list[Scoring]) -> Leak:
    last = scorings[-1]
    data = ways.shown(last.data.text)
    message = (
        f"`{data}` scores {len(scorings)} models, so the score of the best of them is too good; "
        "choose by cross-validation or on rows of their own, and test once"
    )
    way = (*ways.sources_of(last.data.rows), *(ways.scored(s) for s in scorings))
    trainings = tuple(s.training for s in scorings)
    return Leak(LeakKind.MULTI_TEST, last.place, message, way, trainings)
