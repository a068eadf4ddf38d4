"""What a notebook says about findings that its authors don't want to hear of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from nb2prod.rules.model import Finding, Span

if TYPE_CHECKING:
    from nb2prod.notebook.model import Cell
    from nb2prod.rules.unit import Unit

_CODE = r"[A-Z]+[0-9]+"
_LINE = re.compile(rf"#\s*noqa(?:\s*:\s*(?P<codes>{_CODE}(?:[\s,]+{_CODE})*))?(?![\w:])", re.IGNORECASE)
_FILE = re.compile(
    rf"^\s*#\s*(?P<tool>nb2prod|ruff|flake8)\s*:\s*noqa(?:\s*:\s*(?P<codes>{_CODE}(?:[\s,]+{_CODE})*))?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_TAG = "nb2prod:noqa"
_KEY = "nb2prod"


class Reach(Enum):
    """How far a suppression reaches."""

    LINE = "line"
    CELL = "cell"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Suppression:
    """A word of the authors that findings are to be left out.

    Attributes:
        reach: How far it reaches.
        codes: Codes, or in tags and metadata beginnings of codes; empty for all.
        span: Where it stands; of tags and metadata, the cell.
        exact: Whether its codes are whole.
        ours: Whether it speaks to this tool alone.
        path: Where in the notebook's JSON it stands, for tags and metadata.
    """

    reach: Reach
    codes: tuple[str, ...]
    span: Span
    exact: bool = True
    ours: bool = False
    path: tuple[str | int, ...] = ()

    def covers(self, code: str) -> str | None:
        """Which of its codes a finding's code falls under; an empty text for a suppression of all."""
        if not self.codes:
            return ""
        return next((c for c in self.codes if code == c or (not self.exact and code.startswith(c))), None)


class Suppressions:
    """All suppressions of a notebook, and which of them were of use.

    Attributes:
        listed: The suppressions.
        used: For the number of each that was of use, those of its codes that were.
    """

    def __init__(self, listed: Iterable[Suppression]) -> None:
        self.listed = tuple(listed)
        self.used: dict[int, set[str]] = {}

    def suppress(self, code: str, cell: int | None, lines: tuple[int, int]) -> bool:
        """Whether a finding is suppressed; what does it is of use."""
        found = False
        for number, suppression in enumerate(self.listed):
            if _reaches(suppression, cell, lines) and (under := suppression.covers(code)) is not None:
                self.used.setdefault(number, set()).add(under)
                found = True
        return found


def _reaches(suppression: Suppression, cell: int | None, lines: tuple[int, int]) -> bool:
    match suppression.reach:
        case Reach.FILE:
            return True
        case Reach.CELL:
            return suppression.span.cell == cell
        case Reach.LINE:
            return suppression.span.cell == cell and suppression.span.line in lines


def is_suppressed(finding: Finding, suppressions: Suppressions) -> bool:
    """Whether a finding is suppressed, on its first line or its last."""
    where = finding.location
    return suppressions.suppress(finding.code, where.cell, (where.line, finding.end_line))


def suppressions_of(unit: Unit) -> Suppressions:
    """Read the suppressions of a notebook off its comments, tags and metadata.

    Args:
        unit: The notebook.

    Returns:
        The suppressions; in a module cells count for nothing.
    """
    if "noqa" not in unit.document.text.lower():
        return Suppressions(())
    return Suppressions((*_in_code(unit), *_in_metadata(unit)))


def _in_code(unit: Unit) -> Iterator[Suppression]:
    for cell in unit.code_cells:
        if "noqa" in cell.source.lower():
            for number, line in enumerate(cell.source.split("\n"), 1):
                yield from _in_line(line, number, None if unit.is_module else cell)


def _in_line(line: str, number: int, cell: Cell | None) -> Iterator[Suppression]:
    index = cell.index if cell else None
    if found := _FILE.match(line):
        ours = found["tool"].lower() == "nb2prod"
        span = Span(index, number, found.start() + 1, number, found.end() + 1)
        yield Suppression(Reach.FILE, _split(found["codes"]), span, ours=ours)
    elif found := _LINE.search(line):
        span = Span(index, number, found.start() + 1, number, found.end() + 1)
        yield Suppression(Reach.LINE, _split(found["codes"]), span)


def _split(codes: str | None) -> tuple[str, ...]:
    return tuple(re.split(r"[\s,]+", codes.strip().upper())) if codes else ()


def _in_metadata(unit: Unit) -> Iterator[Suppression]:
    cells = unit.content.get("cells")
    for cell, stored in zip(unit.notebook.cells, cells if isinstance(cells, list) else (), strict=False):
        metadata = stored.get("metadata") if isinstance(stored, dict) else None
        base = ("cells", cell.index - 1, "metadata")
        for tag in sorted(cell.tags):
            if tag == _TAG or tag.startswith(f"{_TAG}="):
                codes = _split(tag.partition("=")[2])
                position = _position(metadata, tag)
                yield _told(Reach.CELL, codes, unit.cell_span(cell), (*base, "tags", position))
        yield from _key(metadata, Reach.CELL, unit.cell_span(cell), base)
    yield from _key(unit.content.get("metadata"), Reach.FILE, Span(), ("metadata",))


def _key(metadata: object, reach: Reach, span: Span, base: tuple[str | int, ...]) -> Iterator[Suppression]:
    match metadata:
        case {"nb2prod": {"noqa": True}}:
            yield _told(reach, (), span, (*base, _KEY, "noqa"))
        case {"nb2prod": {"noqa": [*codes]}} if all(isinstance(code, str) for code in codes):
            yield _told(reach, tuple(code.upper() for code in codes), span, (*base, _KEY, "noqa"))


def _told(reach: Reach, codes: tuple[str, ...], span: Span, path: tuple[str | int, ...]) -> Suppression:
    return Suppression(reach, codes, span, exact=False, ours=True, path=path)


def _position(metadata: object, tag: str) -> int:
    match metadata:
        case {"tags": list(tags)} if tag in tags:
            return tags.index(tag)
    return 0


def silenced(suppressions: Suppressions) -> list[tuple[int | None, tuple[str, ...]]]:
    """What ruff's findings are left out by, too: each a cell, or none for the file, and beginnings of codes.

    Comments that ruff reads itself are not among them.
    """
    ours = [s for s in suppressions.listed if s.ours and s.reach is not Reach.LINE]
    return [(s.span.cell if s.reach is Reach.CELL else None, s.codes) for s in ours]
