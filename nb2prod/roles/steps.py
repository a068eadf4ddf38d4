"""What statements do to names, and who reads what they leave."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from nb2prod.roles.parts import Part


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
