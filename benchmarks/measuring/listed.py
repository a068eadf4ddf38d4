"""The list of notebooks that run: which are wanted, and which of those are there."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from pathlib import Path


def name_of(row: Mapping[str, str]) -> str:
    """Where a listed notebook is below the folder: `OWNER__NAME/PATH`."""
    return f"{row['repo'].replace('/', '__')}/{row['path']}"


def listed_rows(listing: Path, folder: Path, only: str | None) -> list[dict[str, str]]:
    """Read the list.

    Args:
        listing: CSV with the columns `repo`, `path` and `environment`.
        folder: Where the repositories are.
        only: Text that the name has to contain; all if it is None.

    Returns:
        Rows whose notebook is in the folder; how many are not is said on standard error.
    """
    with listing.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if only is None or only in name_of(row)]
    there = [row for row in rows if (folder / name_of(row)).is_file()]
    if len(there) < len(rows):
        print(f"{len(rows) - len(there)} of {len(rows)} listed notebooks are not in the folder", file=sys.stderr)
    return there
