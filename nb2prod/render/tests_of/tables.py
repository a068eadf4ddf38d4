"""Frames and columns of the static evaluation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


class WantedError(Exception):
    """A made frame needs other values, or one more column.

    Attributes:
        parameter: Parameter that the frame is made for.
        column: The column.
        values: What it should hold.
    """

    def __init__(self, parameter: str, column: str, values: Sequence[object]) -> None:
        super().__init__(f"{parameter}[{column!r}]")
        self.parameter = parameter
        self.column = column
        self.values = tuple(values)


@dataclass(slots=True, eq=False)
class Column:
    """A pandas column; `None` stands for a missing value.

    Attributes:
        values: Its values.
        index: Labels of its rows.
        raw: Parameter and column of the made input that it is, as it was made.
    """

    values: list[object]
    index: list[int]
    raw: tuple[str, str] | None = None


@dataclass(slots=True, eq=False)
class Frame:
    """A pandas frame.

    Attributes:
        columns: Its columns; each list has a value for each row.
        index: Labels of its rows.
        made: Parameter that it was made for, as long as it may have more columns than were asked for up to now.
        raw: Columns that are as they were made.
        gone: Columns that it has no more.
        closed: Whether it has no other columns than these.
    """

    columns: dict[str, list[object]]
    index: list[int]
    made: str = ""
    raw: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    closed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What `.str` gives: the methods of text for a column."""

    column: Column
