"""What stored outputs say of types, for programs and for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.report.excerpt import mask_secrets
from nb2prod.report.wording import one_line
from nb2prod.types.displays import Key
from nb2prod.types.model import TypeGuess
from nb2prod.types.stored_outputs import Confirmation, confirmations

CONFIRMED = 0.99
_LONGEST = 80


def stored_outputs_of(analysis: Analysis) -> Mapping[Key, Confirmation]:
    """Hold what is known of a notebook's names against its stored outputs."""
    found = analysis.interpretation
    return confirmations(analysis.notebook.cells, analysis.facts, found) if found.knowledge is not None else {}


def confidence_of(guess: TypeGuess, stored: Confirmation | None) -> float:
    """How sure a type is, outputs included."""
    confirmed = stored is not None and stored.verdict == "confirms"
    return max(guess.confidence, CONFIRMED) if confirmed else guess.confidence


def stored_record(stored: Confirmation | None, guess: TypeGuess) -> dict[str, Any]:
    """Describe what an output says of a type; nothing where none does."""
    if stored is None:
        return {}
    record: dict[str, Any] = {"confidence": round(confidence_of(guess, stored), 4)}
    if stored.verdict:
        record["stored_output"] = {"verdict": stored.verdict, "cell": stored.cell, "says": _said(stored)}
    if stored.shown.kinds:
        record["column_kinds"] = dict(stored.shown.kinds)
    return record


def stored_text(stored: Confirmation | None) -> str:
    """Say what an output says of a type."""
    if stored is None or not stored.verdict:
        return ""
    verb = {"confirms": "confirmed by", "contradicts": "contradicted by", "adds": "from"}[stored.verdict]
    return f"{verb} the output of cell {stored.cell}" + (
        f" ({_said(stored)})" if stored.verdict == "contradicts" else ""
    )


def _said(stored: Confirmation) -> str:
    return one_line(mask_secrets(stored.says), _LONGEST)
