"""One activity out of several: of the statements in a block, a function's body, a cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nb2prod.roles.activities import deciding_rank
from nb2prod.roles.draft import MAYBE, Draft


def primary(drafts: Sequence[Draft]) -> Draft | None:
    """The draft that decides where the code of all goes; `None` if none says anything.

    What is hardly believed decides only where nothing else is said.

    Args:
        drafts: Drafts in order.
    """
    known = [draft for draft in drafts if draft.activity]
    clear = [draft for draft in known if draft.confidence >= MAYBE]
    return min(clear or known, key=lambda draft: deciding_rank(draft.activity), default=None)


def merged(drafts: Sequence[Draft]) -> Draft:
    """A draft for code that holds others."""
    best = primary(drafts)
    parts = activities(drafts)
    if best is None:
        return Draft("", parts=parts)
    weak = all(draft.weak or not draft.activity or draft.activity == "inspect" for draft in drafts)
    evidence = [f"inside: {text}" for text in best.evidence[:2]]
    return Draft(best.activity, best.confidence, evidence, weak, setting=best.setting, parts=parts)


def activities(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """Activities of drafts and of what is in them, each once, in order."""
    found: dict[str, None] = {}
    for draft in drafts:
        for activity in draft.parts or (draft.activity,):
            if activity and draft.confidence >= MAYBE:
                found[activity] = None
    return tuple(found)
