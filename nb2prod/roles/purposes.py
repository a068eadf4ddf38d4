"""What a draft is for, by what the statements are for that read its value."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.roles.activities import role_of
from nb2prod.roles.draft import FAINT, LIKELY, LOW, MAYBE, SUPPORT, Draft
from nb2prod.roles.model import Role
from nb2prod.roles.vocabulary import WEAK

FEEDS = {"train": "fitted", "tune": "tuned on", "predict": "predicted on", "split": "split", "evaluate": "evaluated"}

GETTING = frozenset({"load", "query", "connect", "configure"})
"""Activities that get data, and what they need: renaming is preparation, too, but of data that is there."""

CERTAIN = 0.98
"""No guess is believed more, whatever supports it."""


def decide(draft: Draft, readers: Sequence[Draft], near: Sequence[Draft], name: str) -> None:
    """Settle a draft by its readers.

    Args:
        draft: The draft; changed in place.
        readers: Drafts of the statements that read its value, in order.
        near: Those of its own cell, but for those that other cells decided.
        name: What it binds or changes.
    """
    roles = {role_of(reader.activity) for reader in readers}
    if draft.setting or not draft.activity:
        _setting(draft, readers, roles, name)
    elif draft.activity == "submit" and not roles.isdisjoint({Role.ML, Role.PREPROCESSING}):
        change(draft, "make", f"{name} is used later: {readers[0].activity}")
    elif roles == {Role.EXPLORATION}:
        _shown(draft, readers, near, name)
    elif draft.activity in {"train", "split"}:
        _fitted(draft, readers, near, name)
    elif {reader.activity for reader in readers} <= GETTING:
        change(draft, "configure", f"{name} is for loading")
    else:
        if draft.activity == "inspect" and not draft.parts:
            change(draft, "engineer", f"{name} is used later: {readers[0].activity}")
        _support(draft, readers, name)


def _setting(draft: Draft, readers: Sequence[Draft], roles: set[Role], name: str) -> None:
    """A constant is for what reads it; a hyperparameter is one, unless it only serves what shows data."""
    if draft.activity != "train":
        _as_reader(draft, readers[0], name)
    elif roles == {Role.EXPLORATION}:
        change(draft, readers[0].activity, f"{name} is only for what shows data")
    elif {reader.activity for reader in readers} == {"split"}:
        change(draft, "split", f"{name} is only for splitting")


def _shown(draft: Draft, readers: Sequence[Draft], near: Sequence[Draft], name: str) -> None:
    """What is only looked at is exploration; a column that its own cell doesn't show stays a feature."""
    if (draft.stored and not near) or role_of(draft.activity) not in {Role.PREPROCESSING, Role.EXPLORATION}:
        return
    draft.alone = "" if near or draft.activity == "inspect" else draft.activity
    plotted = any(reader.activity == "plot" for reader in readers)
    change(draft, "plot" if plotted else "inspect", f"{name} is only {'plotted' if plotted else 'looked at'}")


def _fitted(draft: Draft, readers: Sequence[Draft], near: Sequence[Draft], name: str) -> None:
    """An estimator, or a splitter, that its cell only evaluates belongs to that."""
    deciding = near or (readers if draft.activity == "train" else ())
    if {reader.activity for reader in deciding} == {"evaluate"}:
        change(draft, "evaluate", f"{name} is {'only ' if len(near) in {0, len(readers)} else ''}evaluated")
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


def change(draft: Draft, activity: str, reason: str) -> None:
    """Give a draft another activity, with the reason."""
    draft.activity = activity
    draft.confidence = LIKELY
    draft.evidence.insert(0, reason)


def _support(draft: Draft, readers: Sequence[Draft], name: str) -> None:
    later = next((reader.activity for reader in readers if reader.activity in FEEDS), None)
    if later is not None:
        draft.confidence = min(CERTAIN, draft.confidence + SUPPORT)
        draft.evidence.append(f"{name} is later {FEEDS[later]}")
