"""Places as other programs want them: a path with slashes, and lines in the file itself."""

from __future__ import annotations

from pathlib import Path

from nb2prod.lint.fingerprints import relative_path
from nb2prod.rules.model import Finding


def path_of(finding: Finding) -> str:
    """The finding's file, relative to the current folder."""
    return relative_path(finding.location.path, Path())


def lines_of(finding: Finding) -> tuple[int, int]:
    """First and last line in the file; 1 where a notebook's lines aren't known."""
    where = finding.location
    first = where.physical_line or (where.line if where.cell is None else 1)
    known = where.physical_line is not None or where.cell is None
    return first, first + (max(finding.end_line - where.line, 0) if known else 0)


def message_of(finding: Finding) -> str:
    """The message, with the place in the cell where there is one: the line in the file tells nobody where to look."""
    where = finding.location
    return f"{cell_of(finding)}: {finding.message}" if where.cell is not None else finding.message


def cell_of(finding: Finding) -> str:
    """The place in the notebook: `cell 8, line 2`; empty for a module."""
    where = finding.location
    return "" if where.cell is None else f"cell {where.cell}, line {where.line}"
