"""What a cell that does not parse seems to be for: by the names of what it calls."""

from __future__ import annotations

import re

from nb2prod.roles.activities import group_rank
from nb2prod.roles.vocabulary import METHODS, TESTED_BY_RECEIVER

CALLED = re.compile(r"(?<!path\.)\b(\w+)\s*\(")
COMMENT = re.compile(r"^\s*#.*$", re.M)
STORE = re.compile(r"^\s*\w+(\.loc|\.iloc)?\[[^=]*\]\s*=[^=]", re.M)


def textual_activity(source: str) -> str:
    """Guess the activity of code that is no valid Python.

    Args:
        source: The cell's text.

    Returns:
        The activity that decides; empty if nothing in it is known.
    """
    text = COMMENT.sub("", source)
    found = [METHODS[name] for name in CALLED.findall(text) if name in METHODS and name not in TESTED_BY_RECEIVER]
    if STORE.search(text):
        found.append("engineer")
    return min(found, key=group_rank, default="")
