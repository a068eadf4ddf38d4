"""What is known of a value beside its type, for programs. `docs/json.md` describes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nb2prod.report.excerpt import mask_secrets
from nb2prod.types.details import Detail, Members, Signature
from nb2prod.types.model import NO_COLUMNS, ColumnUse, TypeGuess

LONGEST_DEFAULT = 120

Uses = Mapping[str, ColumnUse]


def detail_record(detail: Detail, uses: Uses) -> dict[str, Any]:
    """Describe what is known of a value; what is not known is left out.

    Args:
        detail: What is known.
        uses: Of a function, what it does with the columns of each parameter.
    """
    record: dict[str, Any] = {}
    if detail.dimensions is not None:
        record["dimensions"] = detail.dimensions
    if detail.element != "?":
        record["element"] = detail.element
    if detail.parts:
        record["parts"] = [
            {"key": part.key, "type": part.type, **({"dimensions": part.dimensions} if part.dimensions else {})}
            for part in detail.parts
        ]
    if detail.signature is not None:
        record["signature"] = _signature(detail.signature, uses)
    if detail.members is not None:
        record["class"] = _members(detail.members)
    return record


def columns_record(use: ColumnUse) -> dict[str, list[str]]:
    """Describe what is done with the columns of a frame."""
    return {"read": list(use.read), "added": list(use.added), "dropped": list(use.dropped)}


def guess_record(guess: TypeGuess) -> dict[str, Any]:
    """Describe a type."""
    # Sums of weights have digits that mean nothing.
    return {"type": guess.type, "source": guess.source.value, "confidence": round(guess.confidence, 4)}


def _signature(signature: Signature, uses: Uses) -> dict[str, Any]:
    parameters = []
    for each in signature.parameters:
        record = {"name": each.name, "kind": each.kind, **guess_record(each.type)}
        if each.default:
            # Names tell what is secret: `password="…"`.
            record["default"] = mask_secrets(f"{each.name}={each.default}").partition("=")[2][:LONGEST_DEFAULT]
        if (use := uses.get(each.name, NO_COLUMNS)) != NO_COLUMNS:
            record["columns"] = columns_record(use)
        parameters.append(record)
    return {"parameters": parameters, "returns": guess_record(signature.returns)}


def _members(members: Members) -> dict[str, Any]:
    return {
        "bases": list(members.bases),
        "attributes": [{"name": name, **guess_record(guess)} for name, guess in sorted(members.attributes.items())],
        "methods": [{"name": name, **_signature(each, {})} for name, each in members.methods.items()],
    }
