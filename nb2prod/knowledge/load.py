"""Which file serves which import root, and reading it when it is first needed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from nb2prod.finding import UsageError
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.table import Table, read_table

FOLDER = Path(__file__).parent
FORMAT = FOLDER / "README.md"
"""Describes the format of tables; comes with them."""

STDLIB = "stdlib"
"""The table that serves all standard modules without a table of their own."""

NO_TABLES = frozenset({"distributions"})


def load_knowledge(extra: tuple[Path, ...] = ()) -> Knowledge:
    """Open the tables that come with nb2prod, and the user's own.

    Args:
        extra: The user's tables. What they say goes before what the tables of nb2prod say of the same name.

    Raises:
        UsageError: If one of the user's tables is wrong; it names the file and the key.
    """
    own = tuple(map(_user_table, extra))
    return Knowledge(tables_of=_tables_by_root(own))


def _tables_by_root(own: tuple[Table, ...]) -> Callable[[str], tuple[Table, ...]]:
    @cache
    def tables_of(root: str) -> tuple[Table, ...]:
        mine = tuple(table for table in own if root in table.library.imports)
        shipped = _shipped(_file_stem(root))
        return mine if shipped is None else (*mine, shipped)

    return tables_of


def _user_table(path: Path) -> Table:
    from nb2prod.knowledge.check import check_table  # only users with tables of their own pay for it

    problems = check_table(path)
    if problems:
        listed = "\n  ".join(problems)
        raise UsageError(f"this knowledge table is wrong:\n  {listed}", way_out=f"The format is described in {FORMAT}.")
    return read_table(path)


def _file_stem(root: str) -> str:
    return STDLIB if root in sys.stdlib_module_names and root not in _stems() else root


@cache
def _shipped(stem: str) -> Table | None:
    return read_table(FOLDER / f"{stem}.toml") if stem in _stems() else None


@cache
def _stems() -> frozenset[str]:
    """Tables that there are, listed once: what is asked comes from notebooks, and may be no name of a file at all."""
    return frozenset(path.stem for path in FOLDER.glob("*.toml")) - NO_TABLES
