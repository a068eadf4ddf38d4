"""What a value is for, by what reads it later."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nb2prod.roles.activities import role_of
from nb2prod.roles.draft import FAINT, LIKELY, LOW, MAYBE, SUPPORT, Draft
from nb2prod.roles.model import Role
from nb2prod.roles.parts import Part
from nb2prod.roles.scope import PREDICTION, SUBMISSION, kind_by_name
from nb2prod.roles.vocabulary import WEAK

FEEDS = {"train": "fitted", "tune": "tuned on", "predict": "predicted on", "split": "split", "evaluate": "evaluated"}

RESULTS = frozenset({PREDICTION, SUBMISSION})
RESULT_FILE = re.compile(r"submi|predict|(^|[/_-])sub([_-].*)?\.csv", re.I)
"""File names of results that are handed in."""

SERVING = frozenset({"load", "make", "filter", "engineer", "join"})
"""Activities that may serve nothing but a plot or a file of the same cell, whatever the names of their values."""

CERTAIN = 0.98
"""No guess is believed more, whatever supports it."""

GETTING = frozenset({"load", "query", "connect", "configure"})
"""Activities that get data, and what they need: renaming is preparation, too, but of data that is there."""


@dataclass(slots=True)
class Step:
    """What a statement does to names.

    Attributes:
        reads: Names that it reads.
        binds: Names that it binds.
        changes: Names whose object it changes.
        cell: Its cell; 0 inside of a block.
        mentions: Text constants and attributes in it.
        column: The column that it stores.
    """

    reads: Collection[str]
    binds: Collection[str]
    changes: Collection[str]
    cell: int = 0
    mentions: Collection[str] = ()
    column: str = ""


def step_of(part: Part) -> Step:
    """What a part does to names."""
    return Step(part.reads, part.binds, part.changes, 0, {*part.strings, *part.attributes}, part.column)


def later_uses(steps: Sequence[Step]) -> list[list[int]]:
    """For each statement the statements that read what it binds or changes, in order.

    What changes a value reads it, and passes it on: later readers are readers of the change.
    """
    found: list[list[int]] = [[] for _ in steps]
    writer: dict[str, int] = {}
    for index, step in enumerate(steps):
        for name in {*step.reads, *step.changes}:
            source = writer.get(name)
            if source is not None and index not in found[source][-1:]:
                found[source].append(index)
        for name in (*step.binds, *step.changes):
            writer[name] = index
    return found


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
        readers = [drafts[user] for user in users]
        name = min({*steps[index].binds, *steps[index].changes}, default="the value")
        if draft.stored and _only_drawn(index, users, drafts, steps):
            _change(draft, "plot", f"{steps[index].column} is only plotted")
            continue
        together = all(steps[user].cell == steps[index].cell for user in users)
        if together and not draft.stored and _all_drawn(draft, readers):
            _change(draft, "plot", f"{name} is only plotted")
            continue
        if not (together and not draft.setting and _only_saved(index, users, drafts, steps)) and draft.weak:
            _decide(
                draft,
                readers,
                [drafts[u] for u in users if steps[u].cell == steps[index].cell and not drafts[u].alone],
                name,
            )


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
    """Reading a template, filling it and saving it in one cell belongs together; changing data that was there does not."""
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
    _change(
        drafts[index], "submit" if results or drafts[index].activity == "load" else "export", f"{name} is only saved"
    )
    return True


def _begun(index: int, steps: Sequence[Step]) -> bool:
    """Whether what a statement changes was made in its own cell, or is made by it."""
    step = steps[index]
    changed = {*step.changes, *(name for name in step.binds if name in step.reads)}
    made = {name for other in steps[:index] if other.cell == step.cell for name in other.binds}
    return changed <= made


def _decide(draft: Draft, readers: Sequence[Draft], near: Sequence[Draft], name: str) -> None:
    roles = {role_of(reader.activity) for reader in readers}
    if draft.setting and draft.activity == "train":
        if roles == {Role.EXPLORATION}:
            _change(draft, readers[0].activity, f"{name} is only for what shows data")
    elif draft.activity == "submit" and not roles.isdisjoint({Role.ML, Role.PREPROCESSING}):
        _change(draft, "make", f"{name} is used later: {readers[0].activity}")
    elif draft.setting or not draft.activity:
        _as_reader(draft, readers[0], name)
    elif roles == {Role.EXPLORATION}:
        if draft.stored and not near:
            return
        if role_of(draft.activity) in {Role.PREPROCESSING, Role.EXPLORATION}:
            draft.alone = "" if near or draft.activity == "inspect" else draft.activity
            plotted = any(reader.activity == "plot" for reader in readers)
            _change(draft, "plot" if plotted else "inspect", f"{name} is only {'plotted' if plotted else 'looked at'}")
    elif draft.activity == "train" or (draft.activity == "split" and near):
        if {reader.activity for reader in near or readers} == {"evaluate"}:
            _change(draft, "evaluate", f"{name} is {'only ' if near == readers else ''}evaluated")
        else:
            _support(draft, readers, name)
    elif {reader.activity for reader in readers} <= GETTING:
        _change(draft, "configure", f"{name} is for loading")
    elif draft.activity == "inspect" and not draft.parts:
        _change(draft, "engineer", f"{name} is used later: {readers[0].activity}")
        _support(draft, readers, name)
    else:
        _support(draft, readers, name)


def _as_reader(draft: Draft, reader: Draft, name: str) -> None:
    """A constant, or a call that is not known, is for what uses it first."""
    activity = reader.activity
    if role_of(activity) in {Role.PREPARATION, Role.OUTPUT}:
        activity = "configure"
    elif activity in WEAK and activity != "inspect":
        activity = "make"
    draft.alone = "make" if reader.alone else ""
    draft.activity = activity
    draft.confidence = max(draft.confidence, FAINT if reader.confidence < MAYBE or activity == "configure" else LOW)
    draft.evidence.append(f"{name} is used by what follows: {reader.activity}")


def _change(draft: Draft, activity: str, reason: str) -> None:
    draft.activity = activity
    draft.confidence = LIKELY
    draft.evidence.insert(0, reason)


def _support(draft: Draft, readers: Sequence[Draft], name: str) -> None:
    later = next((reader.activity for reader in readers if reader.activity in FEEDS), None)
    if later is not None:
        draft.confidence = min(CERTAIN, draft.confidence + SUPPORT)
        draft.evidence.append(f"{name} is later {FEEDS[later]}")
