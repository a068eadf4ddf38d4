"""Channels as names: what has to be said so that comparing sets of names is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nb2prod.notebook.model import StatementId
from nb2prod.types.model import Effects

FILES = "<files>"
"""Files that cannot be told."""

FILE = "<files:"
"""How the channel of one file starts."""


def spread_files(effects: Mapping[StatementId, Effects]) -> dict[StatementId, Effects]:
    """Let what touches unknown files touch each file that the notebook names.

    Args:
        effects: Effects of all statements.

    Returns:
        The same, so that two statements may touch the same file only if their channels have a name in common.
    """
    known = frozenset(name for each in effects.values() for name in each.reads | each.mutates if name.startswith(FILE))
    return {key: _spread(each, known) for key, each in effects.items()} if known else dict(effects)


def _spread(each: Effects, known: frozenset[str]) -> Effects:
    if FILES in each.reads:
        each = replace(each, reads=each.reads | known)
    if FILES in each.mutates:
        each = replace(each, mutates=each.mutates | known)
    return each
