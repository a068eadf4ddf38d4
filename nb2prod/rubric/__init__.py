"""The ML Test Score: 28 tests of readiness for production, each with the evidence that was found."""

from __future__ import annotations

from nb2prod.rubric.assess import assess
from nb2prod.rubric.model import Evidence, Outcome, Score, State

__all__ = ["Evidence", "Outcome", "Score", "State", "assess"]
