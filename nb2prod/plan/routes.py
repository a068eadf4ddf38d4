"""Where a statement runs: on the main path, as exploration, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Path(Enum):
    """Where a statement runs."""

    MAIN = "main"
    EXPLORATION = "exploration"
    OMITTED = "omitted"


@dataclass(frozen=True, slots=True)
class Route:
    """Path of one statement with the reason."""

    path: Path
    reason: str = ""
