"""What a statement is for. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.model import StatementId


class Role(Enum):
    """The five roles; `NONE` where nothing can be said."""

    PREPARATION = "preparation"
    PREPROCESSING = "preprocessing"
    ML = "ml"
    EXPLORATION = "exploration"
    OUTPUT = "output"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """Role and activity of one statement, with the reasons.

    Attributes:
        statement: Which statement.
        role: Its role.
        activity: Its activity (`load`, `clean`, `train`, …); empty where nothing can be said.
        confidence: Between 0 and 1.
        evidence: Reasons, most telling first (`pandas.read_csv loads`).
        definition: Whether it is a definition, whose role comes from its body.
        setting: Whether it only binds a constant, whose role comes from what reads it.
        alone: Activity by the statement alone, where other cells that read its value have changed it; else empty.
    """

    statement: StatementId
    role: Role
    activity: str
    confidence: float
    evidence: tuple[str, ...]
    definition: bool = False
    setting: bool = False
    alone: str = ""


@dataclass(frozen=True, slots=True)
class CellRole:
    """Roles of a cell: those of its statements, the primary one first.

    Attributes:
        cell: Index of the cell over all cells, 1-based.
        role: The primary role.
        activity: The primary activity.
        roles: All roles, the primary one first.
        activities: All activities, the primary one first.
        definition: Whether the cell holds nothing but definitions and imports, at least one definition.
        confidence: Confidence of the primary role.
    """

    cell: int
    role: Role
    activity: str
    roles: tuple[Role, ...]
    activities: tuple[str, ...]
    definition: bool
    confidence: float
