"""What rules say. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from nb2prod.finding import Location


class Severity(Enum):
    """How bad it is, in production."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a cell's source, or a cell, or the file.

    Attributes:
        cell: Index of the cell over all cells, 1-based; `None` for the file as a whole.
        line: Its first line in the cell, 1-based.
        column: Its first column, 1-based, in characters.
        end_line: Its last line.
        end_column: One past its last column.
    """

    cell: int | None = None
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class SourceEdit:
    """Text of a cell that is replaced.

    Attributes:
        span: What is replaced.
        text: What takes its place.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ContentEdit:
    """A value in the notebook's JSON that is replaced or removed.

    Attributes:
        path: Keys and positions that lead to it, as in `("cells", 3, "outputs")`.
        value: What takes its place.
        remove: Whether it goes, with its key.
    """

    path: tuple[str | int, ...]
    value: Any = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend it.

    Attributes:
        message: What is done, as an order: `Remove the empty cell`.
        edits: What changes; all or nothing.
        safe: Whether the notebook still does what it did.
    """

    message: str
    edits: tuple[SourceEdit | ContentEdit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way that leads to a finding, such as that of a value from its source to its use.

    Attributes:
        span: Where.
        message: What happens there.
    """

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says; who it is and where its notebook stands is added by those who run it.

    Attributes:
        message: What is wrong, and what it leads to, in one sentence.
        span: Where.
        fix: How to mend it, where that is known.
        way: Steps that lead to it, in order.
        symbol: The name that it is about, which a baseline knows it by.
    """

    message: str
    span: Span = Span()
    fix: Fix | None = None
    way: tuple[Step, ...] = ()
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit, of a rule, in a file.

    Attributes:
        code: Code of the rule.
        name: Name of the rule.
        severity: How bad it is.
        location: Where it begins.
        end_line: Line where it ends.
        end_column: One past the column where it ends.
        message: What is wrong.
        fix: How to mend it.
        way: Steps that lead to it.
        symbol: The name that it is about.
        url: Where the rule is explained, where that is elsewhere.
        covers: Codes of ruff that say less about the same line.
        is_ours: Whether one of our rules found it, or a third party's, rather than ruff.
    """

    code: str
    name: str
    severity: Severity
    location: Location
    end_line: int
    end_column: int
    message: str
    fix: Fix | None = None
    way: tuple[Step, ...] = ()
    symbol: str = ""
    url: str = ""
    covers: tuple[str, ...] = ()
    is_ours: bool = True
