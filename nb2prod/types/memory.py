"""Which summary of a function still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.types.summary import Summary
from nb2prod.types.values import Function

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

KEPT = 3
"""Older summaries that are kept of a function for the same kind of arguments."""

REACHED_A_STEP = 50
"""Objects that can be looked at in about the time that one statement takes."""

OFTEN = 12
"""A function that was interpreted more often than this is taken as it was last, though it may see more objects now."""


def recall(machine: Machine, function: Function, summaries: list[tuple[Summary, int]]) -> Summary | None:
    """The summary that a call can use; `None` if the body has to be interpreted again.

    Args:
        machine: The state.
        function: The function.
        summaries: Its summaries for this kind of arguments, newest first, each with the round that it holds for.
    """
    for summary, tag in summaries:
        if tag in (0, machine.round):
            # Looking whether a summary still holds costs as much as what it reaches: that is work as well.
            machine.steps += 1 + machine.heap.count // REACHED_A_STEP
            if summary.valid(machine):
                return summary
    if machine.counts[function.node] < OFTEN:
        return None
    for summary, tag in summaries:
        if tag in (0, machine.round) and summary.same_names(machine):
            return _widened(summary)
    return None


def _widened(summary: Summary) -> Summary:
    """A summary from before objects were put into what it reads: it may change these too."""
    record = summary.record
    if record.touched or record.deep:
        values = [*record.seen.values(), *record.captured.values()]
        record.deep |= frozenset().union(*(value.regions for value in values if value is not None))
    return summary
