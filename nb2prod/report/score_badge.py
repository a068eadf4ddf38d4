"""A score as the document that a badge service reads (shields.io, endpoint)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.report.formats import to_json
from nb2prod.report.model import Scored, View

_COLOURS = ("red", "orange", "yellow", "yellowgreen", "green", "brightgreen")
_UPPER = {"2017": (0, 1, 2, 3, 5), "2016": (0, 2, 4, 6, 10)}


def write(values: Iterable[Scored], view: View) -> Iterator[str]:  # noqa: ARG001
    """Write the badge of what files show; of several the lowest."""
    score = min((one.score for one in values), key=lambda one: (one.score, one.total))
    colour = _COLOURS[sum(score.score > upper for upper in _UPPER[score.scale])]
    message = f"{score.score:g} ({score.total:g} in total)"
    yield to_json({"schemaVersion": 1, "label": "ML test score", "message": message, "color": colour})
