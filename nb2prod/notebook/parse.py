"""From cells to statements."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from functools import cache

from nb2prod.collector import collector_paused
from nb2prod.finding import Location
from nb2prod.notebook.cell_parts import cell_parts
from nb2prod.notebook.model import Cell, CellKind, Magic, Notebook, ParsedNotebook, Statement, StatementId, Unparsed
from nb2prod.notebook.parts import NotPythonError, Part
from nb2prod.notebook.translation import Surroundings


def parse_cells(notebook: Notebook) -> ParsedNotebook:
    """Parse the code cells of a notebook.

    Magics, shell lines and help requests become the Python that stands for them, or statements without a tree that say
    why they are left out.

    Args:
        notebook: A notebook in Python.

    Returns:
        Its statements in the order of the cells, and the cells that are not Python.
    """
    cells = [cell for cell in notebook.cells if cell.kind is CellKind.CODE]
    sources = tuple(cell.source for cell in cells)
    bound = cache(lambda: _bound_names(sources))
    statements: list[Statement] = []
    unparsed: list[Unparsed] = []
    imported: set[str] = set()
    with warnings.catch_warnings(), collector_paused():
        # Odd escapes in a user's strings are their affair; the parser must not print about them.
        warnings.simplefilter("ignore")
        for number, cell in enumerate(cells):
            try:
                parts = cell_parts(cell.source, Surroundings(sources, number, bound))
            except NotPythonError as error:
                where = _locate(notebook, cell, error.line + 1, error.column + 1)
                unparsed.append(Unparsed(cell.index, cell.source, where, f"{error}{_newer(notebook)}"))
            else:
                statements.extend(_statements(notebook, cell, parts, imported))
    return ParsedNotebook(notebook, tuple(statements), tuple(unparsed))


def _bound_names(sources: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    from nb2prod.notebook.bound_names import bound_names

    return bound_names(sources)


def _statements(notebook: Notebook, cell: Cell, parts: list[Part], imported: set[str]) -> Iterator[Statement]:
    ordinal = 0
    expects_error = "raises-exception" in cell.tags
    for position, part in enumerate(parts):
        where = _locate(notebook, cell, part.line, part.column)
        for source in part.imports:
            if source in imported:
                continue
            imported.add(source)
            name = part.magic.name if part.magic else ""
            needed = Magic(part.magic.text if part.magic else "", name, translated=True, reason=f"needed for {name}")
            node = ast.parse(source).body[0]
            yield Statement(StatementId(cell.index, ordinal), source, node, where, magic=needed)
            ordinal += 1
        last = position == len(parts) - 1 and notebook.format != (0, 0)
        cut = part.slice
        yield Statement(
            id=StatementId(cell.index, ordinal),
            source=cut.source if cut else "",
            node=cut.node if cut else None,
            location=where,
            comments=cut.comments if cut else (),
            trailing_comment=cut.trailing_comment if cut else "",
            displayed=part.shown and last,
            magic=part.magic,
            expects_error=expects_error,
        )
        ordinal += 1


def _newer(notebook: Notebook) -> str:
    """Say that the syntax may be that of a newer Python than this one."""
    match = re.match(r"3\.(\d+)", notebook.language_version or "")
    if match is None or int(match[1]) <= sys.version_info.minor:
        return ""
    return f" (Python 3.{match[1]} ran the notebook, 3.{sys.version_info.minor} reads it)"


def _locate(notebook: Notebook, cell: Cell, line: int, column: int) -> Location:
    physical = None if cell.physical_line is None else cell.physical_line + line - 1
    return Location(notebook.path, cell.index, cell.id, line, column, physical)
