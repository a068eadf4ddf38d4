"""The list of notebooks that run: what a command over it is told, which are wanted, and which of those are there."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Result = TypeVar("Result")


def listed_parser(description: str | None, *, timeout: float = 900) -> argparse.ArgumentParser:
    """Make the parser of a command over the list.

    Args:
        description: What the command does.
        timeout: Seconds that each run may take, unless it is told otherwise.
    """
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("list", type=Path, help="CSV of notebooks")
    parser.add_argument("folder", type=Path, help="where the repositories are")
    parser.add_argument("--python-current", type=Path, required=True, metavar="PY", help="interpreter for `current`")
    parser.add_argument("--python-2022", type=Path, required=True, metavar="PY", help="interpreter for `2022`")
    parser.add_argument("--only", metavar="TEXT", help="notebooks whose name contains this")
    parser.add_argument("--timeout", type=float, default=timeout, help="seconds that each run may take")
    parser.add_argument("--jobs", type=int, default=1, help="notebooks at a time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write each result as JSON")
    return parser


def interpreters_of(arguments: argparse.Namespace) -> dict[str, Path]:
    """The interpreter of each environment that the list names."""
    return {"current": arguments.python_current, "2022": arguments.python_2022}


def of_each(arguments: argparse.Namespace, work: Callable[[Mapping[str, str]], Result]) -> list[Result]:
    """Do something with each notebook of the list, so many at a time as the command is told."""
    rows = listed_rows(arguments.list, arguments.folder, arguments.only)
    with ThreadPoolExecutor(arguments.jobs) as pool:
        return list(pool.map(work, rows))


def write_json(arguments: argparse.Namespace, results: Sequence[DataclassInstance]) -> None:
    """Write each result, where the command is told a file for it."""
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(one) for one in results], indent=1), encoding="utf-8")


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
