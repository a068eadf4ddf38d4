"""Looking at what the same cell has just set up: `role = get_execution_role()`, and then `print(role)`."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.roles.draft import LOW, MAYBE, Draft
from nb2prod.roles.steps import Step

SET_UP = frozenset({"configure", "connect"})


def hush_echoes(drafts: Sequence[Draft], steps: Sequence[Step]) -> None:
    """Let a look at what its own cell has set up decide nothing beside that.

    Args:
        drafts: Drafts in order; changed in place.
        steps: What each does to names, in the same order.
    """
    writer: dict[str, int] = {}
    for index, (draft, step) in enumerate(zip(drafts, steps, strict=True)):
        if draft.activity == "inspect" and draft.confidence >= MAYBE and not draft.parts:
            sources = {writer[name] for name in step.reads if name in writer}
            if sources and all(
                steps[source].cell == step.cell and drafts[source].activity in SET_UP and not drafts[source].setting
                for source in sources
            ):
                draft.confidence = LOW
                draft.evidence.append("its cell has just set that up")
        for name in (*step.binds, *step.changes):
            writer[name] = index
