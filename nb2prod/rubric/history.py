"""Scores over time, as JSON lines: one a run, so that a file in version control merges well."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nb2prod.finding import Location, UsageError
from nb2prod.rubric.gates import Gate, figures
from nb2prod.rubric.model import Score


@dataclass(frozen=True, slots=True)
class Entry:
    """A score of some day.

    Attributes:
        date: The day.
        path: What was scored.
        scale: Year of the scale.
        detected: Figures of what files showed: `score`, `total` and the sections.
        attested: The same with what was attested.
    """

    date: str
    path: str
    scale: str
    detected: dict[str, float]
    attested: dict[str, float]


def read_history(file: Path) -> tuple[Entry, ...]:
    """Read a history, the oldest entry first.

    Raises:
        UsageError: The file can't be read, or holds something else.
    """
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"the history can't be read: {error}", location=Location(file), way_out="Check the path."
        ) from error
    return tuple(_entries(file, lines))


def _entries(file: Path, lines: list[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            raw = json.loads(line)
            yield Entry(raw["date"], raw["path"], raw["scale"], dict(raw["detected"]), dict(raw["attested"]))
        except (ValueError, KeyError, TypeError) as error:
            where = Location(file, line=number)
            raise UsageError(f"line {number} is no entry of a history", location=where, way_out="Remove it.") from error


def append(file: Path, path: Path, score: Score, today: datetime.date | None = None) -> None:
    """Add a score to a history; the file is made where there is none."""
    day = today or datetime.datetime.now(tz=datetime.UTC).date()
    entry = {
        "date": day.isoformat(),
        "path": path.as_posix(),
        "scale": score.scale,
        "detected": figures(score, "detected"),
        "attested": figures(score, "attested"),
    }
    with file.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(entry, sort_keys=True) + "\n")


def regressions(score: Score, file: Path, *, gate: Gate) -> list[str]:
    """Say what is lower than in the last entry of a history on the same scale."""
    entries = [one for one in read_history(file) if one.scale == score.scale]
    if not entries:
        return []
    last = entries[-1].detected if gate == "detected" else entries[-1].attested
    have = figures(score, gate)
    return [
        f"{name} fell from {last[name]:g} to {value:g}" for name, value in have.items() if value < last.get(name, 0)
    ]
