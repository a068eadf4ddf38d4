"""What a value is for, by what reads it later."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.roles.draft import Draft
from nb2prod.roles.purposes import decide
from nb2prod.roles.serving import serves_its_cell
from nb2prod.roles.steps import Step, later_uses

SERVING = frozenset({"load", "make", "filter", "engineer", "join"})
"""Activities that may serve nothing but a plot or a file of the same cell, whatever the names of their values."""


def settle(drafts: Sequence[Draft], steps: Sequence[Step]) -> None:
    """Let what reads a value decide what a weak draft is for; from the last statement to the first.

    Args:
        drafts: Drafts in order; changed in place.
        steps: What each does to names, in the same order.
    """
    uses = later_uses(steps)
    for index in range(len(drafts) - 1, -1, -1):
        draft = drafts[index]
        if draft.definition or not (draft.weak or draft.stored or draft.activity in SERVING):
            continue
        users = [user for user in uses[index] if drafts[user].activity not in {"", "import"}]
        if not users:
            continue
        name = min({*steps[index].binds, *steps[index].changes}, default="the value")
        if serves_its_cell(index, users, name, drafts, steps) or not draft.weak:
            continue
        cell = steps[index].cell
        near = [drafts[user] for user in users if steps[user].cell == cell and not drafts[user].alone]
        decide(draft, [drafts[user] for user in users], near, name)
