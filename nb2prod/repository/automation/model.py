"""A file that starts commands by itself. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from nb2prod.repository.model import Place


@dataclass(frozen=True, slots=True)
class Script:
    """Shell text that something starts.

    Attributes:
        text: Its lines.
        place: Where its first line is.
        triggers: What starts it by itself; none where only a person does.
        folder: Working folder, relative to the root; empty for the root.
    """

    text: str
    place: Place
    triggers: tuple[str, ...]
    folder: str = ""
