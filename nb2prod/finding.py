"""Where something is in a notebook, and what can go wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a notebook, in the three coordinates that readers use.

    Attributes:
        path: File as the user named it.
        cell: Index of the cell over all cells, 1-based; `None` for the file as a whole.
        cell_id: The cell's own id, where its format has one.
        line: Line in the cell, 1-based.
        column: Column in the line, 1-based, in characters.
        physical_line: Line in the `.ipynb` file, 1-based, where it is known.
    """

    path: Path
    cell: int | None = None
    cell_id: str | None = None
    line: int = 1
    column: int = 1
    physical_line: int | None = None


def describe_location(location: Location) -> str:
    """Write a location as people read it: `nb.ipynb:cell 8:2:5`."""
    if location.cell is None:
        return str(location.path)
    return f"{location.path}:cell {location.cell}:{location.line}:{location.column}"


class Nb2prodError(Exception):
    """Something that stops the work on one input, said so that a person can act on it.

    Attributes:
        message: What is wrong, without the place.
        location: Where, if it has a place.
        way_out: What the user can do about it.
    """

    def __init__(self, message: str, *, location: Location | None = None, way_out: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.way_out = way_out

    def __str__(self) -> str:
        """Place, message and way out on one line each where they exist."""
        place = f"{describe_location(self.location)}: " if self.location else ""
        advice = f"\n  {self.way_out}" if self.way_out else ""
        return f"{place}{self.message}{advice}"


class UnreadableInputError(Nb2prodError):
    """The input is no notebook or module that can be read."""


class UsageError(Nb2prodError):
    """The request itself cannot be carried out: a bad option, a bad configuration, a bad output folder."""
