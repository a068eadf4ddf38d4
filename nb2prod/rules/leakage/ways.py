"""The way of a leak, step by step."""

from __future__ import annotations

from nb2prod.rules.leakage.history import ScoreKind, Scoring, Training, WayStep
from nb2prod.rules.leakage.model import Copying, Fit, Place, Rows, Split

VERBS = {
    ScoreKind.PREDICTED: "predicts for",
    ScoreKind.SCORED: "is scored on",
    ScoreKind.VALIDATED: "is validated on",
    ScoreKind.CROSS_VALIDATED: "is cross-validated on",
    ScoreKind.SEARCHED: "is chosen by its score on folds of",
}


LONGEST = 40
"""Characters of an expression that a sentence shows."""


def sources_of(rows: Rows) -> list[WayStep]:
    """Where rows come from."""
    places = {origin.source.place for origin in rows if origin.source.loaded}
    return [WayStep(place, "the data comes from here") for place in sorted(places, key=_order)]


def _order(place: Place) -> tuple[int, int, int]:
    return place.order


def fitted(fit: Fit) -> WayStep:
    """Where something is learned."""
    return WayStep(fit.place, f"`{fit.what}` learns from all of these rows")


def copied(copying: Copying) -> WayStep:
    """Where rows are multiplied."""
    return WayStep(copying.place, f"`{copying.what}` makes rows from these rows")


def divided(splits: tuple[Split, ...]) -> list[WayStep]:
    """Where rows are told apart."""
    return [WayStep(split.place, "only here test rows are set apart") for split in splits[:1]]


def trained(training: Training) -> WayStep:
    """Where the model is fitted."""
    return WayStep(training.place, f"`{training.name}` is fitted on `{shown(training.data.text)}`")


def scored(scoring: Scoring) -> WayStep:
    """Where the model meets other data."""
    name, data = scoring.training.name, shown(scoring.data.text)
    return WayStep(scoring.place, f"`{name}` {VERBS[scoring.kind]} `{data}`")


def shown(text: str) -> str:
    """An expression, short enough for a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
