"""What linting gives. Frozen values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from nb2prod.finding import Location
from nb2prod.rules.model import Finding


@dataclass(frozen=True, slots=True)
class Crash:
    """A rule that failed.

    Attributes:
        code: Code of the rule; `ruff` where that failed.
        path: The file that it was asked about.
        message: What it failed with.
        place: The deepest line of code that was running.
    """

    code: str
    path: Path
    message: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file couldn't be examined.

    Attributes:
        message: What is wrong with it.
        way_out: What its owner can do.
        location: Where in it, if that is known.
    """

    message: str
    way_out: str = ""
    location: Location | None = None


class CellStart(NamedTuple):
    """What is to be known of a cell.

    Attributes:
        id: Its id, where it has one.
        physical_line: Line of its first source line in the file, where that is known.
        source: A hash of its source without white space, where it has no id.
    """

    id: str | None
    physical_line: int | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class FileResult:
    """What linting one file gave.

    Attributes:
        path: The file, as the user named it or as it was found.
        findings: What was found, in the order of the file.
        skipped: The language that it is written in, where that isn't Python 3.
        trouble: Why it couldn't be examined.
        crashes: Rules that failed.
        suppressed: Number of findings that were suppressed in the file.
        seen: Files beside it that the result depends on.
        digest: Hash of what the file held.
        silenced: Cells, or none for the file, and beginnings of codes of what is suppressed there, ruff's findings too.
        starts: What is to be known of each cell, for findings that come from elsewhere and for those to come.
    """

    path: Path
    findings: tuple[Finding, ...] = ()
    skipped: str = ""
    trouble: Trouble | None = None
    crashes: tuple[Crash, ...] = ()
    suppressed: int = 0
    seen: tuple[Path, ...] = ()
    digest: str = ""
    silenced: tuple[tuple[int | None, tuple[str, ...]], ...] = ()
    starts: tuple[CellStart, ...] = ()

    def line_of(self, where: Location) -> int:
        """The line in the file of a place in a cell; 1 where that isn't known."""
        if where.cell is None or not self.starts:
            return where.line
        first = self.starts[where.cell - 1].physical_line
        return 1 if first is None else first + where.line - 1


@dataclass(frozen=True, slots=True)
class LintResult:
    """What linting gave.

    Attributes:
        files: Results by file, in the order of the paths.
        crashes: What failed without regard to a file.
        known: Number of findings that the baseline knows.
        fixed: Number of findings that were fixed.
    """

    files: tuple[FileResult, ...]
    crashes: tuple[Crash, ...] = ()
    known: int = 0
    fixed: int = 0

    @property
    def findings(self) -> Iterable[Finding]:
        """All findings, file by file."""
        return (finding for file in self.files for finding in file.findings)

    @property
    def failures(self) -> Iterable[Crash]:
        """Everything that failed."""
        return (*(crash for file in self.files for crash in file.crashes), *self.crashes)
