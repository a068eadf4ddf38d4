"""Values that serve nothing but a plot or a file of their own cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod.roles.activities import role_of
from nb2prod.roles.draft import Draft
from nb2prod.roles.model import Role
from nb2prod.roles.purposes import change
from nb2prod.roles.scope import PREDICTION, SUBMISSION, kind_by_name
from nb2prod.roles.steps import Step

RESULTS = frozenset({PREDICTION, SUBMISSION})
RESULT_FILE = re.compile(r"submi|predict|(^|[/_-])sub([_-].*)?\.csv", re.I)
"""File names of results that are handed in."""


def serves_its_cell(
    index: int, users: Sequence[int], name: str, drafts: Sequence[Draft], steps: Sequence[Step]
) -> bool:
    """Settle a draft whose value only its own cell uses, to draw or to save it.

    Args:
        index: The statement.
        users: Statements that read its value.
        name: What it binds or changes.
        drafts: Drafts of all statements; changed in place.
        steps: What each does to names.

    Returns:
        Whether that settled it.
    """
    draft = drafts[index]
    if draft.stored and _only_drawn(index, users, drafts, steps):
        change(draft, "plot", f"{steps[index].column} is only plotted")
        return True
    if not all(steps[user].cell == steps[index].cell for user in users):
        return False
    if not draft.stored and _all_drawn(draft, [drafts[user] for user in users]):
        change(draft, "plot", f"{name} is only plotted")
        return True
    return not draft.setting and _only_saved(index, users, drafts, steps)


def _only_drawn(index: int, users: Sequence[int], drafts: Sequence[Draft], steps: Sequence[Step]) -> bool:
    """Whether a column that is stored is named by plots of its cell and by nothing else."""
    column = steps[index].column
    named = [user for user in users if column in steps[user].mentions] if column else []
    return bool(named) and all(
        drafts[user].activity == "plot" and steps[user].cell == steps[index].cell for user in named
    )


def _all_drawn(draft: Draft, readers: Sequence[Draft]) -> bool:
    """Whether data is brought in form for the plots of its own cell and for nothing else, whatever its name."""
    return role_of(draft.activity) is Role.PREPROCESSING and all(reader.activity == "plot" for reader in readers)


def _only_saved(index: int, users: Sequence[int], drafts: Sequence[Draft], steps: Sequence[Step]) -> bool:
    """Reading a template, filling it and saving it belongs together; changing data that was there does not."""
    roles = {role_of(drafts[user].activity) for user in users}
    if Role.OUTPUT not in roles or not roles <= {Role.OUTPUT, Role.EXPLORATION}:
        return False
    step = steps[index]
    names = {*step.reads, *step.binds, *step.changes}
    files = {text for user in users for text in steps[user].mentions}
    results = any(kind_by_name(name) in RESULTS for name in names) or any(map(RESULT_FILE.search, files))
    if not results and not _begun(index, steps):
        return False
    name = min({*step.binds, *step.changes}, default="the value")
    activity = "submit" if results or drafts[index].activity == "load" else "export"
    change(drafts[index], activity, f"{name} is only saved")
    return True


def _begun(index: int, steps: Sequence[Step]) -> bool:
    """Whether what a statement changes was made in its own cell, or is made by it."""
    step = steps[index]
    changed = {*step.changes, *(name for name in step.binds if name in step.reads)}
    made = {name for other in steps[:index] if other.cell == step.cell for name in other.binds}
    return changed <= made
